// A runtime that is connected to a FakeInterop, with time that stands still.

#ifndef JSINTEROP_TESTS_UNIT_CLIENT_RUNTIME_FIXTURE_H_
#define JSINTEROP_TESTS_UNIT_CLIENT_RUNTIME_FIXTURE_H_

#include <memory>
#include <utility>

#include "absl/synchronization/notification.h"
#include "connect.h"
#include "fake_interop.h"
#include "gtest/gtest.h"
#include "jsinterop/jsinterop.h"
#include "manual_timers.h"
#include "status_matchers.h"

namespace jsinterop::testing {

class RuntimeFixture : public ::testing::Test {
 protected:
  RuntimeFixture() : runtime_(Connect()) {}

  std::unique_ptr<RemoteRuntime> Connect(RemoteOptions options = {}) {
    auto runtime = internal::ConnectWith(
        server_.target(), std::move(options),
        {.timers = timers_, .random = random_ != nullptr ? random_ : internal::RealSystem().random});
    EXPECT_THAT(runtime, IsOk());
    return *std::move(runtime);
  }

  std::shared_ptr<internal::Random> random_;  // Null: real.
  const std::shared_ptr<ManualTimers> timers_ = std::make_shared<ManualTimers>();
  absl::Notification go_;  // For scripts to wait for; outlives the server.
  FakeInterop server_;
  std::unique_ptr<RemoteRuntime> runtime_;
};

}  // namespace jsinterop::testing

#endif  // JSINTEROP_TESTS_UNIT_CLIENT_RUNTIME_FIXTURE_H_
