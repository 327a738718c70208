// Lost workers: what was theirs is dead at once, and leases live on.

#include "unit/lease/lease_test.h"

namespace jsinterop::lease {
namespace {

using WorkerLostTest = LeaseTest;

TEST_F(WorkerLostTest, ItsReferencesAreDeadAtOnce) {
  const auto cats = GrantReferences(3, kWorker, GrantLease());
  const auto dog = GrantReference(kOtherWorker, GrantLease());
  LoseWorker(kWorker);
  for (const auto& cat : cats) {
    EXPECT_EQ(WhyNot(cat), "WORKER_LOST reference");
    EXPECT_FALSE(table().DisposeReference(cat));
  }
  EXPECT_EQ(WhyNot(dog), "");
}

TEST_F(WorkerLostTest, NothingIsReleasedToIt) {
  const auto lease = GrantLease(10s);
  GrantReferences(3, kWorker, lease);
  GrantReferences(3, kWorker, GrantLease(10s));
  LoseWorker(kWorker);
  EXPECT_TRUE(table().DisposeLease(lease));
  Pass(15s);
  EXPECT_EQ(ReleasedCount(), 0u);
  EXPECT_EQ(table().stats().references, 0u);
}

TEST_F(WorkerLostTest, ItsLeasesLiveOnWithAnotherWorker) {
  const auto lease = GrantLease();
  const auto cat = GrantReference(kWorker, lease);
  LoseWorker(kWorker);
  EXPECT_EQ(table().Renew(lease, {})->references, 0u);
  CallUse use = Begin({.lease = lease});
  EXPECT_EQ(use.worker(), 0u);
  EXPECT_EQ(table().Bind(use, kOtherWorker), kOtherWorker);
  const auto finished = Finish(std::move(use), kOtherWorker, 1);
  ASSERT_EQ(Outcome(finished.status()), "");
  EXPECT_EQ(WhyNot(finished->tokens[0]), "");
  EXPECT_EQ(WhyNot(cat), "WORKER_LOST reference");
  EXPECT_TRUE(table().DisposeLease(lease));
  EXPECT_TRUE(IsReleased(finished->tokens[0]));
  EXPECT_EQ(WhyNot(cat), "DISPOSED reference");
}

TEST_F(WorkerLostTest, ALeaseOutlivesManyWorkers) {
  const auto lease = GrantLease();
  std::vector<std::string> lost;
  for (WorkerKey worker = 100; worker < 120; ++worker) {
    lost.push_back(GrantReference(worker, lease));
    EXPECT_EQ(WhyNot(lost.back()), "");
    LoseWorker(worker);
    if (worker % 3 == 0) Reap();
    for (const auto& cat : lost) EXPECT_EQ(WhyNot(cat), "WORKER_LOST reference");
  }
  const auto cat = GrantReference(kWorker, lease);
  EXPECT_EQ(WhyNot(cat), "");
}

TEST_F(WorkerLostTest, ALeaseThatHadNoReferencesIsFreeToo) {
  const auto lease = GrantLease();
  CallUse use = Begin({.lease = lease});
  table().Bind(use, kWorker);
  table().Abandon(std::move(use));
  LoseWorker(kWorker);
  CallUse next = Begin({.lease = lease});
  EXPECT_EQ(next.worker(), 0u);
  table().Abandon(std::move(next));
}

TEST_F(WorkerLostTest, ACallInFlightOnItEndsInPeace) {
  const auto lease = GrantLease();
  const auto cats = GrantReferences(2, kWorker, lease);
  CallUse use = Begin({.target = cats[0], .references = {cats[1]}});
  EXPECT_TRUE(table().DisposeReference(cats[1]));
  LoseWorker(kWorker);
  EXPECT_EQ(WhyNot(cats[0]), "WORKER_LOST reference");
  Reap();
  EXPECT_EQ(table().stats().references, 0u);
  table().Abandon(std::move(use));
  EXPECT_EQ(ReleasedCount(), 0u);
  EXPECT_EQ(table().stats().calls_in_flight, 0u);
  EXPECT_EQ(WhyNotLease(lease), "");
}

TEST_F(WorkerLostTest, ACallInFlightInADisposedLeaseReleasesNothingToIt) {
  const auto lease = GrantLease();
  const auto cat = GrantReference(kWorker, lease);
  CallUse use = Begin({.target = cat});
  EXPECT_TRUE(table().DisposeLease(lease));
  LoseWorker(kWorker);
  table().Abandon(std::move(use));
  EXPECT_EQ(ReleasedCount(), 0u);
  EXPECT_EQ(table().stats().references, 0u);
}

TEST_F(WorkerLostTest, ALateResultOfItGrantsNothing) {
  const auto lease = GrantLease();
  CallUse use = Begin({.lease = lease});
  table().Bind(use, kWorker);
  LoseWorker(kWorker);
  EXPECT_EQ(Outcome(Finish(std::move(use), kWorker, 1).status()), "WORKER_LOST lease (executed)");
  EXPECT_EQ(Outcome(Finish(CallUse(), kWorker, 1).status()), "WORKER_LOST (executed)");
  EXPECT_EQ(table().stats().references, 0u);
  EXPECT_EQ(table().stats().leases, 1u);
}

TEST_F(WorkerLostTest, ALateResultDoesNotTakeTheLeaseFromItsNewWorker) {
  const auto lease = GrantLease();
  CallUse use = Begin({.lease = lease});
  table().Bind(use, kWorker);
  LoseWorker(kWorker);
  const auto cat = GrantReference(kOtherWorker, lease);
  EXPECT_EQ(Outcome(Finish(std::move(use), kWorker, 1).status()), "WORKER_LOST lease (executed)");
  EXPECT_EQ(WhyNot(cat), "");
}

TEST_F(WorkerLostTest, NothingIsBoundToIt) {
  const auto lease = GrantLease();
  LoseWorker(kWorker);
  CallUse use = Begin({.lease = lease});
  EXPECT_EQ(table().Bind(use, kWorker), kWorker);
  table().Abandon(std::move(use));
  CallUse next = Begin({.lease = lease});
  EXPECT_EQ(next.worker(), 0u);
  table().Abandon(std::move(next));
}

TEST_F(WorkerLostTest, ACallThatWaitsWithNothingButItsLeaseCanBeBoundAnew) {
  const auto lease = GrantLease();
  CallUse use = Begin({.lease = lease});
  EXPECT_EQ(table().Bind(use, kWorker), kWorker);
  LoseWorker(kWorker);
  EXPECT_EQ(table().Bind(use, kOtherWorker), kOtherWorker);
  EXPECT_EQ(use.worker(), kOtherWorker);
  EXPECT_EQ(Outcome(Finish(std::move(use), kOtherWorker, 1).status()), "");
}

TEST_F(WorkerLostTest, ItMayBeSaidTwice) {
  const auto cat = GrantReference(kWorker, GrantLease());
  LoseWorker(kWorker);
  LoseWorker(kWorker);
  Reap();
  EXPECT_EQ(WhyNot(cat), "WORKER_LOST reference");
}

TEST_F(WorkerLostTest, MemoryOfUntouchedLeasesIsReclaimedByTheReaper) {
  options.reap_batch = 10;
  for (int i = 0; i < 500; ++i) GrantReferences(7, kWorker, GrantLease());
  GrantReferences(7, kOtherWorker, GrantLease());
  LoseWorker(kWorker);
  EXPECT_EQ(table().stats().references, 3507u);
  Reap();
  EXPECT_EQ(table().stats().references, 7u);
  EXPECT_EQ(table().stats().leases, 501u);
}

TEST_F(WorkerLostTest, WhatWaitedForTheReaperIsNotReleasedToIt) {
  options.reap_batch = 2;
  const auto lease = GrantLease();
  GrantReferences(10, kWorker, lease);
  EXPECT_TRUE(table().DisposeLease(lease));
  EXPECT_EQ(ReleasedCount(), 2u);
  LoseWorker(kWorker);
  Reap();
  EXPECT_EQ(ReleasedCount(), 2u);
  EXPECT_EQ(table().stats().references, 0u);
}

}  // namespace
}  // namespace jsinterop::lease
