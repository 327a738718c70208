// Leases: when they are renewed, when not, and what becomes of them when they are lost.

#include "lease.h"

#include <atomic>
#include <cstring>
#include <deque>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "lease_book.h"
#include "manual_timers.h"
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

// Each answer moves the renewal; were the jitter drawn for each, the longest of many would count.
TEST_F(LeaseTest, ItsJitterIsDrawnOnce) {
  class ThenTheMost final : public internal::Random {
   public:
    void Fill(void* out, size_t size) override { std::memset(out, std::exchange(byte_, 0xff), size); }

   private:
    int byte_ = 0;
  };
  const auto lease =
      std::make_shared<internal::Lease>("lease", internal::Lease::Room::kForMore, rpcs_,
                                        internal::System{.timers = timers_, .random = std::make_shared<ThenTheMost>()});
  for (int i = 0; i < 10; ++i) lease->Touch(timers_->Now(), FullTerm());
  lease->AddReference();
  timers_->Advance(0.9 * kRhythm);
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

TEST_F(LeaseTest, AShorterTermHasAFasterRhythm) {
  const auto lease = NewLease();
  lease->AddReference();
  const internal::Instant before = timers_->Now();
  timers_->Advance(absl::Seconds(1));
  const internal::Terms shorter{.id = "", .remaining = kTerm / 10, .term = kTerm / 10};
  lease->Touch(timers_->Now(), shorter);
  EXPECT_EQ(timers_->NextDelay(), kRhythm / 10);
  lease->Touch(before, FullTerm());  // On its way since before.
  EXPECT_EQ(timers_->NextDelay(), kRhythm / 10);
  timers_->Advance(kRhythm / 10);
  EXPECT_EQ(rpcs_->renewals.size(), 1u);
  timers_->Advance((kTerm - kRhythm) / 10);
  EXPECT_FALSE(lease->IsUsable());
}

TEST_F(LeaseTest, ALongerTermHasASlowerRhythm) {
  const auto lease = NewLease();
  lease->AddReference();
  lease->Touch(timers_->Now(), {.id = "", .remaining = 2 * kTerm, .term = 2 * kTerm});
  timers_->Advance(2 * kRhythm - absl::Milliseconds(1));
  EXPECT_TRUE(rpcs_->renewals.empty());
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

TEST_F(LeaseTest, ARetiredLeaseIsNotReleasedUnderACallThatNamesIt) {
  const auto lease = NewLease();
  lease->BeginCall();
  lease->Retire();
  EXPECT_TRUE(rpcs_->released.empty());
  // What the answer gave.
  lease->AddReference();
  lease->EndCall();
  EXPECT_TRUE(rpcs_->released.empty());
  lease->DropReference();
  EXPECT_EQ(rpcs_->released, std::vector<std::string>{"lease"});
}

TEST_F(LeaseTest, ARetiredLeaseIsReleasedWithTheLastCallThatNamesIt) {
  const auto lease = NewLease();
  lease->BeginCall();
  lease->BeginCall();
  lease->Retire();
  lease->EndCall();
  EXPECT_TRUE(rpcs_->released.empty());
  lease->EndCall();
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
  void Acquire(const std::string& pool = "") {
    book_->Acquire(
        pool, [this](absl::StatusOr<std::shared_ptr<internal::Lease>> lease) { got_.push_back(std::move(lease)); });
  }

  // A book that was given a lease for a pool.
  std::shared_ptr<internal::LeaseBook> Given(const std::string& pool) {
    return std::make_shared<internal::LeaseBook>(rpcs_, system_, internal::LeaseBook::Given{"given", pool});
  }

  const std::shared_ptr<internal::LeaseBook> book_ = std::make_shared<internal::LeaseBook>(rpcs_, system_);
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

// Tells the test when it is asked for the time, which a book does while it looks at its lease, and takes a while.
class SlowTimers final : public internal::Timers {
 public:
  internal::Instant Now() const override {
    if (slow_here) {
      asked = true;
      for (int i = 0; i < 1000; ++i) spins_ = spins_ + 1;
    }
    return timers_->Now();
  }
  Id RunAfter(absl::Duration delay, Task task) override { return timers_->RunAfter(delay, std::move(task)); }
  void Cancel(Id id) override { timers_->Cancel(id); }
  void Advance(absl::Duration by) { timers_->Advance(by); }

  static thread_local bool slow_here;
  mutable std::atomic<bool> asked = false;

 private:
  const std::shared_ptr<ManualTimers> timers_ = std::make_shared<ManualTimers>();
  mutable std::atomic<int> spins_ = 0;
};

thread_local bool SlowTimers::slow_here = false;

// Whoever comes as the grant arrives finds it, or waits for it: nobody asks for a second one.
TEST_F(LeaseBookTest, GrantsOneLeaseThoughAnAnswerComesInBetween) {
  const auto slow = std::make_shared<SlowTimers>();
  const auto book =
      std::make_shared<internal::LeaseBook>(rpcs_, internal::System{.timers = slow, .random = system_.random});
  for (int i = 0; i < 2000; ++i) {
    book->Acquire("", [](const auto&) {});
    ASSERT_EQ(rpcs_->grants.size(), 1u);
    slow->asked = false;
    std::thread other([&] {
      SlowTimers::slow_here = true;
      book->Acquire("", [](const auto& lease) { EXPECT_THAT(lease, testing::IsOk()); });
    });
    while (i > 0 && !slow->asked) std::this_thread::yield();
    rpcs_->AnswerGrant(FullTerm("one"));
    other.join();
    ASSERT_EQ(rpcs_->grants.size(), 0u) << i;
    slow->Advance(kTerm);
  }
}

TEST_F(LeaseBookTest, ALeaseCanBeKeptBeforeItIsGranted) {
  book_->KeepCurrent();
  Acquire();
  rpcs_->AnswerGrant(FullTerm("one"));
  EXPECT_TRUE(book_->Close().empty());
}

TEST_F(LeaseBookTest, LeasesThatAreGoneAreForgotten) {
  for (int i = 0; i < 100; ++i) {
    const auto gone = book_->Adopt(absl::StrCat("gone-", i));
    gone->Touch(timers_->Now(), FullTerm());
  }
  std::vector<std::shared_ptr<internal::Lease>> kept;
  for (int i = 0; i < 100; ++i) kept.push_back(book_->Adopt(absl::StrCat("kept-", i)));
  EXPECT_EQ(book_->Close().size(), 100u);
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
  EXPECT_EQ(book_->Current(""), nullptr);
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
  const auto given = Given("");
  EXPECT_EQ(given->Current("")->id(), "given");
  EXPECT_FALSE(given->Retire(given->Current("")));
  EXPECT_EQ(given->Current("")->id(), "given");
  EXPECT_TRUE(given->KeepsAny());
  EXPECT_TRUE(given->Close().empty());
}

// A lease belongs to one worker, and so to one pool.
TEST_F(LeaseBookTest, EachPoolHasALeaseOfItsOwn) {
  Acquire("gpu");
  Acquire();
  ASSERT_EQ(rpcs_->grants.size(), 2u);
  rpcs_->AnswerGrant(FullTerm("gpu-lease"));
  ASSERT_EQ(got_.size(), 1u);
  EXPECT_EQ(book_->Current(""), nullptr);
  rpcs_->AnswerGrant(FullTerm("default-lease"));
  Acquire("default");  // Which the empty name means.
  ASSERT_EQ(got_.size(), 3u);
  EXPECT_EQ((*got_[0])->id(), "gpu-lease");
  EXPECT_EQ((*got_[1])->id(), "default-lease");
  EXPECT_EQ(*got_[2], *got_[1]);
}

TEST_F(LeaseBookTest, TheLeaseOfOnePoolIsLostAlone) {
  Acquire("gpu");
  Acquire();
  rpcs_->AnswerGrant(FullTerm("gpu-lease"));
  rpcs_->AnswerGrant(FullTerm("default-lease"));
  EXPECT_TRUE(book_->Retire(*got_[0]));
  EXPECT_EQ(book_->Current("gpu"), nullptr);
  EXPECT_EQ(book_->Current("")->id(), "default-lease");
  EXPECT_EQ(rpcs_->released, std::vector<std::string>{"gpu-lease"});
}

TEST_F(LeaseBookTest, AGivenLeaseIsForItsPoolAlone) {
  const auto given = Given("gpu");
  EXPECT_EQ(given->Current("gpu")->id(), "given");
  EXPECT_EQ(given->Current(""), nullptr);
  given->Acquire("", [](const auto& lease) { EXPECT_THAT(lease, testing::IsOk()); });
  rpcs_->AnswerGrant(FullTerm("own"));
  EXPECT_THAT(given->Close(), ::testing::ElementsAre("own"));
}

TEST_F(LeaseBookTest, TheLeasesOfAllPoolsAreKept) {
  Acquire("gpu");
  Acquire();
  rpcs_->AnswerGrant(FullTerm("gpu-lease"));
  rpcs_->AnswerGrant(FullTerm("default-lease"));
  book_->KeepCurrent();
  EXPECT_TRUE(book_->Close().empty());
}

}  // namespace
}  // namespace jsinterop
