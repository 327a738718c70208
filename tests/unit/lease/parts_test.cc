// The parts that the table is made of, where they promise more than the table shows.

#include <limits>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <tuple>
#include <variant>

#include "gtest/gtest.h"
#include "lease/connections.h"
#include "lease/expiry_queue.h"
#include "lease/lease_clock.h"
#include "lease/nonces.h"
#include "lease/quota.h"
#include "lease/releases.h"
#include "lease/shard.h"
#include "lease/tombstones.h"
#include "testing/manual_clock.h"
#include "unit/lease/fakes.h"

namespace jsinterop::lease {
namespace {

using namespace std::chrono_literals;  // NOLINT(google-build-using-namespace): `10s` is what a reader expects.

std::tuple<uint64_t, uint64_t> Bits(NonceDigest digest) { return {digest.high, digest.low}; }

TEST(NonceHash, TellsNoncesApart) {
  FakeEntropy entropy;
  const NonceHash hash(entropy);
  std::set<std::tuple<uint64_t, uint64_t>> seen;
  for (const char fill : {'\0', 'a', '\xFF'}) {
    for (size_t size = 1; size <= 64; ++size) {
      std::string nonce(size, fill);
      ASSERT_TRUE(seen.insert(Bits(hash(nonce))).second) << size;
      for (size_t i = 0; i < size; ++i) {
        nonce[i] ^= 1;
        ASSERT_TRUE(seen.insert(Bits(hash(nonce))).second) << size << " " << i;
        nonce[i] ^= 1;
      }
    }
  }
}

TEST(NonceHash, GivesNoneForNoNonceOnly) {
  FakeEntropy entropy;
  const NonceHash hash(entropy);
  EXPECT_TRUE(hash("").none());
  EXPECT_FALSE(hash(std::string(1, '\0')).none());
  EXPECT_FALSE(hash(std::string(64, '\0')).none());
}

TEST(NonceHash, DependsOnTheBroker) {
  FakeEntropy one(1);
  FakeEntropy other(2);
  EXPECT_NE(NonceHash(one)("0123456789abcdef"), NonceHash(other)("0123456789abcdef"));
}

TEST(Nonces, AreDroppedWithTheirLastOrdinal) {
  const NonceDigest nonce{1, 2};
  Nonces nonces;
  nonces.Add(nonce, {.lease = 5, .first = 3, .count = 2});
  nonces.Drop(nonce, 5, 2);  // These three are not its own.
  nonces.Drop(nonce, 5, 5);
  nonces.Drop(nonce, 6, 3);
  nonces.Drop(nonce, 5, 3);
  EXPECT_EQ(nonces.size(), 1u);
  nonces.Drop(nonce, 5, 4);
  EXPECT_EQ(nonces.size(), 0u);
  nonces.Drop(nonce, 5, 4);
  EXPECT_TRUE(nonces.Take(nonce, 10).empty());
}

TEST(Nonces, KeepCallsUnderOneNonceApart) {
  const NonceDigest nonce{1, 2};
  Nonces nonces;
  nonces.Add(nonce, {.lease = 5, .first = 1, .count = 2});
  nonces.Add(nonce, {.lease = 5, .first = 3, .count = 1});
  nonces.Add(nonce, {.lease = 4, .first = 1, .count = 9});
  nonces.Drop(nonce, 5, 3);
  EXPECT_EQ(nonces.size(), 2u);
  const auto taken = nonces.Take(nonce, 10);
  ASSERT_EQ(taken.size(), 2u);
  EXPECT_EQ(taken[0].lease, 4u);
  EXPECT_EQ(taken[1].lease, 5u);
  EXPECT_EQ(taken[1].first, 1u);
  EXPECT_EQ(taken[1].count, 2u);
}

TEST(Quota, NeverPassesItsLimit) {
  Quota quota(10);
  EXPECT_TRUE(quota.TryTake(7));
  EXPECT_FALSE(quota.TryTake(4));
  EXPECT_TRUE(quota.TryTake(3));
  EXPECT_FALSE(quota.TryTake(1));
  EXPECT_TRUE(quota.TryTake(0));
  EXPECT_FALSE(quota.TryTake(std::numeric_limits<uint64_t>::max()));
  quota.GiveBack(10);
  EXPECT_EQ(quota.used(), 0u);
}

TEST(Connections, MayHaveNoLeasesAtAll) {
  Connections connections(0);
  EXPECT_EQ(connections.Take("alice"), nullptr);
}

TEST(Tombstones, KeepTheNewest) {
  Tombstones tombstones(2);
  tombstones.Add(1, Reason::kDisposed);
  tombstones.Add(2, Reason::kLeaseExpired);
  tombstones.Add(3, Reason::kDisposed);
  EXPECT_FALSE(tombstones.Find(1));
  EXPECT_EQ(tombstones.Find(2), Reason::kLeaseExpired);
  EXPECT_EQ(tombstones.Find(3), Reason::kDisposed);
  EXPECT_EQ(tombstones.size(), 2u);
}

TEST(LeaseClock, LeavesPausesOut) {
  testing::ManualClock clock;
  LeaseClock leases(clock, 1s, 3s);
  const Instant start = leases.Now();
  clock.Advance(4s);  // Late by just the slack.
  leases.Tick();
  EXPECT_EQ(leases.Now() - start, 4s);
  clock.Advance(4s + 1ns);
  leases.Tick();
  EXPECT_EQ(leases.Now() - start, 5s);
  leases.Tick();
  clock.Advance(500ms);
  leases.Tick();
  EXPECT_EQ(leases.Now() - start, 5500ms);
}

class ExpiryQueueTest : public ::testing::Test {
 protected:
  Lease& Add(uint64_t key, Duration term) {
    Lease& lease = leases_[key];
    lease.key = key;
    Restart(lease, Duration(0), term);
    return lease;
  }
  void Restart(Lease& lease, Duration now, Duration term) {
    lease.term = term;
    lease.expires_at = Instant(now) + term;
    queue.Schedule(lease);
  }

