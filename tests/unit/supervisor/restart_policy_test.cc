#include "supervisor/restart_policy.h"

#include <gtest/gtest.h>

namespace jsinterop::supervisor {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

TEST(RestartPolicy, WaitsTwiceAsLongAfterEachQuickEndUpToABound) {
  RestartPolicy policy;
  Duration expected = RestartPolicy::kFirstDelay;
  for (int i = 0; i < 20; ++i) {
    EXPECT_EQ(policy.Next(milliseconds(5)), expected);
    expected = std::min<Duration>(expected * 2, RestartPolicy::kLongestDelay);
  }
  EXPECT_EQ(policy.Next(milliseconds(5)), RestartPolicy::kLongestDelay);
}

TEST(RestartPolicy, BeginsAnewAfterAWorkerThatWasHealthy) {
  RestartPolicy policy;
  for (int i = 0; i < 5; ++i) policy.Next(milliseconds(5));
  EXPECT_EQ(policy.Next(seconds(60)), RestartPolicy::kFirstDelay);
  EXPECT_EQ(policy.Next(milliseconds(5)), RestartPolicy::kFirstDelay * 2);
}

}  // namespace
}  // namespace jsinterop::supervisor
