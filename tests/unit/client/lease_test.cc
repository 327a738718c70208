// Leases: when they are renewed, when not, and what becomes of them when they are lost.

#include "lease.h"

#include <deque>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "gtest/gtest.h"
#include "lease_book.h"
#include "manual_timers.h"
#include "status.h"
#include "status_matchers.h"

namespace jsinterop {
namespace {

using ::jsinterop::testing::HasCode;
using ::jsinterop::testing::ManualTimers;
using ::jsinterop::testing::SteadyRandom;

constexpr absl::Duration kTerm = absl::Seconds(60);
// With the jitter of SteadyRandom, which is none.
const absl::Duration kRhythm = kTerm / 3;

// Keeps what is asked, until the test answers.
class ScriptedRpcs final : public internal::LeaseRpcs {
 public:
  void GrantLease(TermsDone done) override { grants.push_back(std::move(done)); }
  void RenewLease(const std::string& id, TermsDone done) override {
    renewed_ids.push_back(id);
    renewals.push_back(std::move(done));
  }
  void ReleaseLease(const std::string& id) override { released.push_back(id); }

  void AnswerRenewal(absl::StatusOr<internal::Terms> terms) {
    TermsDone done = std::move(renewals.front());
    renewals.pop_front();
    std::move(done)(std::move(terms));
  }
  void AnswerGrant(absl::StatusOr<internal::Terms> terms) {
    TermsDone done = std::move(grants.front());
    grants.pop_front();
    std::move(done)(std::move(terms));
  }

  std::deque<TermsDone> grants;
  std::deque<TermsDone> renewals;
  std::vector<std::string> renewed_ids;
  std::vector<std::string> released;
};

internal::Terms FullTerm(std::string id = "") { return {.id = std::move(id), .remaining = kTerm, .term = kTerm}; }

absl::Status Expired() { return absl::FailedPreconditionError("expired"); }

class LeaseTest : public ::testing::Test {
 protected:
  std::shared_ptr<internal::Lease> NewLease() {
    auto lease = std::make_shared<internal::Lease>("lease", internal::Lease::Room::kForMore, rpcs_, system_);
    lease->Touch(timers_->Now(), FullTerm());
    return lease;
  }

  const std::shared_ptr<ManualTimers> timers_ = std::make_shared<ManualTimers>();
  const internal::System system_{.timers = timers_, .random = std::make_shared<SteadyRandom>()};
  const std::shared_ptr<ScriptedRpcs> rpcs_ = std::make_shared<ScriptedRpcs>();
};

TEST_F(LeaseTest, IsRenewedAtAThirdOfItsTermWhileItHoldsReferences) {
  const auto lease = NewLease();
  lease->AddReference();
  timers_->Advance(kRhythm - absl::Milliseconds(1));
  EXPECT_EQ(rpcs_->renewals.size(), 0u);
  timers_->Advance(absl::Milliseconds(1));
  ASSERT_EQ(rpcs_->renewals.size(), 1u);
  rpcs_->AnswerRenewal(FullTerm());
  timers_->Advance(kRhythm);
  EXPECT_EQ(rpcs_->renewals.size(), 1u);
}

TEST_F(LeaseTest, IsNotRenewedWithoutReferences) {
  const auto lease = NewLease();
  timers_->Advance(kTerm);
  EXPECT_TRUE(rpcs_->renewed_ids.empty());
  EXPECT_EQ(timers_->size(), 0u);
}

TEST_F(LeaseTest, RenewalStopsWithTheLastReference) {
  const auto lease = NewLease();
  lease->AddReference();
  lease->AddReference();
  lease->DropReference();
  EXPECT_EQ(timers_->size(), 1u);
  lease->DropReference();
  EXPECT_EQ(timers_->size(), 0u);
}

TEST_F(LeaseTest, OnlyOneRenewalIsUnderWay) {
  const auto lease = NewLease();
  lease->AddReference();
  timers_->Advance(kRhythm);
  lease->Probe();
  lease->DropReference();
  lease->AddReference();
  timers_->Advance(kTerm);
  EXPECT_EQ(rpcs_->renewals.size(), 1u);
}

TEST_F(LeaseTest, CallsRenewItToo) {
  const auto lease = NewLease();
  lease->AddReference();
  timers_->Advance(kRhythm / 2);
  lease->TouchUsed(timers_->Now());
  timers_->Advance(kRhythm - absl::Milliseconds(1));
  EXPECT_EQ(rpcs_->renewals.size(), 0u);
  timers_->Advance(absl::Milliseconds(1));
  EXPECT_EQ(rpcs_->renewals.size(), 1u);
}

TEST_F(LeaseTest, TheTermCountsFromWhenTheRequestWasSent) {
  const auto lease = NewLease();
  const internal::Instant sent = timers_->Now();
  timers_->Advance(kTerm - absl::Seconds(1));
  lease->Touch(sent, FullTerm());  // The answer took that long.
  EXPECT_TRUE(lease->IsUsable());
  timers_->Advance(absl::Seconds(1));
  EXPECT_FALSE(lease->IsUsable());
}

TEST_F(LeaseTest, AFailedRenewalIsTriedAgainWithBackOff) {
  const auto lease = NewLease();
  lease->AddReference();
  timers_->Advance(kRhythm);
  rpcs_->AnswerRenewal(absl::UnavailableError("down"));
  EXPECT_EQ(timers_->NextDelay(), absl::Milliseconds(750));
  timers_->Advance(absl::Milliseconds(750));
  rpcs_->AnswerRenewal(absl::DeadlineExceededError("slow"));
  EXPECT_EQ(timers_->NextDelay(), absl::Milliseconds(1500));
  timers_->Advance(absl::Milliseconds(1500));
  rpcs_->AnswerRenewal(FullTerm());
  EXPECT_EQ(timers_->NextDelay(), kRhythm);
}

TEST_F(LeaseTest, ALostLeaseIsLetBe) {
  const auto lease = NewLease();
  lease->AddReference();
  timers_->Advance(kRhythm);
  rpcs_->AnswerRenewal(Expired());
  EXPECT_FALSE(lease->IsUsable());
  EXPECT_EQ(timers_->size(), 0u);
  lease->Retire();
  lease->DropReference();
  EXPECT_TRUE(rpcs_->released.empty());
}

TEST_F(LeaseTest, ARetiredLeaseIsReleasedWithItsLastReference) {
  const auto lease = NewLease();
  lease->AddReference();
  lease->Retire();
  EXPECT_FALSE(lease->IsUsable());
  EXPECT_TRUE(rpcs_->released.empty());
  lease->DropReference();
  EXPECT_EQ(rpcs_->released, std::vector<std::string>{"lease"});
}

TEST_F(LeaseTest, DiesInPeaceWhileARenewalIsUnderWay) {
  auto lease = NewLease();
  lease->AddReference();
  timers_->Advance(kRhythm);
  lease.reset();
  rpcs_->AnswerRenewal(FullTerm());
  EXPECT_EQ(timers_->size(), 0u);
}

class LeaseBookTest : public LeaseTest {
 protected:
  void Acquire() {
    book_->Acquire(
        [this](absl::StatusOr<std::shared_ptr<internal::Lease>> lease) { got_.push_back(std::move(lease)); });
  }

