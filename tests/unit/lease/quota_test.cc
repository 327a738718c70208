// Quotas: what is refused, and that everything is given back.

#include "unit/lease/lease_test.h"

namespace jsinterop::lease {
namespace {

class QuotaTest : public LeaseTest {
 protected:
  std::string GrantTo(const std::string& connection) { return Outcome(table().Grant(10s, connection, "").status()); }
  std::string FinishNew(uint32_t count, const std::string& connection = "a connection") {
    return Outcome(Finish(CallUse(), kWorker, count, "", connection).status());
  }
  std::string FinishIn(const std::string& lease, uint32_t count) {
    return Outcome(Finish(Begin({.lease = lease}), kWorker, count).status());
  }
};

TEST_F(QuotaTest, AConnectionHasSoManyLeases) {
  options.max_leases_per_connection = 2;
  EXPECT_EQ(GrantTo("alice"), "");
  EXPECT_EQ(GrantTo("alice"), "");
  EXPECT_EQ(GrantTo("alice"), "LEASE_QUOTA");
  EXPECT_EQ(GrantTo("bob"), "");
  Pass(15s);
  EXPECT_EQ(GrantTo("alice"), "");
}

TEST_F(QuotaTest, LeasesThatAreGrantedWithAReferenceCount) {
  options.max_leases_per_connection = 1;
  EXPECT_EQ(FinishNew(1, "alice"), "");
  EXPECT_EQ(FinishNew(1, "alice"), "LEASE_QUOTA (executed)");
  EXPECT_EQ(FinishNew(1, "bob"), "");
  EXPECT_EQ(table().stats().references, 2u);
  EXPECT_EQ(table().stats().leases, 2u);
}

TEST_F(QuotaTest, AllTogetherHaveSoManyLeases) {
  options.max_leases = 2;
  const auto lease = GrantLease();
  EXPECT_EQ(GrantTo("alice"), "");
  EXPECT_EQ(GrantTo("bob"), "LEASE_QUOTA");
  EXPECT_EQ(FinishNew(1), "LEASE_QUOTA (executed)");
  EXPECT_TRUE(table().DisposeLease(lease));
  EXPECT_EQ(GrantTo("bob"), "");
}

TEST_F(QuotaTest, ARefusedLeaseDoesNotCountForItsConnection) {
  options.max_leases = 1;
  options.max_leases_per_connection = 2;
  const auto lease = GrantLease();
  for (int i = 0; i < 10; ++i) EXPECT_EQ(GrantTo("alice"), "LEASE_QUOTA");
  EXPECT_TRUE(table().DisposeLease(lease));
  EXPECT_EQ(GrantTo("alice"), "");
}

TEST_F(QuotaTest, ADisposedLeaseDoesNotCountEvenIfItIsInUse) {
  options.max_leases_per_connection = 1;
  const auto lease = GrantLease();
  CallUse use = Begin({.lease = lease});
  EXPECT_TRUE(table().DisposeLease(lease));
  EXPECT_EQ(GrantTo("a connection"), "");
  table().Abandon(std::move(use));
  EXPECT_EQ(GrantTo("a connection"), "LEASE_QUOTA");
}

TEST_F(QuotaTest, ALeaseHoldsSoManyReferences) {
  options.max_references_per_lease = 3;
  const auto lease = GrantLease();
  const auto cats = GrantReferences(2, kWorker, lease);
  EXPECT_EQ(FinishIn(lease, 2), "REFERENCE_QUOTA lease (executed)");
  EXPECT_EQ(FinishIn(lease, 1), "");
  EXPECT_EQ(FinishIn(lease, 1), "REFERENCE_QUOTA lease (executed)");
  EXPECT_TRUE(table().DisposeReference(cats[0]));
  EXPECT_EQ(FinishIn(lease, 1), "");
  EXPECT_EQ(FinishNew(4), "REFERENCE_QUOTA (executed)");
  EXPECT_EQ(FinishNew(3), "");
}

TEST_F(QuotaTest, AllTogetherHoldSoManyReferences) {
  options.max_references = 5;
  const auto lease = GrantLease();
  GrantReferences(3, kWorker, lease);
  EXPECT_EQ(FinishNew(3), "REFERENCE_QUOTA (executed)");
  EXPECT_EQ(FinishNew(2), "");
  EXPECT_EQ(FinishIn(lease, 1), "REFERENCE_QUOTA lease (executed)");
  EXPECT_TRUE(table().DisposeLease(lease));
  EXPECT_EQ(FinishNew(3), "");
}

TEST_F(QuotaTest, OfWhatIsRefusedNothingIsRegistered) {
  options.max_references_per_lease = 3;
  const auto lease = GrantLease();
  EXPECT_EQ(FinishIn(lease, 4), "REFERENCE_QUOTA lease (executed)");
  EXPECT_EQ(FinishNew(4), "REFERENCE_QUOTA (executed)");
  EXPECT_EQ(table().Renew(lease, {})->references, 0u);
  EXPECT_EQ(table().stats().references, 0u);
  EXPECT_EQ(table().stats().leases, 1u);
  EXPECT_EQ(table().stats().calls_in_flight, 0u);
  EXPECT_TRUE(table().DisposeLease(lease));
  EXPECT_EQ(ReleasedCount(), 0u);
}

TEST_F(QuotaTest, ADisposedReferenceCountsUntilItsObjectIsReleased) {
  options.max_references = 1;
  const auto cat = GrantReference(kWorker, GrantLease());
  CallUse use = Begin({.target = cat});
  EXPECT_TRUE(table().DisposeReference(cat));
  EXPECT_EQ(FinishNew(1), "REFERENCE_QUOTA (executed)");
  table().Abandon(std::move(use));
  EXPECT_EQ(FinishNew(1), "");
}

TEST_F(QuotaTest, WhatALostWorkerHeldCountsUntilItIsReaped) {
  options.max_references = 5;
  GrantReferences(5, kWorker, GrantLease());
  LoseWorker(kWorker);
  Reap();
  EXPECT_EQ(table().stats().references, 0u);
  GrantReferences(5, kOtherWorker, GrantLease());
}

TEST_F(QuotaTest, NothingIsLostOverManyLives) {
  options.max_references = 20;
  options.max_leases = 2;
  for (int i = 0; i < 1'000; ++i) {
    const auto lease = GrantLease(10s);
    const auto cats = GrantReferences(10, kWorker, lease);
    const auto finished = Finish(CallUse(), kWorker, 10);
    ASSERT_EQ(Outcome(finished.status()), "");
    CallUse use = Begin({.target = cats[1]});
    table().DisposeReference(cats[0]);
    table().DisposeReference(cats[1]);
    ASSERT_TRUE(table().DisposeLease(lease));
    table().Abandon(std::move(use));
    ASSERT_TRUE(table().DisposeLease(finished->lease->id));
    ASSERT_EQ(table().stats().references, 0u);
  }
}

}  // namespace
}  // namespace jsinterop::lease
