// What the library takes from the machine: time, timers and randomness. Given to it, so that tests can stand in.

#ifndef JSINTEROP_CLIENT_CPP_SRC_SYSTEM_H_
#define JSINTEROP_CLIENT_CPP_SRC_SYSTEM_H_

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>

#include "absl/functional/any_invocable.h"
#include "absl/time/time.h"

namespace jsinterop::inline client::internal {

using Instant = std::chrono::steady_clock::time_point;

// A steady clock, and work to be done later. Safe for concurrent use.
class Timers {
 public:
  using Id = uint64_t;  // Never 0.
  using Task = absl::AnyInvocable<void() &&>;

  virtual ~Timers() = default;
  virtual Instant Now() const = 0;
  // Runs `task` once the time is over, on a thread of its own choice; never inside this call.
  virtual Id RunAfter(absl::Duration delay, Task task) = 0;
  // Drops the task, unless it has begun. Does not wait for one that runs.
  virtual void Cancel(Id id) = 0;
};

// Random bytes that cannot be guessed. Safe for concurrent use.
class Random {
 public:
  virtual ~Random() = default;
  virtual void Fill(void* out, size_t size) = 0;
};

struct System {
  std::shared_ptr<Timers> timers;
  std::shared_ptr<Random> random;
};

// The machine's steady clock, timers of gRPC's event loop, and the kernel's random bytes.
System RealSystem();

// `at` plus `delay`, where an infinite delay is never.
inline Instant After(Instant at, absl::Duration delay) {
  const absl::Duration room = absl::FromChrono(Instant::max() - at);
  return delay >= room ? Instant::max() : at + absl::ToChronoNanoseconds(delay);
}

// A number in [0, 1).
double RandomFraction(Random& random);

// How long to wait after the `failures`th failure in a row (from 0): soon, since the connection may come back at any
// moment, then ever more rarely; with jitter.
absl::Duration RetryPause(int failures, Random& random);

}  // namespace jsinterop::inline client::internal

#endif  // JSINTEROP_CLIENT_CPP_SRC_SYSTEM_H_
