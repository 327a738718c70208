// ManualTimers: time that moves only when the test says so.
//
// A task without delay runs soon, on a thread of its own, as the contract of Timers wants it.

#ifndef JSINTEROP_TESTS_UNIT_CLIENT_MANUAL_TIMERS_H_
#define JSINTEROP_TESTS_UNIT_CLIENT_MANUAL_TIMERS_H_

#include <algorithm>
#include <cstring>
#include <map>
#include <optional>
#include <utility>

#include "absl/synchronization/mutex.h"
#include "system.h"

namespace jsinterop::testing {

class ManualTimers final : public internal::Timers {
 public:
  internal::Instant Now() const override {
    absl::MutexLock lock(&mutex_);
    return now_;
  }

  Id RunAfter(absl::Duration delay, Task task) override {
    if (delay <= absl::ZeroDuration()) return real_.timers->RunAfter(delay, std::move(task));
    absl::MutexLock lock(&mutex_);
    tasks_.emplace(++last_id_, Entry{internal::After(now_, delay), std::move(task)});
    return last_id_;
  }

  void Cancel(Id id) override {
    absl::MutexLock lock(&mutex_);
    tasks_.erase(id);
  }

  // Moves time, and runs in this thread what is due then, in order.
  void Advance(absl::Duration by) {
    const internal::Instant end = Now() + absl::ToChronoNanoseconds(by);
    while (std::optional<Entry> next = TakeNext(end)) std::move(next->task)();
    absl::MutexLock lock(&mutex_);
    now_ = end;
  }

  // The delay after which the next task is due; infinite if there is none.
  absl::Duration NextDelay() const {
    absl::MutexLock lock(&mutex_);
    absl::Duration next = absl::InfiniteDuration();
    for (const auto& [id, entry] : tasks_) next = std::min(next, absl::FromChrono(entry.at - now_));
    return next;
  }

  size_t size() const {
    absl::MutexLock lock(&mutex_);
    return tasks_.size();
  }

 private:
  struct Entry {
    internal::Instant at;
    Task task;
  };

  std::optional<Entry> TakeNext(internal::Instant end) {
    absl::MutexLock lock(&mutex_);
    auto next = tasks_.end();
    for (auto it = tasks_.begin(); it != tasks_.end(); ++it) {
      if (it->second.at <= end && (next == tasks_.end() || it->second.at < next->second.at)) next = it;
    }
    if (next == tasks_.end()) return std::nullopt;
    Entry entry = std::move(next->second);
    tasks_.erase(next);
    now_ = entry.at;
    return entry;
  }

  const internal::System real_ = internal::RealSystem();
  mutable absl::Mutex mutex_;
  // Not 0, so that a forgotten initialisation does not look like "now". Far from the ids of real timers.
  internal::Instant now_{std::chrono::hours(1)};
  Id last_id_ = Id{1} << 32;
  std::map<Id, Entry> tasks_;
};

// Always the same bytes, so that jitter is none: the fraction is one half.
class SteadyRandom final : public internal::Random {
 public:
  void Fill(void* out, size_t size) override {
    std::memset(out, 0, size);
    if (size > 0) static_cast<unsigned char*>(out)[std::min<size_t>(size, 8) - 1] = 0x80;
  }
};

}  // namespace jsinterop::testing

#endif  // JSINTEROP_TESTS_UNIT_CLIENT_MANUAL_TIMERS_H_
