// Future: the answer to a call that is still under way.

#ifndef JSINTEROP_FUTURE_H_
#define JSINTEROP_FUTURE_H_

#include <memory>
#include <type_traits>
#include <utility>

#include "absl/functional/any_invocable.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "jsinterop/call.h"
#include "jsinterop/traits.h"

namespace jsinterop::inline client {

// What a verb gives back: a StatusOr, or for void a Status.
template <typename T>
using Result = std::conditional_t<std::is_void_v<T>, absl::Status, absl::StatusOr<T>>;

// Is told the result of a verb, exactly once, on a thread of the library; never inside the verb that was
// given it. It must not block: a blocking verb inside it fails with WOULD_DEADLOCK. It may start other calls
// and destroy whatever it likes.
template <typename T>
using Callback = absl::AnyInvocable<void(Result<T>) &&>;

namespace internal {

// WOULD_DEADLOCK inside a callback of the library, else OK.
absl::Status CheckMayBlock();

// Turns an answer into what the verb gives back.
template <typename T>
Result<T> Read(absl::StatusOr<Answer> answer) {
  if (!answer.ok()) return std::move(answer).status();
  if constexpr (std::is_void_v<T>) {
    return absl::OkStatus();
  } else if constexpr (requires(Answer a) { T::FromAnswer(std::move(a)); }) {
    return T::FromAnswer(*std::move(answer));
  } else {
    return JsTraits<T>::FromValue(answer->value);
  }
}

template <typename T>
Done MakeDone(Callback<T> callback) {
  return [callback = std::move(callback)](absl::StatusOr<Answer> answer) mutable {
    std::move(callback)(Read<T>(std::move(answer)));
  };
}

// A place where one thread waits for an answer that another brings.
class Mailbox {
 public:
  // Makes the callback that fills a mailbox.
  static std::pair<std::shared_ptr<Mailbox>, Done> Make();
  virtual ~Mailbox() = default;
  virtual bool Ready() const = 0;
  // Waits until there is an answer or the time is over.
  virtual bool WaitFor(absl::Duration timeout) const = 0;
  // Waits, and takes the answer out. Fails at once with WOULD_DEADLOCK if it would have to wait inside a
  // callback of the library.
  virtual absl::StatusOr<Answer> Take() = 0;
};

}  // namespace internal

// The answer to a call, now or later. Results are converted to T by Get, in the thread that calls it.
//
// Thread safety: a Future belongs to one thread at a time, as a std::unique_ptr does.
//
// Lifetime: a Future may be dropped; the call goes on and its result is let go. It may outlive the Runtime,
// which answers all that is under way (kCancelled) before it is gone.
template <typename T>
class [[nodiscard]] Future {
 public:
  explicit Future(std::shared_ptr<internal::Mailbox> mailbox) : mailbox_(std::move(mailbox)) {}
  Future(Future&&) noexcept = default;
  Future& operator=(Future&&) noexcept = default;

  // Whether Get will not wait.
  bool Ready() const { return mailbox_->Ready(); }

  // Waits at most so long; says whether the answer is there.
  bool WaitFor(absl::Duration timeout) const { return mailbox_->WaitFor(timeout); }

  // Waits for the answer and takes it. A second Get fails with kFailedPrecondition.
  Result<T> Get() { return internal::Read<T>(mailbox_->Take()); }

 private:
  std::shared_ptr<internal::Mailbox> mailbox_;
};

}  // namespace jsinterop::inline client

#endif  // JSINTEROP_FUTURE_H_
