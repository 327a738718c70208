#include "server/ticker.h"

#include <gtest/gtest.h>

#include "absl/synchronization/blocking_counter.h"

namespace jsinterop::server {
namespace {

TEST(Ticker, TicksAgainAtOnceWhileThereIsMoreToDo) {
  // With an interval of an hour, only the first tick would wait; so it is short, and all others come from the
  // ticks' own word.
  absl::BlockingCounter ticks(100);
  int count = 0;
  Ticker ticker(std::chrono::milliseconds(1), [&] {
    if (++count > 100) return false;
    ticks.DecrementCount();
    return true;
  });
  ticks.Wait();
}

TEST(Ticker, EndsAtOnceHoweverLongItsInterval) {
  Ticker ticker(std::chrono::hours(1), [] { return false; });
}

}  // namespace
}  // namespace jsinterop::server