  const std::shared_ptr<internal::LeaseBook> book_ = std::make_shared<internal::LeaseBook>(rpcs_, system_, "");
  std::vector<absl::StatusOr<std::shared_ptr<internal::Lease>>> got_;
};

TEST_F(LeaseBookTest, GrantsOneLeaseForAllWhoWait) {
  Acquire();
  Acquire();
  ASSERT_EQ(rpcs_->grants.size(), 1u);
  rpcs_->AnswerGrant(FullTerm("one"));
  ASSERT_EQ(got_.size(), 2u);
  EXPECT_EQ(*got_[0], *got_[1]);
  Acquire();
  ASSERT_EQ(got_.size(), 3u);
  EXPECT_EQ((*got_[2])->id(), "one");
}

TEST_F(LeaseBookTest, AFailureReachesAllWhoWaitAndIsNotKept) {
  Acquire();
  Acquire();
  rpcs_->AnswerGrant(absl::UnavailableError("down"));
  ASSERT_EQ(got_.size(), 2u);
  EXPECT_THAT(got_[1], HasCode(absl::StatusCode::kUnavailable));
  Acquire();
  EXPECT_EQ(rpcs_->grants.size(), 1u);
}

TEST_F(LeaseBookTest, ALeaseThatRanOutIsReplaced) {
  Acquire();
  rpcs_->AnswerGrant(FullTerm("one"));
  timers_->Advance(kTerm);
  EXPECT_EQ(book_->Current(), nullptr);
  Acquire();
  rpcs_->AnswerGrant(FullTerm("two"));
  EXPECT_EQ((*got_[1])->id(), "two");
}

TEST_F(LeaseBookTest, CloseTellsWhatIsToBeReleased) {
  Acquire();
  rpcs_->AnswerGrant(FullTerm("one"));
  const auto extra = book_->Adopt("extra");
  extra->Touch(timers_->Now(), FullTerm());
  extra->AddReference();
  EXPECT_THAT(book_->Close(), ::testing::UnorderedElementsAre("one", "extra"));
  EXPECT_EQ(timers_->size(), 0u);
}

TEST_F(LeaseBookTest, AKeptOrGivenLeaseIsNotReleased) {
  Acquire();
  rpcs_->AnswerGrant(FullTerm("one"));
  book_->KeepCurrent();
  EXPECT_TRUE(book_->Close().empty());
  const auto given = std::make_shared<internal::LeaseBook>(rpcs_, system_, "given");
  EXPECT_EQ(given->Current()->id(), "given");
  given->Retire(given->Current());
  EXPECT_EQ(given->Current()->id(), "given");
  EXPECT_TRUE(given->Close().empty());
}

}  // namespace
}  // namespace jsinterop
