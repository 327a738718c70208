// Dispose: stale at once, released exactly once, never an error.

#include "unit/lease/lease_test.h"

namespace jsinterop::lease {
namespace {

using DisposeTest = LeaseTest;

TEST_F(DisposeTest, AReferenceIsStaleAndReleasedAtOnce) {
  const auto cat = GrantReference(kWorker, GrantLease());
  EXPECT_TRUE(table().DisposeReference(cat));
  EXPECT_TRUE(IsReleased(cat));
  EXPECT_EQ(WhyNot(cat), "DISPOSED reference");
}

TEST_F(DisposeTest, ASecondTimeItIsNotHeld) {
  const auto lease = GrantLease();
  const auto cat = GrantReference(kWorker, lease);
  EXPECT_TRUE(table().DisposeReference(cat));
  EXPECT_FALSE(table().DisposeReference(cat));
  EXPECT_TRUE(table().DisposeLease(lease));
  EXPECT_FALSE(table().DisposeLease(lease));
  EXPECT_EQ(ReleasedCount(), 1u);
}

TEST_F(DisposeTest, ALeaseTakesAllOfItsReferencesWithIt) {
  const auto lease = GrantLease();
  const auto cats = GrantReferences(10, kWorker, lease);
  EXPECT_TRUE(table().DisposeReference(cats[4]));
  EXPECT_TRUE(table().DisposeLease(lease));
  for (const auto& cat : cats) {
    EXPECT_TRUE(IsReleased(cat));
    EXPECT_EQ(WhyNot(cat), "DISPOSED reference");
    EXPECT_FALSE(table().DisposeReference(cat));
  }
  EXPECT_EQ(table().stats().references, 0u);
  EXPECT_EQ(table().stats().leases, 0u);
}

TEST_F(DisposeTest, ALeaseWithoutReferencesReleasesNothing) {
  EXPECT_TRUE(table().DisposeLease(GrantLease()));
  EXPECT_EQ(ReleasedCount(), 0u);
}

TEST_F(DisposeTest, WhatHasExpiredIsNotHeld) {
  const auto lease = GrantLease(10s);
  const auto cat = GrantReference(kWorker, lease);
  Pass(15s);
  EXPECT_FALSE(table().DisposeReference(cat));
  EXPECT_FALSE(table().DisposeLease(lease));
  EXPECT_EQ(WhyNotLease(lease), "LEASE_EXPIRED lease");
}

TEST_F(DisposeTest, TheLastReferenceDoesNotEndItsLease) {
  const auto lease = GrantLease();
  EXPECT_TRUE(table().DisposeReference(GrantReference(kWorker, lease)));
  EXPECT_EQ(table().Renew(lease, {})->references, 0u);
  // It stays with its worker.
  CallUse use = Begin({.lease = lease});
  EXPECT_EQ(use.worker(), kWorker);
  table().Abandon(std::move(use));
}

TEST_F(DisposeTest, LeasesOfManyWorkersReleaseToTheirOwn) {
  const auto cat = GrantReference(kWorker, GrantLease(10s));
  const auto dog = GrantReference(kOtherWorker, GrantLease(10s));
  Pass(15s);
  EXPECT_TRUE(IsReleased(cat));
  EXPECT_TRUE(IsReleased(dog));
}

}  // namespace
}  // namespace jsinterop::lease
