// Which workers are gone.

#ifndef JSINTEROP_SERVICE_LEASE_LOST_WORKERS_H_
#define JSINTEROP_SERVICE_LEASE_LOST_WORKERS_H_

#include <atomic>
#include <cstdint>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_set.h"
#include "absl/synchronization/mutex.h"
#include "lease/lease_table.h"

namespace jsinterop::lease {

// The lost workers, in the order of their loss. Nothing is ever taken out: a call that began on a worker may end at
// any time after its loss, and must not bring it back to life. That costs some thirty bytes for each worker that ever
// died.
//
// Safe for concurrent use. Its mutex may be taken under a shard's, never the other way round.
class LostWorkers {
 public:
  void Add(WorkerKey worker) {
    absl::MutexLock lock(&mutex_);
    if (!set_.insert(worker).second) return;
    order_.push_back(worker);
    count_.store(order_.size(), std::memory_order_release);
  }

  bool Contains(WorkerKey worker) const {
    if (count() == 0) return false;
    absl::ReaderMutexLock lock(&mutex_);
    return set_.contains(worker);
  }

  // How many there are. Who remembers the count at which a worker was not among them need not ask again before the
  // count changes.
  uint64_t count() const { return count_.load(std::memory_order_acquire); }

  // The `n`th to be lost. REQUIRES: n < count().
  WorkerKey at(uint64_t n) const {
    absl::ReaderMutexLock lock(&mutex_);
    return order_[n];
  }

 private:
  mutable absl::Mutex mutex_;
  absl::flat_hash_set<WorkerKey> set_ ABSL_GUARDED_BY(mutex_);
  std::vector<WorkerKey> order_ ABSL_GUARDED_BY(mutex_);
  std::atomic<uint64_t> count_{0};  // order_.size(), to be read without the mutex.
};

}  // namespace jsinterop::lease

#endif  // JSINTEROP_SERVICE_LEASE_LOST_WORKERS_H_
