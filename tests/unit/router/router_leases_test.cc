// What calls grant and use: tokens in, objects to the worker, tokens out, and nothing left behind.

#include "router_fixture.h"

namespace jsinterop::router {
namespace {

using jsinterop::testing::FailsWith;
using jsinterop::testing::NamesField;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

const std::string kNonce(16, 'n');

TEST_F(RouterTest, AGrantBecomesATokenInANewLease) {
  const auto worker = Attach();
  FakeCaller& caller = Grant(worker);
  EXPECT_EQ(caller.outcome->granted.tokens.size(), 1u);
  ASSERT_TRUE(caller.outcome->granted.lease.has_value());
  EXPECT_FALSE(caller.outcome->granted.lease->id.empty());
  EXPECT_EQ(router_->leases().stats().references, 1u);
}

TEST_F(RouterTest, ATokenIsResolvedToItsObject) {
  const auto worker = Attach();
  FakeCaller& made = Grant(worker);
  CallSpec spec = CallOn(made.token(), "method");
  spec.references = {made.token(), made.token()};
  Start(std::move(spec));
  const wire::InvokeCall& sent = worker->calls.back().call.invoke();
  EXPECT_EQ(sent.object().call_id(), made.id);
  EXPECT_EQ(sent.object().index(), 0u);
  ASSERT_EQ(sent.references_size(), 2);
  EXPECT_EQ(sent.references(1).call_id(), made.id);
}

TEST_F(RouterTest, NestedGrantsComeBackInTheirOrder) {
  const auto worker = Attach();
  FakeCaller& caller = Start(Call("tree"));
  wire::Result result = Value("tree");
  result.add_grants()->set_index(2);
  result.add_grants()->set_index(1);
  Answer(worker, caller.id, result);
  ASSERT_EQ(caller.outcome->granted.tokens.size(), 2u);
  Start(CallOn(caller.token(0), "m"));
  EXPECT_EQ(worker->calls.back().call.invoke().object().index(), 2u);
}

TEST_F(RouterTest, DisposingReleasesExactlyWhatWasGranted) {
  const auto worker = Attach();
  FakeCaller& first = Grant(worker);
  FakeCaller& second = Grant(worker);
  EXPECT_TRUE(router_->leases().DisposeReference(first.token()));
  EXPECT_THAT(worker->releases, ElementsAre(FakeWorker::SentRelease{first.id, {0}}));
  EXPECT_FALSE(router_->leases().DisposeReference(first.token()));
  EXPECT_THAT(Start(CallOn(first.token(), "m")).status(), FailsWith(Reason::kDisposed, Executed::kNo));
  EXPECT_FALSE(Start(CallOn(second.token(), "m")).answered());
}

TEST_F(RouterTest, AnObjectInUseIsReleasedWhenItsCallEnds) {
  const auto worker = Attach();
  FakeCaller& made = Grant(worker);
  FakeCaller& running = Start(CallOn(made.token(), "slow"));
  EXPECT_TRUE(router_->leases().DisposeReference(made.token()));
  EXPECT_THAT(worker->releases, IsEmpty());
  Answer(worker, running.id, Value(""));
  EXPECT_THAT(worker->releases, ElementsAre(FakeWorker::SentRelease{made.id, {0}}));
}

TEST_F(RouterTest, AReferenceKeepsItsCallsOnItsWorker) {
  const auto first = Attach();
  FakeCaller& made = Grant(first);
  const auto second = Attach();
  for (int i = 0; i < 10; ++i) Start(CallOn(made.token(), "m"));
  EXPECT_THAT(second->calls, IsEmpty());
}

TEST_F(RouterTest, ReferencesOfTwoWorkersCannotBeCombined) {
  const auto first = Attach(100, "one");
  const auto second = Attach(100, "two");
  CallSpec make_here = Call("make");
  make_here.pool = "one";
  FakeCaller& here = Grant(first, std::move(make_here));
  CallSpec make_there = Call("make");
  make_there.pool = "two";
  FakeCaller& there = Grant(second, std::move(make_there));
  CallSpec spec = CallOn(here.token(), "m");
  spec.references = {there.token()};
  EXPECT_THAT(Start(std::move(spec)).status(), FailsWith(Reason::kWrongWorker, Executed::kNo));
}

TEST_F(RouterTest, ANamedLeaseBindsToTheFirstWorkerThatItIsUsedOn) {
  const auto first = Attach();
  const auto second = Attach();
  const std::string lease = router_->leases().Grant(std::nullopt, "a", "").value().id;
  for (int i = 0; i < 4; ++i) {
    CallSpec spec = Call("in lease");
    spec.lease = lease;
    Start(std::move(spec));
  }
  EXPECT_EQ(std::max(first->calls.size(), second->calls.size()), 4u);
}

TEST_F(RouterTest, AQueuedCallOfALeaseIsBoundWhenItIsDelivered) {
  const auto first = Attach(/*window=*/1);
  FakeCaller& busy = Start(Call("busy"));
  const std::string lease = router_->leases().Grant(std::nullopt, "a", "").value().id;
  CallSpec spec = Call("in lease");
  spec.lease = lease;
  Start(std::move(spec));
  Answer(first, busy.id, Value(""));
  EXPECT_THAT(first->Members(), ElementsAre("busy", "in lease"));
}

TEST_F(RouterTest, AQueuedCallOfALeaseIsBoundToAWorkerThatComesLater) {
  const auto first = Attach(/*window=*/1);
  Start(Call("busy"));
  const std::string lease = router_->leases().Grant(std::nullopt, "a", "").value().id;
  CallSpec spec = Call("in lease");
  spec.lease = lease;
  FakeCaller& queued = Start(std::move(spec));
  const auto second = Attach();
  EXPECT_FALSE(queued.answered());
  EXPECT_THAT(second->Members(), ElementsAre("in lease"));
}

TEST_F(RouterTest, ANonceDisposesWhatItsCallGranted) {
  const auto worker = Attach();
  CallSpec spec = Call("make");
  spec.nonce = kNonce;
  FakeCaller& made = Grant(worker, std::move(spec));
  EXPECT_TRUE(router_->DisposeNonce(kNonce));
  EXPECT_THAT(worker->releases, Contains(FakeWorker::SentRelease{made.id, {0}}));
  EXPECT_FALSE(router_->DisposeNonce(kNonce));
}

TEST_F(RouterTest, ANonceDisposesWhatItsCallWillGrant) {
  const auto worker = Attach();
  CallSpec spec = Call("make");
  spec.nonce = kNonce;
  FakeCaller& caller = Start(std::move(spec));
  EXPECT_TRUE(router_->DisposeNonce(kNonce));
  Answer(worker, caller.id, Granted());
  EXPECT_THAT(worker->releases, ElementsAre(FakeWorker::SentRelease{caller.id, {0}}));
  EXPECT_EQ(router_->leases().stats().references, 0u);
}

TEST_F(RouterTest, ANonceCannotBeUsedForTwoCallsInFlight) {
  const auto worker = Attach();
  CallSpec first = Call("a");
  first.nonce = kNonce;
  FakeCaller& running = Start(std::move(first));
  CallSpec second = Call("b");
  second.nonce = kNonce;
  EXPECT_THAT(Start(std::move(second)).status(), NamesField("nonce"));
  Answer(worker, running.id, Value(""));
}

TEST_F(RouterTest, GrantsAboveTheQuotaAreReleasedAgain) {
  Options options;
  options.leases.max_references_per_lease = 1;
  Make(options);
  const auto worker = Attach();
  FakeCaller& caller = Start(Call("tree"));
  wire::Result result = Value("tree");
  result.add_grants()->set_index(1);
  result.add_grants()->set_index(2);
  Answer(worker, caller.id, result);
  EXPECT_THAT(caller.status(), FailsWith(Reason::kReferenceQuota, Executed::kYes));
  EXPECT_THAT(worker->releases, ElementsAre(FakeWorker::SentRelease{caller.id, {}}));
}

TEST_F(RouterTest, AStaleTokenRefusesTheCallAndPinsNothing) {
  const auto worker = Attach();
  FakeCaller& made = Grant(worker);
  CallSpec spec = CallOn(made.token(), "m");
  spec.references = {"rubbish"};
  EXPECT_THAT(Start(std::move(spec)).status(), FailsWith(Reason::kUnknownReference, Executed::kNo));
  EXPECT_EQ(router_->leases().stats().calls_in_flight, 0u);
}

TEST_F(RouterTest, WhenAllLeasesHaveRunOutNothingIsLeft) {
  const auto worker = Attach();
  for (int i = 0; i < 5; ++i) Grant(worker);
  for (int i = 0; i < 600; ++i) {
    clock_.Advance(std::chrono::seconds(1));
    while (router_->leases().Reap()) {
    }
  }
  EXPECT_EQ(router_->leases().stats().leases, 0u);
  EXPECT_EQ(worker->releases.size(), 5u);
}

}  // namespace
}  // namespace jsinterop::router
