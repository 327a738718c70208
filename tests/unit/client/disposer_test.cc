// The disposer: batches, one RPC at a time, and patience with a broker that is away.

#include "disposer.h"

#include <deque>
#include <memory>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "manual_timers.h"

namespace jsinterop {
namespace {

using ::jsinterop::testing::ManualTimers;
using ::jsinterop::testing::SteadyRandom;

class ScriptedRpc final : public internal::DisposeRpc {
 public:
  void SendDispose(v1::DisposeRequest request, StatusDone done) override {
    requests.push_back(std::move(request));
    pending.push_back(std::move(done));
  }
  void Answer(absl::Status status) {
    StatusDone done = std::move(pending.front());
    pending.pop_front();
    std::move(done)(std::move(status));
  }

  std::vector<v1::DisposeRequest> requests;
  std::deque<StatusDone> pending;
};

class DisposerTest : public ::testing::Test {
 protected:
  const std::shared_ptr<ManualTimers> timers_ = std::make_shared<ManualTimers>();
  const internal::System system_{.timers = timers_, .random = std::make_shared<SteadyRandom>()};
  const std::shared_ptr<ScriptedRpc> rpc_ = std::make_shared<ScriptedRpc>();
  const std::shared_ptr<internal::Disposer> disposer_ = std::make_shared<internal::Disposer>(rpc_, system_);
};

TEST_F(DisposerTest, WhatGathersGoesTogether) {
  disposer_->AddReference("a");
  for (int i = 0; i < 100; ++i) disposer_->AddReference(absl::StrCat("r", i));
  disposer_->AddNonce("nonce");
  disposer_->AddLease("lease");
  ASSERT_EQ(rpc_->requests.size(), 1u);
  EXPECT_EQ(rpc_->requests[0].references_size(), 1);
  rpc_->Answer(absl::OkStatus());
  ASSERT_EQ(rpc_->requests.size(), 2u);
  EXPECT_EQ(rpc_->requests[1].references_size(), 100);
  EXPECT_EQ(rpc_->requests[1].nonces_size(), 1);
  EXPECT_EQ(rpc_->requests[1].leases_size(), 1);
  rpc_->Answer(absl::OkStatus());
  EXPECT_EQ(rpc_->requests.size(), 2u);
}

TEST_F(DisposerTest, VeryManyGoInSeveralMessages) {
  for (int i = 0; i <= 20'000; ++i) disposer_->AddReference(absl::StrCat("r", i));
  while (!rpc_->pending.empty()) rpc_->Answer(absl::OkStatus());
  EXPECT_EQ(rpc_->requests.size(), 4u);
  int total = 0;
  for (const auto& request : rpc_->requests) total += request.references_size();
  EXPECT_EQ(total, 20'001);
}

// Enough that the lease might as well do it, if the broker were away.
constexpr int kVeryMany = 1'000'000;

TEST_F(DisposerTest, NothingIsDroppedWhileTheBrokerAnswers) {
  for (int i = 0; i < kVeryMany + 2; ++i) disposer_->AddReference("r");
  disposer_->AddNonce("nonce");
  EXPECT_EQ(disposer_->Close().references_size(), kVeryMany + 2);
}

TEST_F(DisposerTest, WhatGathersWhileTheBrokerIsAwayIsBounded) {
  disposer_->AddReference("a");
  rpc_->Answer(absl::UnavailableError("down"));
  for (int i = 0; i < kVeryMany; ++i) disposer_->AddReference("r");
  EXPECT_EQ(disposer_->Close().references_size(), kVeryMany);
}

TEST_F(DisposerTest, WhatCouldNotBeDeliveredIsTriedAgain) {
  disposer_->AddReference("a");
  rpc_->Answer(absl::UnavailableError("down"));
  disposer_->AddReference("b");
  EXPECT_EQ(rpc_->requests.size(), 1u);
  timers_->Advance(timers_->NextDelay());
  ASSERT_EQ(rpc_->requests.size(), 2u);
  EXPECT_EQ(rpc_->requests[1].references_size(), 2);
}

TEST_F(DisposerTest, WhatIsRefusedIsLeftToTheLease) {
  disposer_->AddReference("a");
  rpc_->Answer(absl::InvalidArgumentError("no"));
  EXPECT_EQ(timers_->size(), 0u);
  EXPECT_EQ(rpc_->requests.size(), 1u);
}

TEST_F(DisposerTest, CloseHandsOverWhatIsNotReleased) {
  disposer_->AddReference("a");
  disposer_->AddReference("b");
  const v1::DisposeRequest rest = disposer_->Close();
  EXPECT_EQ(rest.references_size(), 2);
  rpc_->Answer(absl::OkStatus());
  disposer_->AddReference("c");
  EXPECT_EQ(rpc_->requests.size(), 1u);
  // What comes later does not gather for nothing.
  EXPECT_EQ(disposer_->Close().references_size(), 0);
}

}  // namespace
}  // namespace jsinterop