  ExpiryQueue queue;

 private:
  std::map<uint64_t, Lease> leases_;
};

TEST_F(ExpiryQueueTest, GivesTheEarliestWhenItIsDue) {
  Add(1, 20s);
  Add(2, 10s);
  EXPECT_FALSE(queue.Next(Instant(15s - 1ns)));
  EXPECT_EQ(queue.Next(Instant(15s)), 2u);
  EXPECT_EQ(queue.Next(Instant(1h)), 2u);
}

TEST_F(ExpiryQueueTest, IsLeftAloneByARenewal) {
  Lease& lease = Add(1, 10s);
  Restart(lease, 5s, 10s);
  EXPECT_EQ(lease.queued_for, Instant(15s));
  EXPECT_EQ(queue.Next(Instant(15s)), 1u);
}

TEST_F(ExpiryQueueTest, FollowsAShorterTerm) {
  Lease& lease = Add(1, 100s);
  Restart(lease, 5s, 10s);
  EXPECT_FALSE(queue.Next(Instant(20s - 1ns)));
  EXPECT_EQ(queue.Next(Instant(20s)), 1u);
}

TEST_F(ExpiryQueueTest, KeepsNothingOfWhatWasRemoved) {
  Lease& lease = Add(1, 10s);
  queue.Remove(lease);
  queue.Remove(lease);
  EXPECT_FALSE(queue.Next(Instant(1h)));
}

// What only another thread could do to LeaseTable::Use, between its first step and its last.
TEST(Shard, ALeaseThatTheReaperMetDuringARefusedUseIsNotForgotten) {
  testing::ManualClock clock;
  FakeEntropy entropy;
  FakeSink sink;
  const Options options;
  Common common(options, clock, entropy);
  Shard shard(common, 10);
  auto lease = std::make_unique<Lease>();
  lease->key = 5;
  lease->term = 10s;
  ASSERT_TRUE(common.leases.TryTake(1));
  lease->connection = common.connections.Take("a connection");
  ASSERT_EQ(shard.Insert(lease), Shard::Inserted::kYes);
  ASSERT_TRUE(std::holds_alternative<Shard::Pinned>(shard.PinLease({0, 5, 0, {}})));
  Releases releases(sink, common.lost, 10);
  clock.Advance(15s);
  EXPECT_FALSE(shard.Reap(10, releases));
  shard.Unpin(5, 0, Shard::Term::kKeep);
  EXPECT_EQ(common.leases.used(), 1u);
  EXPECT_FALSE(shard.Reap(10, releases));
  EXPECT_EQ(common.leases.used(), 0u);
}

}  // namespace
}  // namespace jsinterop::lease
