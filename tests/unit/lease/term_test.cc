// Terms: who decides them, what begins them anew, and when they are over.

#include "unit/lease/lease_test.h"

namespace jsinterop::lease {
namespace {

using TermTest = LeaseTest;

TEST_F(TermTest, AWantedTermIsGranted) {
  const auto view = table().Grant(30s, "", "");
  ASSERT_TRUE(view.ok());
  EXPECT_EQ(view->term, 30s);
  EXPECT_EQ(view->remaining, 30s);
  EXPECT_EQ(view->references, 0u);
  EXPECT_EQ(view->id.size(), kTokenTextSize);
}

TEST_F(TermTest, WithoutAWishTheTermIsTheDefault) { EXPECT_EQ(table().Grant({}, "", "")->term, options.default_ttl); }

TEST_F(TermTest, AWantedTermIsMovedIntoTheBounds) {
  EXPECT_EQ(table().Grant(Duration(0), "", "")->term, options.min_ttl);
  EXPECT_EQ(table().Grant(1ns, "", "")->term, options.min_ttl);
  EXPECT_EQ(table().Grant(1000h, "", "")->term, options.max_ttl);
  EXPECT_EQ(table().Grant(Duration::max(), "", "")->term, options.max_ttl);
}

TEST_F(TermTest, ANegativeTermIsRefused) {
  EXPECT_EQ(Outcome(table().Grant(-1ns, "", "").status()), "INVALID_FIELD ttl");
  EXPECT_EQ(Outcome(table().Renew(GrantLease(), -1s).status()), "INVALID_FIELD ttl");
  EXPECT_EQ(table().stats().leases, 1u);
}

TEST_F(TermTest, ALeaseLivesThroughItsTermAndAGraceOfHalfATermAfterIt) {
  const auto lease = GrantLease(10s);
  const auto cat = GrantReference(kWorker, lease);
  Pass(15s - 100ms);
  EXPECT_EQ(table().stats().leases, 1u);
  EXPECT_FALSE(IsReleased(cat));
  Pass(100ms);
  EXPECT_EQ(table().stats().leases, 0u);
  EXPECT_EQ(table().stats().expired_leases, 1u);
  EXPECT_TRUE(IsReleased(cat));
  EXPECT_EQ(WhyNot(cat), "LEASE_EXPIRED reference");
  EXPECT_EQ(WhyNotLease(lease), "LEASE_EXPIRED lease");
}

TEST_F(TermTest, ARenewalBeginsTheTermAnew) {
  const auto lease = GrantLease(10s);
  for (int i = 0; i < 10; ++i) {
    Pass(9s);
    const auto view = table().Renew(lease, {});
    ASSERT_EQ(Outcome(view.status()), "");
    EXPECT_EQ(view->remaining, 10s);
    EXPECT_EQ(view->term, 10s);
    EXPECT_EQ(view->id, lease);
  }
  Pass(15s);
  EXPECT_EQ(WhyNotLease(lease), "LEASE_EXPIRED lease");
}

TEST_F(TermTest, ARenewalInTheGraceIsInTime) {
  const auto lease = GrantLease(10s);
  Pass(14s);
  EXPECT_EQ(WhyNotLease(lease), "");
  Pass(14s);
  EXPECT_EQ(WhyNotLease(lease), "");
}

TEST_F(TermTest, ARenewalThatComesBeforeTheReaperWins) {
  const auto lease = GrantLease(10s);
  clock.Advance(1h);
  EXPECT_EQ(WhyNotLease(lease), "");
}

TEST_F(TermTest, ARenewalMayChangeTheTerm) {
  const auto lease = GrantLease(10s);
  EXPECT_EQ(table().Renew(lease, 60s)->remaining, 60s);
  Pass(60s);
  EXPECT_EQ(table().Renew(lease, {})->term, 60s);
  // A shorter one counts at once, although the lease had been looked for later.
  EXPECT_EQ(table().Renew(lease, 6s)->term, 6s);
  Pass(9s);
  EXPECT_EQ(WhyNotLease(lease), "LEASE_EXPIRED lease");
}

TEST_F(TermTest, ARenewedTermIsMovedIntoTheBoundsToo) {
  const auto lease = GrantLease(10s);
  EXPECT_EQ(table().Renew(lease, 1ns)->term, options.min_ttl);
  EXPECT_EQ(table().Renew(lease, 1000h)->term, options.max_ttl);
}

TEST_F(TermTest, ARenewalCountsTheReferences) {
  const auto lease = GrantLease();
  GrantReferences(5, kWorker, lease);
  EXPECT_EQ(table().Renew(lease, {})->references, 5u);
}

TEST_F(TermTest, OneRenewalKeepsAllReferences) {
  const auto lease = GrantLease(10s);
  const auto cats = GrantReferences(100, kWorker, lease);
  for (int i = 0; i < 5; ++i) {
    Pass(10s);
    EXPECT_EQ(WhyNotLease(lease), "");
  }
  for (const auto& cat : cats) EXPECT_EQ(WhyNot(cat), "");
}

TEST_F(TermTest, UsingAReferenceRenewsItsLease) {
  const auto lease = GrantLease(10s);
  const auto cat = GrantReference(kWorker, lease);
  for (int i = 0; i < 5; ++i) {
    Pass(12s);
    EXPECT_EQ(WhyNot(cat), "");
  }
  EXPECT_EQ(WhyNotLease(lease), "");
}

TEST_F(TermTest, UsingAReferenceAsAnArgumentRenewsItsLease) {
  const auto cat = GrantReference(kWorker, GrantLease(10s));
  for (int i = 0; i < 5; ++i) {
    Pass(12s);
    EXPECT_EQ(Touch({.references = {cat}}), "");
  }
}

TEST_F(TermTest, NamingALeaseInACallRenewsIt) {
  const auto lease = GrantLease(10s);
  for (int i = 0; i < 5; ++i) {
    Pass(12s);
    EXPECT_EQ(Touch({.lease = lease}), "");
  }
}

TEST_F(TermTest, ACallThatIsRefusedRenewsNothing) {
  const auto cat = GrantReference(kWorker, GrantLease(10s));
  const auto dog = GrantReference(kWorker, GrantLease(100s));
  EXPECT_TRUE(table().DisposeReference(dog));
  Pass(12s);
  EXPECT_EQ(Touch({.target = cat, .references = {dog}}), "DISPOSED references[0]");
  Pass(3s);
  EXPECT_EQ(WhyNot(cat), "LEASE_EXPIRED reference");
}

TEST_F(TermTest, DisposingAReferenceRenewsNothing) {
  const auto lease = GrantLease(10s);
  const auto cats = GrantReferences(2, kWorker, lease);
  Pass(12s);
  EXPECT_TRUE(table().DisposeReference(cats[0]));
  Pass(3s);
  EXPECT_EQ(WhyNot(cats[1]), "LEASE_EXPIRED reference");
}

TEST_F(TermTest, ALeaseWithACallInFlightIsNotReaped) {
  const auto lease = GrantLease(10s);
  const auto cat = GrantReference(kWorker, lease);
  CallUse use = Begin({.target = cat});
  Pass(100s);
  EXPECT_FALSE(IsReleased(cat));
  EXPECT_EQ(WhyNot(cat), "");
  Pass(100s);
  table().Abandon(std::move(use));
  EXPECT_EQ(WhyNot(cat), "");
}

TEST_F(TermTest, TheTermBeginsAnewWhenACallEnds) {
  const auto lease = GrantLease(10s);
  CallUse use = Begin({.lease = lease});
  Pass(100s);
  const auto finished = Finish(std::move(use), kWorker, 0);
  ASSERT_TRUE(finished->lease);
  EXPECT_EQ(finished->lease->remaining, 10s);
  Pass(14s);
  EXPECT_EQ(table().stats().leases, 1u);
  Pass(1s);
  EXPECT_EQ(table().stats().leases, 0u);
}

TEST_F(TermTest, OfManyCallsInFlightTheLastOneLetsGo) {
  const auto lease = GrantLease(10s);
  CallUse first = Begin({.lease = lease});
  CallUse second = Begin({.lease = lease});
  table().Abandon(std::move(first));
  Pass(100s);
  EXPECT_EQ(table().stats().leases, 1u);
  table().Abandon(std::move(second));
  Pass(15s);
  EXPECT_EQ(table().stats().leases, 0u);
}

TEST_F(TermTest, ARefusedCallDoesNotMakeALeaseForgotten) {
  const auto lease = GrantLease(10s);
  const auto cat = GrantReference(kWorker, lease);
  CallUse use = Begin({.target = cat});
  Pass(50s);  // The reaper has looked at the lease and left it to the call.
  EXPECT_EQ(Touch({.target = cat, .references = {"nonsense"}}), "UNKNOWN_REFERENCE references[0]");
  table().Abandon(std::move(use));
  Pass(15s);
  EXPECT_EQ(WhyNot(cat), "LEASE_EXPIRED reference");
}

TEST_F(TermTest, AShorterTermDuringACallCountsFromItsEnd) {
  const auto lease = GrantLease(100s);
  CallUse use = Begin({.lease = lease});
  ASSERT_TRUE(table().Renew(lease, 10s).ok());
  Pass(50s);
  table().Abandon(std::move(use));
  Pass(14s);
  EXPECT_EQ(table().stats().leases, 1u);
  Pass(1s);
  EXPECT_EQ(table().stats().leases, 0u);
}

// --- Pauses of the process.

TEST_F(TermTest, APauseOfTheProcessDoesNotCountAgainstALease) {
  const auto lease = GrantLease(10s);
  Pass(5s);
  Pause(1h);
  EXPECT_EQ(table().stats().leases, 1u);
  Pass(9s);
  EXPECT_EQ(table().stats().leases, 1u);
  Pass(2s);
  EXPECT_EQ(WhyNotLease(lease), "LEASE_EXPIRED lease");
}

TEST_F(TermTest, LeasesLiveLongerByTheWholeLateness) {
  GrantLease(10s);
  Pass(1s);
  // 100 ms of this are not late.
  Pause(1h + options.reap_interval);
  Pass(13900ms - 100ms);
  EXPECT_EQ(table().stats().leases, 1u);
  Pass(100ms);
  EXPECT_EQ(table().stats().leases, 0u);
}

TEST_F(TermTest, ALittleLatenessIsNoPause) {
  GrantLease(10s);
  for (int i = 0; i < 14; ++i) Pause(options.reap_interval + options.pause_slack);
  // 15.4 s have passed.
  EXPECT_EQ(table().stats().leases, 0u);
}

TEST_F(TermTest, EveryPauseCounts) {
  GrantLease(10s);
  for (int i = 0; i < 100; ++i) Pause(1h);
  EXPECT_EQ(table().stats().leases, 1u);
  Pass(15s);
  EXPECT_EQ(table().stats().leases, 0u);
}

TEST_F(TermTest, ARenewalBetweenThePauseAndTheReaperLosesNothing) {
  const auto lease = GrantLease(10s);
  Pass(1s);
  clock.Advance(1h);
  const auto view = table().Renew(lease, {});
  EXPECT_EQ(view->remaining, 10s);
  Reap();
  EXPECT_EQ(table().Renew(lease, {})->remaining, 10s);
  Pass(14s);
  EXPECT_EQ(table().stats().leases, 1u);
}

}  // namespace
}  // namespace jsinterop::lease
