#include <optional>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "callback_thread.h"
#include "jsinterop/future.h"

namespace jsinterop::inline client::internal {
namespace {

class OneAnswer final : public Mailbox {
 public:
  void Put(absl::StatusOr<Answer> answer) {
    absl::MutexLock lock(&mutex_);
    answer_ = std::move(answer);
    filled_ = true;
  }

  bool Ready() const override {
    absl::MutexLock lock(&mutex_);
    return filled_;
  }

  bool WaitFor(absl::Duration timeout) const override {
    if (IsInCallback()) return Ready();
    absl::MutexLock lock(&mutex_);
    return mutex_.AwaitWithTimeout(absl::Condition(&filled_), timeout);
  }

  absl::StatusOr<Answer> Take() override {
    absl::MutexLock lock(&mutex_);
    if (!filled_) {
      if (IsInCallback()) return WouldDeadlock(Executed::kUnknown);
      mutex_.Await(absl::Condition(&filled_));
    }
    if (!answer_) return absl::FailedPreconditionError("the answer was taken already");
    absl::StatusOr<Answer> answer = *std::move(answer_);
    answer_.reset();
    return answer;
  }

 private:
  mutable absl::Mutex mutex_;
  bool filled_ ABSL_GUARDED_BY(mutex_) = false;
  std::optional<absl::StatusOr<Answer>> answer_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace

std::pair<std::shared_ptr<Mailbox>, Done> Mailbox::Make() {
  auto mailbox = std::make_shared<OneAnswer>();
  return {mailbox, [mailbox](absl::StatusOr<Answer> answer) { mailbox->Put(std::move(answer)); }};
}

}  // namespace jsinterop::inline client::internal
