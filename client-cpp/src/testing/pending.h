// Pending: a call to a FakeRuntime, until it is answered.

#ifndef JSINTEROP_CLIENT_CPP_SRC_TESTING_PENDING_H_
#define JSINTEROP_CLIENT_CPP_SRC_TESTING_PENDING_H_

#include <functional>
#include <memory>
#include <optional>
#include <stop_token>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "jsinterop/call.h"
#include "promise_state.h"

namespace jsinterop::testing::fake {

class World;

// Safe for concurrent use.
class Pending final : public Waiter, public std::enable_shared_from_this<Pending> {
 public:
  Pending(std::weak_ptr<World> world, Call call, Done done);

  const Call& call() const { return call_; }
  // Has the call end with kCancelled when its stop is requested.
  void WatchStop();
  // Answers the call, on this thread, unless it is answered already. First lets go of what the call refers to: the
  // caller counts what is held as soon as it has its answer.
  void Finish(absl::StatusOr<Answer> answer);

  // Waiter.
  bool waiting() const override;
  void OnSettled(const absl::StatusOr<Value>& result) override;

 private:
  const std::weak_ptr<World> world_;
  Call call_;                                                         // Used on the world's thread.
  std::optional<std::stop_callback<std::function<void()>>> on_stop_;  // Set before the call is played.

  mutable absl::Mutex mutex_;
  Done done_ ABSL_GUARDED_BY(mutex_);  // Null once the call is answered.
};

}  // namespace jsinterop::testing::fake

#endif  // JSINTEROP_CLIENT_CPP_SRC_TESTING_PENDING_H_
