// What copies of a FakePromise share.

#ifndef JSINTEROP_CLIENT_CPP_SRC_TESTING_PROMISE_STATE_H_
#define JSINTEROP_CLIENT_CPP_SRC_TESTING_PROMISE_STATE_H_

#include <memory>
#include <optional>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "jsinterop/value.h"

namespace jsinterop::testing::fake {

// Who awaits a promise.
class Waiter {
 public:
  virtual ~Waiter() = default;
  virtual bool waiting() const = 0;
  virtual void OnSettled(const absl::StatusOr<Value>& result) = 0;
};

// Safe for concurrent use.
class PromiseState {
 public:
  // Settled once; later results are not looked at.
  void Settle(absl::StatusOr<Value> result);
  // Tells `waiter` the result, now or later. Never under the lock.
  void Await(const std::shared_ptr<Waiter>& waiter);
  bool awaited() const;

 private:
  mutable absl::Mutex mutex_;
  std::optional<absl::StatusOr<Value>> result_ ABSL_GUARDED_BY(mutex_);
  std::vector<std::weak_ptr<Waiter>> waiters_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace jsinterop::testing::fake

#endif  // JSINTEROP_CLIENT_CPP_SRC_TESTING_PROMISE_STATE_H_
