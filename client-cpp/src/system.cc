#include "system.h"

#include <sys/random.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/synchronization/mutex.h"
#include "deadline.h"
#include "grpcpp/alarm.h"

namespace jsinterop::inline client::internal {
namespace {

// Timers of gRPC's own event loop, which spares a thread.
class AlarmTimers final : public Timers {
 public:
  Instant Now() const override { return std::chrono::steady_clock::now(); }

  Id RunAfter(absl::Duration delay, Task task) override { return pending_->Add(pending_, delay, std::move(task)); }

  void Cancel(Id id) override { pending_->Take(id).reset(); }

 private:
  struct Entry {
    grpc::Alarm alarm;
    Task task;
  };

  // Shared with the alarms, since one that is cancelled still reports back later.
  class Pending {
   public:
    Id Add(const std::shared_ptr<Pending>& self, absl::Duration delay, Task task) {
      auto entry = std::make_unique<Entry>();
      entry->task = std::move(task);
      const gpr_timespec at = DeadlineAfter(delay);
      // Under the lock, so that an alarm that rings at once finds its entry.
      absl::MutexLock lock(&mutex_);
      const Id id = ++last_id_;
      Entry& added = *entries_.emplace(id, std::move(entry)).first->second;
      added.alarm.Set(at, [self, id](bool rang) {
        std::unique_ptr<Entry> rung = self->Take(id);
        if (rang && rung != nullptr) std::move(rung->task)();
      });
      return id;
    }

    std::unique_ptr<Entry> Take(Id id) {
      absl::MutexLock lock(&mutex_);
      const auto it = entries_.find(id);
      if (it == entries_.end()) return nullptr;
      std::unique_ptr<Entry> entry = std::move(it->second);
      entries_.erase(it);
      return entry;
    }

    void Clear() {
      absl::flat_hash_map<Id, std::unique_ptr<Entry>> entries;
      absl::MutexLock lock(&mutex_);
      entries.swap(entries_);
    }

   private:
    absl::Mutex mutex_;
    Id last_id_ ABSL_GUARDED_BY(mutex_) = 0;
    absl::flat_hash_map<Id, std::unique_ptr<Entry>> entries_ ABSL_GUARDED_BY(mutex_);
  };

  const std::shared_ptr<Pending> pending_ = std::make_shared<Pending>();

 public:
  ~AlarmTimers() override { pending_->Clear(); }
};

class KernelRandom final : public Random {
 public:
  void Fill(void* out, size_t size) override {
    auto* bytes = static_cast<char*>(out);
    while (size > 0) {
      const ssize_t got = getrandom(bytes, size, 0);
      if (got < 0 && errno != EINTR) std::abort();  // Without it, nothing secret can be made.
      if (got <= 0) continue;
      bytes += got;
      size -= static_cast<size_t>(got);
    }
  }
};

}  // namespace

System RealSystem() { return {.timers = std::make_shared<AlarmTimers>(), .random = std::make_shared<KernelRandom>()}; }

double RandomFraction(Random& random) {
  uint64_t bits = 0;
  random.Fill(&bits, sizeof(bits));
  return static_cast<double>(bits >> 11) * 0x1p-53;
}

absl::Duration RetryPause(int failures, Random& random) {
  constexpr absl::Duration kFirst = absl::Seconds(1);
  constexpr absl::Duration kLast = absl::Seconds(30);
  constexpr int kMaxDoublings = 5;
  return std::min(kFirst * (1 << std::min(failures, kMaxDoublings)), kLast) * (0.5 + 0.5 * RandomFraction(random));
}

}  // namespace jsinterop::inline client::internal
