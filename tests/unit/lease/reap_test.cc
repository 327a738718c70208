// The reaper: bounded steps, whatever there is to do.

#include <algorithm>

#include "unit/lease/lease_test.h"

namespace jsinterop::lease {
namespace {

using ReapTest = LeaseTest;

TEST_F(ReapTest, HasNothingToDoAtFirst) { EXPECT_FALSE(table().Reap()); }

TEST_F(ReapTest, EndsExactlyWhatIsOver) {
  std::vector<std::string> early;
  std::vector<std::string> late;
  for (int i = 0; i < 300; ++i) {
    early.push_back(GrantReference(kWorker, GrantLease(10s)));
    late.push_back(GrantReference(kWorker, GrantLease(20s)));
  }
  Pass(15s);
  for (const auto& cat : early) EXPECT_TRUE(IsReleased(cat));
  for (const auto& cat : late) EXPECT_FALSE(IsReleased(cat));
  Pass(15s);
  for (const auto& cat : late) EXPECT_TRUE(IsReleased(cat));
}

TEST_F(ReapTest, AMassExpiryIsSpreadOverManyTurns) {
  options.reap_batch = 2;
  for (int i = 0; i < 1'000; ++i) GrantReference(kWorker, GrantLease(10s));
  clock.Advance(15s - 1ns);
  Reap();  // Late, but what it takes for a pause is not over yet.
  Pass(16s);
  EXPECT_EQ(table().stats().leases, 0u);
  EXPECT_EQ(ReleasedCount(), 1'000u);
  const auto sizes = sink.TakeSizes();
  EXPECT_LE(*std::max_element(sizes.begin(), sizes.end()), 2u);
}

TEST_F(ReapTest, SaysWhetherThereIsMoreToDo) {
  options.reap_batch = 2;
  options.reap_interval = 1min;
  for (int i = 0; i < 1'000; ++i) GrantLease(10s);
  clock.Advance(15s);
  uint64_t before = 1'000;
  int turns = 0;
  while (table().Reap()) {
    const uint64_t after = table().stats().leases;
    EXPECT_LT(after, before);
    EXPECT_LE(before - after, 2u * 64);
    before = after;
    ++turns;
  }
  EXPECT_GE(turns, 1'000 / (2 * 64));
  EXPECT_EQ(table().stats().leases, 0u);
}

TEST_F(ReapTest, OneGreatLeaseIsReleasedInManyTurns) {
  options.reap_batch = 10;
  const auto lease = GrantLease(10s);
  GrantReferences(1'000, kWorker, lease);
  Pass(15s - options.reap_interval);
  clock.Advance(options.reap_interval);
  size_t turns = 0;
  for (bool more = true; more; ++turns) {
    more = table().Reap();
    EXPECT_EQ(ReleasedCount(), std::min<size_t>(10 * (turns + 1), 1'000));
  }
  EXPECT_GE(turns, 100u);
  EXPECT_EQ(table().stats().references, 0u);
}

TEST_F(ReapTest, ManyMiddlingLeasesShareTheBoundOfATurn) {
  options.reap_batch = 6;
  for (int i = 0; i < 2'000; ++i) GrantReferences(5, kWorker, GrantLease(10s));
  Pass(15s - options.reap_interval);
  clock.Advance(options.reap_interval);
  size_t before = 0;
  for (bool more = true; more;) {
    more = table().Reap();
    const size_t after = ReleasedCount();
    EXPECT_LE(after - before, 6u * 64);
    before = after;
  }
  EXPECT_EQ(ReleasedCount(), 10'000u);
}

TEST_F(ReapTest, DisposingAGreatLeaseLeavesMostOfItToTheReaper) {
  options.reap_batch = 10;
  const auto lease = GrantLease();
  const auto cats = GrantReferences(1'000, kWorker, lease);
  EXPECT_TRUE(table().DisposeLease(lease));
  EXPECT_EQ(ReleasedCount(), 10u);
  EXPECT_EQ(table().stats().references, 990u);
  for (const auto& cat : cats) ASSERT_EQ(WhyNot(cat), "DISPOSED reference");
  EXPECT_TRUE(table().Reap());
  Reap();
  EXPECT_EQ(ReleasedCount(), 1'000u);
  EXPECT_EQ(table().stats().references, 0u);
}

TEST_F(ReapTest, ObjectsAreReleasedInTheOrderOfTheirGrant) {
  class Ordered final : public ReleaseSink {
   public:
    void Release(WorkerKey, std::vector<ObjectId> objects) override {
      for (const ObjectId& object : objects) order.push_back(object.index);
    }
    std::vector<uint32_t> order;
  } ordered;
  LeaseTable leases(options, clock, entropy, ordered);
  const std::vector<uint32_t> indices = {3, 1, 2, 9, 4};
  const auto finished = leases.Finish(CallUse(), {.call_id = 1, .worker = kWorker, .indices = indices});
  EXPECT_TRUE(leases.DisposeLease(finished->lease->id));
  EXPECT_EQ(ordered.order, indices);
}

TEST_F(ReapTest, ManySmallLeasesAreReleasedInFewCalls) {
  for (int i = 0; i < 1'000; ++i) GrantReference(kWorker, GrantLease(10s));
  Pass(15s);
  EXPECT_EQ(ReleasedCount(), 1'000u);
  EXPECT_EQ(sink.TakeSizes().size(), 1u);
}

TEST_F(ReapTest, LeasesThatComeAndGoLeaveOnlyTombstones) {
  options.tombstones_per_shard = 1;
  for (int i = 0; i < 20'000; ++i) {
    const auto finished = Finish(CallUse(), kWorker, 1, "a nonce of 16 by");
    ASSERT_TRUE(table().DisposeLease(finished->lease->id));
  }
  const auto stats = table().stats();
  EXPECT_EQ(stats.leases, 0u);
  EXPECT_EQ(stats.references, 0u);
  EXPECT_EQ(stats.nonces, 0u);
  EXPECT_LE(stats.tombstones, 64u);
}

TEST_F(ReapTest, TheSinkMayUseTheTable) {
  // As it would if it were called with a lock held, this would not come to an end.
  class Curious final : public ReleaseSink {
   public:
    void Release(WorkerKey, std::vector<ObjectId>) override {
      for (int i = 0; i < 200; ++i) EXPECT_TRUE(table->Grant({}, "", "").ok());
      table->Reap();
    }
    LeaseTable* table = nullptr;
  } curious;
  LeaseTable leases(options, clock, entropy, curious);
  curious.table = &leases;
  const std::vector<uint32_t> indices = {0, 1};
  const auto finished = leases.Finish(CallUse(), {.call_id = 1, .worker = kWorker, .indices = indices});
  EXPECT_TRUE(leases.DisposeReference(finished->tokens[0]));
  EXPECT_TRUE(leases.DisposeLease(finished->lease->id));
  EXPECT_EQ(leases.stats().leases, 400u);
}

}  // namespace
}  // namespace jsinterop::lease
