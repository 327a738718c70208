// The life of a call: what it pins, whose worker it runs on, and where its grants go.

#include "unit/lease/lease_test.h"

namespace jsinterop::lease {
namespace {

using CallTest = LeaseTest;

// --- Where grants go.

TEST_F(CallTest, ACallWithoutALeaseIsGrantedANewOneWithItsFirstReference) {
  const auto finished = Finish(CallUse(), kWorker, 2);
  ASSERT_EQ(Outcome(finished.status()), "");
  ASSERT_TRUE(finished->lease);
  EXPECT_EQ(finished->lease->term, options.default_ttl);
  EXPECT_EQ(finished->lease->remaining, options.default_ttl);
  EXPECT_EQ(finished->lease->references, 2u);
  EXPECT_EQ(WhyNotLease(finished->lease->id), "");
  EXPECT_EQ(table().Renew(finished->lease->id, {})->references, 2u);
}

TEST_F(CallTest, ACallThatGrantsNothingIsGrantedNoLease) {
  const auto finished = Finish(CallUse(), kWorker, 0);
  ASSERT_EQ(Outcome(finished.status()), "");
  EXPECT_FALSE(finished->lease);
  EXPECT_TRUE(finished->tokens.empty());
  EXPECT_EQ(table().stats().leases, 0u);
}

TEST_F(CallTest, GrantsGoToTheLeaseOfTheTarget) {
  const auto lease = GrantLease();
  const auto cat = GrantReference(kWorker, lease);
  const auto finished = Finish(Begin({.target = cat}), kWorker, 3);
  ASSERT_TRUE(finished->lease);
  EXPECT_EQ(finished->lease->references, 4u);
  EXPECT_EQ(table().Renew(lease, {})->references, 4u);
}

TEST_F(CallTest, GrantsGoToTheNamedLeaseRatherThanTheTargets) {
  const auto mine = GrantLease();
  const auto cat = GrantReference(kWorker, GrantLease());
  const auto finished = Finish(Begin({.lease = mine, .target = cat}), kWorker, 1);
  ASSERT_TRUE(finished->lease);
  EXPECT_EQ(finished->lease->references, 1u);
  EXPECT_EQ(finished->lease->id, mine);
}

TEST_F(CallTest, GrantsNeverGoToTheLeaseOfAnArgument) {
  const auto lease = GrantLease();
  const auto cat = GrantReference(kWorker, lease);
  const auto finished = Finish(Begin({.references = {cat}}), kWorker, 1);
  EXPECT_EQ(table().Renew(lease, {})->references, 1u);
  EXPECT_EQ(finished->lease->references, 1u);
  EXPECT_EQ(table().stats().leases, 2u);
}

TEST_F(CallTest, TheIdOfALeaseIsToldOnlyToWhomItWasGrantedOrWhoNamedIt) {
  const auto lease = GrantLease();
  const auto cat = GrantReference(kWorker, lease);
  EXPECT_EQ(Finish(Begin({.target = cat}), kWorker, 1)->lease->id, "");
  EXPECT_EQ(Finish(Begin({.target = cat}), kWorker, 0)->lease->id, "");
  EXPECT_EQ(Finish(Begin({.lease = lease}), kWorker, 1)->lease->id, lease);
  EXPECT_EQ(Finish(Begin({.lease = lease}), kWorker, 0)->lease->id, lease);
  EXPECT_NE(Finish(CallUse(), kWorker, 1)->lease->id, "");
}

TEST_F(CallTest, TheRoutersFairnessKnowsTheResultLease) {
  const auto cat = GrantReference(kWorker, GrantLease());
  CallUse by_target = Begin({.target = cat});
  CallUse by_argument = Begin({.references = {cat}});
  EXPECT_NE(by_target.result_lease(), 0u);
  EXPECT_EQ(by_argument.result_lease(), 0u);
  table().Abandon(std::move(by_target));
  table().Abandon(std::move(by_argument));
}

// --- Which worker.

TEST_F(CallTest, ALeaseBelongsToNoWorkerUntilItIsUsed) {
  const auto lease = GrantLease();
  CallUse use = Begin({.lease = lease});
  EXPECT_TRUE(use.uses_leases());
  EXPECT_EQ(use.worker(), 0u);
  EXPECT_EQ(table().Bind(use, kWorker), kWorker);
  EXPECT_EQ(use.worker(), kWorker);
  table().Abandon(std::move(use));
  CallUse next = Begin({.lease = lease});
  EXPECT_EQ(next.worker(), kWorker);
  table().Abandon(std::move(next));
}

TEST_F(CallTest, OfTwoCallsThatBindALeaseTheFirstDecides) {
  const auto lease = GrantLease();
  CallUse first = Begin({.lease = lease});
  CallUse second = Begin({.lease = lease});
  EXPECT_EQ(table().Bind(first, kWorker), kWorker);
  EXPECT_EQ(table().Bind(second, kOtherWorker), kWorker);
  EXPECT_EQ(second.worker(), kWorker);
  table().Abandon(std::move(first));
  table().Abandon(std::move(second));
}

TEST_F(CallTest, AFreeLeaseFollowsTheTargetsWorker) {
  const auto lease = GrantLease();
  const auto cat = GrantReference(kWorker, GrantLease());
  CallUse use = Begin({.lease = lease, .target = cat});
  EXPECT_EQ(use.worker(), kWorker);
  table().Abandon(std::move(use));
  const auto dog = GrantReference(kOtherWorker, GrantLease());
  EXPECT_EQ(Touch({.lease = lease, .target = dog}), "WRONG_WORKER reference");
}

TEST_F(CallTest, ARefusedCallBindsNothing) {
  const auto lease = GrantLease();
  const auto cat = GrantReference(kWorker, GrantLease());
  EXPECT_EQ(Touch({.lease = lease, .target = cat, .references = {"x"}}), "UNKNOWN_REFERENCE references[0]");
  CallUse use = Begin({.lease = lease});
  EXPECT_EQ(use.worker(), 0u);
  table().Abandon(std::move(use));
}

TEST_F(CallTest, AGrantBindsAFreeLease) {
  const auto lease = GrantLease();
  ASSERT_TRUE(Finish(Begin({.lease = lease}), kWorker, 1).ok());
  CallUse use = Begin({.lease = lease});
  EXPECT_EQ(use.worker(), kWorker);
  table().Abandon(std::move(use));
}

TEST_F(CallTest, BindingALeaseThatWasDisposedMeanwhileLetsTheCallRun) {
  const auto lease = GrantLease();
  CallUse use = Begin({.lease = lease});
  EXPECT_TRUE(table().DisposeLease(lease));
  EXPECT_EQ(table().Bind(use, kWorker), kWorker);
  EXPECT_EQ(use.worker(), kWorker);
  table().Abandon(std::move(use));
}

TEST_F(CallTest, ACallThatUsesNothingHasNoWorker) {
  CallUse use = Begin({});
  EXPECT_FALSE(use.uses_leases());
  EXPECT_EQ(use.worker(), 0u);
  EXPECT_FALSE(use.target());
}

// --- What is pinned.

TEST_F(CallTest, AnObjectInUseIsReleasedWhenTheLastCallEnds) {
  const auto cat = GrantReference(kWorker, GrantLease());
  CallUse first = Begin({.target = cat});
  CallUse second = Begin({.references = {cat, cat}});
  EXPECT_TRUE(table().DisposeReference(cat));
  EXPECT_EQ(WhyNot(cat), "DISPOSED reference");
  EXPECT_FALSE(IsReleased(cat));
  table().Abandon(std::move(second));
  EXPECT_FALSE(IsReleased(cat));
  ASSERT_TRUE(Finish(std::move(first), kWorker, 0).ok());
  EXPECT_TRUE(IsReleased(cat));
}

TEST_F(CallTest, TheObjectsOfADisposedLeaseThatAreInUseAreReleasedLater) {
  const auto lease = GrantLease();
  const auto cats = GrantReferences(3, kWorker, lease);
  CallUse use = Begin({.target = cats[0], .references = {cats[1]}});
  EXPECT_TRUE(table().DisposeLease(lease));
  EXPECT_FALSE(IsReleased(cats[0]));
  EXPECT_FALSE(IsReleased(cats[1]));
  EXPECT_TRUE(IsReleased(cats[2]));
  EXPECT_EQ(WhyNot(cats[0]), "DISPOSED reference");
  EXPECT_EQ(table().stats().leases, 0u);
  table().Abandon(std::move(use));
  EXPECT_TRUE(IsReleased(cats[0]));
  EXPECT_TRUE(IsReleased(cats[1]));
  EXPECT_EQ(table().stats().references, 0u);
  EXPECT_EQ(WhyNotLease(lease), "DISPOSED lease");
}

TEST_F(CallTest, AReferenceThatWasDisposedBeforeItsLeaseIsReleasedOnce) {
  const auto lease = GrantLease();
  const auto cat = GrantReference(kWorker, lease);
  CallUse use = Begin({.target = cat});
  EXPECT_TRUE(table().DisposeReference(cat));
  EXPECT_TRUE(table().DisposeLease(lease));
  EXPECT_FALSE(table().DisposeReference(cat));
  EXPECT_FALSE(table().DisposeLease(lease));
  EXPECT_FALSE(IsReleased(cat));
  table().Abandon(std::move(use));
  EXPECT_TRUE(IsReleased(cat));
}

TEST_F(CallTest, CallsInFlightAreCounted) {
  const auto cat = GrantReference(kWorker, GrantLease());
  CallUse first = Begin({.target = cat, .references = {cat}});
  CallUse second = Begin({.references = {cat}});
  CallUse stateless = Begin({});
  EXPECT_EQ(table().stats().calls_in_flight, 2u);
  table().Abandon(std::move(first));
  ASSERT_TRUE(Finish(std::move(second), kWorker, 1).ok());
  table().Abandon(std::move(stateless));
  EXPECT_EQ(table().stats().calls_in_flight, 0u);
}

// --- What can happen between begin and end.

TEST_F(CallTest, GrantsIntoALeaseThatWasDisposedMeanwhileFail) {
  const auto lease = GrantLease();
  CallUse use = Begin({.lease = lease});
  table().Bind(use, kWorker);
  EXPECT_TRUE(table().DisposeLease(lease));
  EXPECT_EQ(Outcome(Finish(std::move(use), kWorker, 1).status()), "DISPOSED lease (executed)");
  EXPECT_EQ(table().stats().references, 0u);
  EXPECT_EQ(table().stats().calls_in_flight, 0u);
}

TEST_F(CallTest, GrantsIntoATargetsLeaseThatWasDisposedMeanwhileFail) {
  const auto lease = GrantLease();
  CallUse use = Begin({.target = GrantReference(kWorker, lease)});
  EXPECT_TRUE(table().DisposeLease(lease));
  EXPECT_EQ(Outcome(Finish(std::move(use), kWorker, 1).status()), "DISPOSED reference (executed)");
}

TEST_F(CallTest, ACallThatGrantsNothingDoesNotMindThatItsLeaseWasDisposed) {
  const auto lease = GrantLease();
  CallUse use = Begin({.lease = lease});
  EXPECT_TRUE(table().DisposeLease(lease));
  const auto finished = Finish(std::move(use), kWorker, 0);
  ASSERT_EQ(Outcome(finished.status()), "");
  EXPECT_FALSE(finished->lease);
}

TEST_F(CallTest, GrantsIntoALeaseThatAnotherWorkerHasMeanwhileFail) {
  const auto lease = GrantLease();
  CallUse slow = Begin({.lease = lease});
  GrantReference(kOtherWorker, lease);
  EXPECT_EQ(Outcome(Finish(std::move(slow), kWorker, 1).status()), "WRONG_WORKER lease (executed)");
  EXPECT_EQ(table().Renew(lease, {})->references, 1u);
}

TEST_F(CallTest, ADisposedTargetDoesNotKeepItsLeaseFromTakingGrants) {
  const auto lease = GrantLease();
  const auto cat = GrantReference(kWorker, lease);
  CallUse use = Begin({.target = cat});
  EXPECT_TRUE(table().DisposeReference(cat));
  const auto finished = Finish(std::move(use), kWorker, 1);
  ASSERT_EQ(Outcome(finished.status()), "");
  EXPECT_EQ(finished->lease->references, 1u);
  EXPECT_EQ(WhyNot(finished->tokens[0]), "");
}

// --- CallUse itself.

TEST_F(CallTest, AUseCanBeMoved) {
  const auto cat = GrantReference(kWorker, GrantLease());
  CallUse use = Begin({.target = cat, .references = {cat}});
  CallUse moved = std::move(use);
  EXPECT_FALSE(use.uses_leases());  // NOLINT(bugprone-use-after-move): that it is empty is the point.
  EXPECT_EQ(use.worker(), 0u);
  EXPECT_FALSE(use.target());
  EXPECT_EQ(moved.worker(), kWorker);
  CallUse assigned;
  assigned = std::move(moved);
  EXPECT_EQ(assigned.target(), ObjectOf(cat));
  EXPECT_EQ(assigned.references().size(), 1u);
  table().Abandon(std::move(assigned));
  EXPECT_EQ(table().stats().calls_in_flight, 0u);
}

using CallDeathTest = CallTest;

TEST_F(CallDeathTest, AUseThatNobodyEndedEndsTheProcess) {
  const auto lease = GrantLease();
  EXPECT_DEATH({ CallUse use = Begin({.lease = lease}); }, "without LeaseTable::Finish or LeaseTable::Abandon");
  EXPECT_DEATH(
      {
        CallUse use = Begin({.lease = lease});
        use = CallUse();
      },
      "without LeaseTable::Finish or LeaseTable::Abandon");
}

}  // namespace
}  // namespace jsinterop::lease
