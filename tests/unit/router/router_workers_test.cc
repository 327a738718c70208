// Workers come and go: choice, loss, pools.

#include "router_fixture.h"

namespace jsinterop::router {
namespace {

using jsinterop::testing::FailsWith;
using jsinterop::testing::IsOk;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST_F(RouterTest, StatelessCallsSpreadOverThePool) {
  const auto first = Attach();
  const auto second = Attach();
  for (int i = 0; i < 10; ++i) Start(Call("add"));
  EXPECT_EQ(first->calls.size(), 5u);
  EXPECT_EQ(second->calls.size(), 5u);
}

TEST_F(RouterTest, TheLeastLoadedWorkerIsChosen) {
  const auto first = Attach();
  for (int i = 0; i < 3; ++i) Start(Call("add"));
  const auto second = Attach();
  for (int i = 0; i < 3; ++i) Start(Call("sub"));
  EXPECT_THAT(second->Members(), ElementsAre("sub", "sub", "sub"));
}

TEST_F(RouterTest, PoolsAreApart) {
  const auto ordinary = Attach();
  const auto special = Attach(100, "special");
  CallSpec spec = Call("render");
  spec.pool = "special";
  Start(std::move(spec));
  EXPECT_THAT(special->Members(), ElementsAre("render"));
  EXPECT_THAT(ordinary->calls, IsEmpty());
  CallSpec nowhere = Call("render");
  nowhere.pool = "nowhere";
  EXPECT_THAT(Start(std::move(nowhere)).status(), FailsWith(Reason::kNoWorker, Executed::kNo));
}

TEST_F(RouterTest, TheEmptyPoolIsTheOneCalledDefault) {
  const auto worker = Attach(100, "default");
  Start(Call("add"));
  EXPECT_THAT(worker->Members(), ElementsAre("add"));
}

TEST_F(RouterTest, ALostWorkersCallsAreAnsweredAtOnce) {
  const auto worker = Attach();
  FakeCaller& caller = Start(Call("slow"));
  router_->Lose(worker.key, "test");
  EXPECT_THAT(caller.status(), FailsWith(Reason::kWorkerDied, Executed::kUnknown));
  EXPECT_EQ(calls_lost_, 1u);
  EXPECT_FALSE(router_->HasWorker());
  router_->Lose(worker.key, "again");
}

TEST_F(RouterTest, AWorkerIsLostWithCallsWhoseCallersAreGone) {
  const auto worker = Attach();
  FakeCaller& caller = Start(Call("slow"));
  router_->Cancel(caller.id);
  router_->Lose(worker.key, "test");
  EXPECT_EQ(router_->stats().delivered, 0u);
}

TEST_F(RouterTest, ALostWorkersReferencesSaySo) {
  const auto worker = Attach();
  FakeCaller& made = Grant(worker);
  router_->Lose(worker.key, "test");
  Attach();
  EXPECT_THAT(Start(CallOn(made.token(), "m")).status(), FailsWith(Reason::kWorkerLost, Executed::kNo));
  EXPECT_FALSE(router_->leases().DisposeReference(made.token()));
  EXPECT_THAT(worker->releases, IsEmpty());
}

TEST_F(RouterTest, ALeaseOutlivesItsWorkerAndBindsAnew) {
  const auto first = Attach();
  const std::string lease = router_->leases().Grant(std::nullopt, "a", "").value().id;
  CallSpec spec = Call("make");
  spec.lease = lease;
  Grant(first, std::move(spec));
  router_->Lose(first.key, "test");
  const auto second = Attach();
  CallSpec again = Call("make");
  again.lease = lease;
  EXPECT_THAT(Grant(second, std::move(again)).status(), IsOk());
}

TEST_F(RouterTest, CallsThatWaitForAnyWorkerOutliveOne) {
  const auto first = Attach(/*window=*/1);
  FakeCaller& running = Start(Call("running"));
  FakeCaller& queued = Start(Call("queued"));
  const auto second = Attach(/*window=*/1);
  EXPECT_THAT(second->Members(), ElementsAre("queued"));
  Start(Call("more"));
  router_->Lose(first.key, "test");
  EXPECT_THAT(running.status(), FailsWith(Reason::kWorkerDied));
  Answer(second, queued.id, Value(""));
  EXPECT_THAT(second->Members(), ElementsAre("queued", "more"));
}

TEST_F(RouterTest, CallsThatWaitForTheLastWorkerOfAPoolFailWithIt) {
  const auto worker = Attach(/*window=*/1);
  Start(Call("running"));
  FakeCaller& queued = Start(Call("queued"));
  router_->Lose(worker.key, "test");
  EXPECT_THAT(queued.status(), FailsWith(Reason::kNoWorker, Executed::kNo));
}

TEST_F(RouterTest, ACallThatWaitsForAnObjectIsLostWithItsWorker) {
  const auto worker = Attach(/*window=*/1);
  FakeCaller& made = Grant(worker);
  Start(Call("running"));
  FakeCaller& queued = Start(CallOn(made.token(), "m"));
  Attach();
  router_->Lose(worker.key, "test");
  EXPECT_THAT(queued.status(), FailsWith(Reason::kWorkerLost, Executed::kNo));
}

TEST_F(RouterTest, ACallThatWaitsOnlyForItsLeasesWorkerIsReroutedWhenThatIsLost) {
  const auto first = Attach(/*window=*/1);
  const std::string lease = router_->leases().Grant(std::nullopt, "a", "").value().id;
  CallSpec bind = Call("bind");
  bind.lease = lease;
  FakeCaller& running = Start(std::move(bind));
  CallSpec spec = Call("queued");
  spec.lease = lease;
  FakeCaller& queued = Start(std::move(spec));
  const auto second = Attach();
  router_->Lose(first.key, "test");
  EXPECT_THAT(running.status(), FailsWith(Reason::kWorkerDied));
  EXPECT_FALSE(queued.answered());
  EXPECT_THAT(second->Members(), ElementsAre("queued"));
  Answer(second, queued.id, Granted());
  EXPECT_THAT(queued.status(), IsOk());
}

}  // namespace
}  // namespace jsinterop::router
