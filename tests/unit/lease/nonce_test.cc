// Nonces: disposing of what an answer that never arrived had granted.

#include "unit/lease/lease_test.h"

namespace jsinterop::lease {
namespace {

using NonceTest = LeaseTest;

const char kNonce[] = "0123456789abcdef";

TEST_F(NonceTest, NamesTheReferencesOfItsCall) {
  const auto lease = GrantLease();
  const auto before = GrantReference(kWorker, lease);
  const auto cats = GrantReferences(3, kWorker, lease, kNonce);
  const auto after = GrantReference(kWorker, lease);
  EXPECT_TRUE(table().DisposeNonce(kNonce));
  for (const auto& cat : cats) {
    EXPECT_TRUE(IsReleased(cat));
    EXPECT_EQ(WhyNot(cat), "DISPOSED reference");
  }
  EXPECT_EQ(WhyNot(before), "");
  EXPECT_EQ(WhyNot(after), "");
  EXPECT_EQ(WhyNotLease(lease), "");
}

TEST_F(NonceTest, NamesTheLeaseThatItsCallWasGranted) {
  const auto finished = Finish(CallUse(), kWorker, 2, kNonce);
  EXPECT_TRUE(table().DisposeNonce(kNonce));
  EXPECT_EQ(WhyNotLease(finished->lease->id), "DISPOSED lease");
  EXPECT_TRUE(IsReleased(finished->tokens[0]));
  EXPECT_TRUE(IsReleased(finished->tokens[1]));
}

TEST_F(NonceTest, NamesALeaseOfTheClientsOwn) {
  const auto lease = GrantLease({}, kNonce);
  const auto cat = GrantReference(kWorker, lease);
  EXPECT_TRUE(table().DisposeNonce(kNonce));
  EXPECT_EQ(WhyNotLease(lease), "DISPOSED lease");
  EXPECT_TRUE(IsReleased(cat));
}

TEST_F(NonceTest, IsHeldOnce) {
  GrantReference(kWorker, GrantLease(), kNonce);
  EXPECT_TRUE(table().DisposeNonce(kNonce));
  EXPECT_FALSE(table().DisposeNonce(kNonce));
}

TEST_F(NonceTest, IsUnknownIfNothingWasGrantedUnderIt) {
  EXPECT_FALSE(table().DisposeNonce(kNonce));
  EXPECT_FALSE(table().DisposeNonce(""));
  GrantReference(kWorker, GrantLease(), kNonce);
  EXPECT_FALSE(table().DisposeNonce("0123456789abcdeg"));
  EXPECT_FALSE(table().DisposeNonce("0123456789abcde"));
  EXPECT_FALSE(table().DisposeNonce(std::string(kNonce) + '\0'));
}

TEST_F(NonceTest, MayBeAsLongAsTheProtocolAllows) {
  const std::string one(64, '\xAA');
  const std::string other = std::string(63, '\xAA') + '\xAB';
  const auto cat = GrantReference(kWorker, GrantLease(), one);
  const auto dog = GrantReference(kWorker, GrantLease(), other);
  EXPECT_TRUE(table().DisposeNonce(one));
  EXPECT_EQ(WhyNot(cat), "DISPOSED reference");
  EXPECT_EQ(WhyNot(dog), "");
}

TEST_F(NonceTest, WithoutOneNothingIsKept) {
  GrantReference(kWorker, GrantLease());
  EXPECT_EQ(table().stats().nonces, 0u);
}

TEST_F(NonceTest, OfTwoCallsUnderOneNonceBothAreDisposed) {
  const auto lease = GrantLease();
  const auto cat = GrantReference(kWorker, lease, kNonce);
  const auto dog = GrantReference(kWorker, lease, kNonce);
  const auto cow = GrantReference(kWorker, GrantLease({}, kNonce));
  EXPECT_TRUE(table().DisposeNonce(kNonce));
  for (const auto& animal : {cat, dog, cow}) EXPECT_EQ(WhyNot(animal), "DISPOSED reference");
  EXPECT_EQ(WhyNotLease(lease), "");
  EXPECT_EQ(table().stats().nonces, 0u);
}

TEST_F(NonceTest, IsForgottenWithWhatItNamed) {
  const auto lease = GrantLease();
  const auto cats = GrantReferences(3, kWorker, lease, kNonce);
  EXPECT_EQ(table().stats().nonces, 1u);
  EXPECT_TRUE(table().DisposeReference(cats[0]));
  EXPECT_TRUE(table().DisposeReference(cats[2]));
  EXPECT_EQ(table().stats().nonces, 1u);
  EXPECT_TRUE(table().DisposeReference(cats[1]));
  EXPECT_EQ(table().stats().nonces, 0u);
  EXPECT_FALSE(table().DisposeNonce(kNonce));
}

TEST_F(NonceTest, IsForgottenWithItsLease) {
  const auto mine = GrantLease(10s, "nonce of a lease");
  GrantReferences(3, kWorker, mine, kNonce);
  Finish(CallUse(), kWorker, 2, "nonce of a new lease").IgnoreError();
  EXPECT_EQ(table().stats().nonces, 3u);
  Pass(15s);
  EXPECT_EQ(table().stats().nonces, 1u);
  Pass(options.default_ttl * 3 / 2);
  EXPECT_EQ(table().stats().nonces, 0u);
}

TEST_F(NonceTest, IsForgottenWithItsWorker) {
  GrantReferences(3, kWorker, GrantLease(), kNonce);
  LoseWorker(kWorker);
  EXPECT_FALSE(table().DisposeNonce(kNonce));
  Reap();
  EXPECT_EQ(table().stats().nonces, 0u);
}

TEST_F(NonceTest, TakesWhatIsInUseOnlyAfterTheCall) {
  const auto cat = GrantReference(kWorker, GrantLease(), kNonce);
  CallUse use = Begin({.target = cat});
  EXPECT_TRUE(table().DisposeNonce(kNonce));
  EXPECT_EQ(WhyNot(cat), "DISPOSED reference");
  EXPECT_FALSE(IsReleased(cat));
  table().Abandon(std::move(use));
  EXPECT_TRUE(IsReleased(cat));
}

TEST_F(NonceTest, OfACallWhoseGrantsWereRefusedIsNotKept) {
  options.max_references = 1;
  EXPECT_EQ(Outcome(Finish(CallUse(), kWorker, 2, kNonce).status()), "REFERENCE_QUOTA (executed)");
  EXPECT_FALSE(table().DisposeNonce(kNonce));
  EXPECT_EQ(table().stats().nonces, 0u);
}

TEST_F(NonceTest, WithMoreCallsThanABatchIsStillDisposedWhole) {
  options.reap_batch = 4;
  const auto lease = GrantLease();
  std::vector<std::string> cats;
  cats.reserve(50);
  for (int i = 0; i < 50; ++i) cats.push_back(GrantReference(kWorker, lease, kNonce));
  EXPECT_TRUE(table().DisposeNonce(kNonce));
  for (const auto& cat : cats) EXPECT_TRUE(IsReleased(cat));
}

}  // namespace
}  // namespace jsinterop::lease
