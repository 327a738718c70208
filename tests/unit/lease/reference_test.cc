// References: what a token gives, and what a stale one answers.

#include "unit/lease/lease_test.h"

namespace jsinterop::lease {
namespace {

using ReferenceTest = LeaseTest;

// A well-formed token of this broker with one field changed.
template <typename Change>
std::string Forge(const std::string& text, Change change) {
  Token token = *ParseToken(text);
  change(token);
  return FormatToken(token);
}

TEST_F(ReferenceTest, ATokenGivesItsObjectAndWorker) {
  const auto cats = GrantReferences(3, kWorker, GrantLease());
  for (const auto& cat : cats) {
    CallUse use = Begin({.target = cat});
    EXPECT_EQ(use.worker(), kWorker);
    EXPECT_EQ(use.target(), ObjectOf(cat));
    table().Abandon(std::move(use));
  }
}

TEST_F(ReferenceTest, ArgumentsComeInTheirOrderAndAsOftenAsTheyAreNamed) {
  const auto cats = GrantReferences(3, kWorker, GrantLease());
  CallUse use = Begin({.target = cats[0], .references = {cats[2], cats[1], cats[2], cats[0]}});
  ASSERT_EQ(use.references().size(), 4u);
  EXPECT_EQ(use.references()[0], ObjectOf(cats[2]));
  EXPECT_EQ(use.references()[1], ObjectOf(cats[1]));
  EXPECT_EQ(use.references()[2], ObjectOf(cats[2]));
  EXPECT_EQ(use.references()[3], ObjectOf(cats[0]));
  table().Abandon(std::move(use));
  EXPECT_EQ(ReleasedCount(), 0u);
}

TEST_F(ReferenceTest, ReferencesOfManyLeasesCanBeCombinedOnOneWorker) {
  const auto cat = GrantReference(kWorker, GrantLease());
  const auto dog = GrantReference(kWorker, GrantLease());
  const auto cow = GrantReference(kWorker, "");
  EXPECT_EQ(Touch({.target = cat, .references = {dog, cow}}), "");
}

TEST_F(ReferenceTest, ReferencesOfDifferentWorkersCannotBeCombined) {
  const auto cat = GrantReference(kWorker, "");
  const auto dog = GrantReference(kOtherWorker, "");
  EXPECT_EQ(Touch({.target = cat, .references = {cat, dog}}), "WRONG_WORKER references[1]");
  EXPECT_EQ(Touch({.references = {dog, cat}}), "WRONG_WORKER references[1]");
}

TEST_F(ReferenceTest, ALeaseOfAnotherWorkerCannotBeCombinedWithATarget) {
  const auto lease = GrantLease();
  GrantReference(kOtherWorker, lease);
  const auto cat = GrantReference(kWorker, "");
  EXPECT_EQ(Touch({.lease = lease, .target = cat}), "WRONG_WORKER reference");
}

TEST_F(ReferenceTest, EveryGrantIsAReferenceOfItsOwn) {
  const auto lease = GrantLease();
  const auto one = GrantReference(kWorker, lease);
  const auto other = GrantReference(kWorker, lease);
  EXPECT_NE(one, other);
  EXPECT_TRUE(table().DisposeReference(one));
  EXPECT_EQ(WhyNot(one), "DISPOSED reference");
  EXPECT_EQ(WhyNot(other), "");
}

// --- What a stale token answers.

TEST_F(ReferenceTest, NonsenseIsUnknown) {
  for (const std::string nonsense : {"", "x", "012345678901234567890123456789012345678901", "\xFF\xFE"}) {
    EXPECT_EQ(WhyNot(nonsense), "UNKNOWN_REFERENCE reference");
    EXPECT_EQ(WhyNotLease(nonsense), "UNKNOWN_LEASE lease");
    EXPECT_FALSE(table().DisposeReference(nonsense));
    EXPECT_FALSE(table().DisposeLease(nonsense));
  }
}

TEST_F(ReferenceTest, ATokenWithAnotherSecretIsUnknown) {
  const auto lease = GrantLease();
  const auto cat = GrantReference(kWorker, lease);
  for (size_t i = 0; i < 16; ++i) {
    const auto flip = [i](Token& token) { token.secret[i] ^= 1; };
    EXPECT_EQ(WhyNot(Forge(cat, flip)), "UNKNOWN_REFERENCE reference");
    EXPECT_EQ(WhyNotLease(Forge(lease, flip)), "UNKNOWN_LEASE lease");
    EXPECT_FALSE(table().DisposeReference(Forge(cat, flip)));
    EXPECT_FALSE(table().DisposeLease(Forge(lease, flip)));
  }
  EXPECT_EQ(WhyNot(cat), "");
}

TEST_F(ReferenceTest, ATokenOfALeaseThatNeverWasIsUnknown) {
  const auto lease = GrantLease();
  const auto cat = GrantReference(kWorker, lease);
  const auto other = [](Token& token) { token.lease ^= 1; };
  EXPECT_EQ(WhyNot(Forge(cat, other)), "UNKNOWN_REFERENCE reference");
  EXPECT_EQ(WhyNotLease(Forge(lease, other)), "UNKNOWN_LEASE lease");
}

TEST_F(ReferenceTest, ATokenThatWasNotGrantedYetIsUnknown) {
  const auto cat = GrantReference(kWorker, GrantLease());
  EXPECT_EQ(WhyNot(Forge(cat, [](Token& token) { ++token.ordinal; })), "UNKNOWN_REFERENCE reference");
  EXPECT_EQ(WhyNot(Forge(cat, [](Token& token) { token.ordinal = 0xFFFFFFFF; })), "UNKNOWN_REFERENCE reference");
}

TEST_F(ReferenceTest, ALeaseIsNoReferenceAndAReferenceNoLease) {
  const auto lease = GrantLease();
  const auto cat = GrantReference(kWorker, lease);
  EXPECT_EQ(WhyNot(lease), "UNKNOWN_REFERENCE reference");
  EXPECT_EQ(WhyNotLease(cat), "UNKNOWN_LEASE lease");
  EXPECT_EQ(Touch({.lease = cat}), "UNKNOWN_LEASE lease");
  EXPECT_FALSE(table().DisposeReference(lease));
  EXPECT_FALSE(table().DisposeLease(cat));
  EXPECT_EQ(WhyNot(cat), "");
}

TEST_F(ReferenceTest, TokensOfAnEarlierBrokerSayThatItWasRestarted) {
  const auto lease = GrantLease();
  const auto cat = GrantReference(kWorker, lease);
  RestartBroker();
  EXPECT_EQ(WhyNot(cat), "BROKER_RESTARTED reference");
  EXPECT_EQ(WhyNotLease(lease), "BROKER_RESTARTED lease");
  EXPECT_FALSE(table().DisposeReference(cat));
  EXPECT_FALSE(table().DisposeLease(lease));
}

TEST_F(ReferenceTest, ADisposedReferenceIsRememberedWithoutATombstone) {
  const auto lease = GrantLease();
  const auto cats = GrantReferences(5'000, kWorker, lease);
  for (const auto& cat : cats) ASSERT_TRUE(table().DisposeReference(cat));
  for (const auto& cat : cats) ASSERT_EQ(WhyNot(cat), "DISPOSED reference");
  EXPECT_EQ(table().stats().tombstones, 0u);
  EXPECT_EQ(table().stats().references, 0u);
}

TEST_F(ReferenceTest, ALeaseAnswersForItsReferencesAfterItsEnd) {
  const auto disposed = GrantLease(10s);
  const auto expired = GrantLease(10s);
  const auto cat = GrantReference(kWorker, disposed);
  const auto dog = GrantReference(kWorker, expired);
  EXPECT_TRUE(table().DisposeLease(disposed));
  Pass(15s);
  EXPECT_EQ(WhyNot(cat), "DISPOSED reference");
  EXPECT_EQ(WhyNot(dog), "LEASE_EXPIRED reference");
  EXPECT_EQ(WhyNotLease(disposed), "DISPOSED lease");
  EXPECT_EQ(WhyNotLease(expired), "LEASE_EXPIRED lease");
  EXPECT_EQ(table().stats().tombstones, 2u);
}

TEST_F(ReferenceTest, AMillionReferencesLeaveOneTombstone) {
  const auto lease = GrantLease(10s);
  const auto cats = GrantReferences(10'000, kWorker, lease);
  Pass(15s);
  EXPECT_EQ(table().stats().tombstones, 1u);
  for (const auto& cat : cats) ASSERT_EQ(WhyNot(cat), "LEASE_EXPIRED reference");
}

TEST_F(ReferenceTest, TheOldestTombstonesGoFirst) {
  options.tombstones_per_shard = 4;
  std::vector<std::string> leases;
  for (int i = 0; i < 10'000; ++i) {
    leases.push_back(GrantLease());
    EXPECT_TRUE(table().DisposeLease(leases.back()));
  }
  EXPECT_EQ(table().stats().tombstones, 4u * 64);
  EXPECT_EQ(WhyNotLease(leases.front()), "UNKNOWN_LEASE lease");
  EXPECT_EQ(WhyNotLease(leases.back()), "DISPOSED lease");
}

TEST_F(ReferenceTest, WithoutTombstonesNothingIsRemembered) {
  options.tombstones_per_shard = 0;
  const auto lease = GrantLease();
  const auto cat = GrantReference(kWorker, lease);
  EXPECT_TRUE(table().DisposeLease(lease));
  EXPECT_EQ(WhyNotLease(lease), "UNKNOWN_LEASE lease");
  EXPECT_EQ(WhyNot(cat), "UNKNOWN_REFERENCE reference");
}

TEST_F(ReferenceTest, TheErrorNamesTheFirstFieldThatIsStale) {
  const auto lease = GrantLease();
  const auto cats = GrantReferences(3, kWorker, GrantLease());
  const auto gone = GrantReference(kWorker, GrantLease());
  table().DisposeReference(gone);
  EXPECT_EQ(Touch({.lease = "x", .target = gone}), "UNKNOWN_LEASE lease");
  EXPECT_EQ(Touch({.lease = lease, .target = gone, .references = {gone}}), "DISPOSED reference");
  EXPECT_EQ(Touch({.target = cats[0], .references = {cats[1], cats[2], gone, "x"}}), "DISPOSED references[2]");
}

TEST_F(ReferenceTest, ARefusedCallPinsNothing) {
  const auto lease = GrantLease();
  const auto cat = GrantReference(kWorker, lease);
  EXPECT_EQ(Touch({.lease = lease, .target = cat, .references = {cat, "x"}}), "UNKNOWN_REFERENCE references[1]");
  EXPECT_EQ(table().stats().calls_in_flight, 0u);
  EXPECT_TRUE(table().DisposeReference(cat));
  EXPECT_TRUE(IsReleased(cat));
}

TEST_F(ReferenceTest, NoErrorTellsAToken) {
  const auto lease = GrantLease();
  const auto cat = GrantReference(kWorker, lease);
  table().DisposeLease(lease);
  const std::string text = Use({.target = cat}).status().ToString() + Use({.lease = lease}).status().ToString();
  EXPECT_EQ(text.find(cat), std::string::npos);
  EXPECT_EQ(text.find(lease), std::string::npos);
}

}  // namespace
}  // namespace jsinterop::lease
