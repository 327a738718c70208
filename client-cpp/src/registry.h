// Registry: all that is under way, so that it can be cancelled and waited for at the end.

#ifndef JSINTEROP_CLIENT_CPP_SRC_REGISTRY_H_
#define JSINTEROP_CLIENT_CPP_SRC_REGISTRY_H_

#include <memory>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/synchronization/mutex.h"

namespace jsinterop::inline client::internal {

class Cancellable {
 public:
  virtual ~Cancellable() = default;
  // Ends it soon. May come at any moment, and more than once.
  virtual void Cancel() = 0;
};

// Safe for concurrent use.
class Registry {
 public:
  // False after Close: the item must not begin.
  bool Add(std::shared_ptr<Cancellable> item) {
    absl::MutexLock lock(&mutex_);
    if (closed_) return false;
    const Cancellable* key = item.get();
    items_.emplace(key, std::move(item));
    return true;
  }

  // The item has ended, and will do nothing more.
  void Remove(const Cancellable* item) {
    std::shared_ptr<Cancellable> last;  // Dies outside the lock.
    absl::MutexLock lock(&mutex_);
    const auto it = items_.find(item);
    last = std::move(it->second);
    items_.erase(it);
  }

  // Cancels everything, and lets nothing new begin.
  void Close() {
    std::vector<std::shared_ptr<Cancellable>> items;
    {
      absl::MutexLock lock(&mutex_);
      closed_ = true;
      for (const auto& [key, item] : items_) items.push_back(item);
    }
    for (const auto& item : items) item->Cancel();
  }

  void AwaitEmpty() {
    absl::MutexLock lock(&mutex_);
    mutex_.Await(absl::Condition(
        +[](Registry* self) ABSL_NO_THREAD_SAFETY_ANALYSIS { return self->items_.empty(); }, this));
  }

 private:
  absl::Mutex mutex_;
  bool closed_ ABSL_GUARDED_BY(mutex_) = false;
  absl::flat_hash_map<const Cancellable*, std::shared_ptr<Cancellable>> items_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace jsinterop::inline client::internal

#endif  // JSINTEROP_CLIENT_CPP_SRC_REGISTRY_H_
