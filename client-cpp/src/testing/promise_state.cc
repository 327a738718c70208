#include "promise_state.h"

#include <algorithm>

namespace jsinterop::testing::fake {

void PromiseState::Settle(absl::StatusOr<Value> result) {
  std::vector<std::weak_ptr<Waiter>> waiters;
  {
    absl::MutexLock lock(&mutex_);
    if (result_) return;
    result_ = result;
    waiters.swap(waiters_);
  }
  for (const auto& weak : waiters) {
    if (const auto waiter = weak.lock()) waiter->OnSettled(result);
  }
}

void PromiseState::Await(const std::shared_ptr<Waiter>& waiter) {
  std::optional<absl::StatusOr<Value>> result;
  {
    absl::MutexLock lock(&mutex_);
    result = result_;
    if (!result) waiters_.push_back(waiter);
  }
  if (result) waiter->OnSettled(*result);
}

bool PromiseState::awaited() const {
  absl::MutexLock lock(&mutex_);
  return std::any_of(waiters_.begin(), waiters_.end(), [](const std::weak_ptr<Waiter>& weak) {
    const auto waiter = weak.lock();
    return waiter != nullptr && waiter->waiting();
  });
}

}  // namespace jsinterop::testing::fake
