// The life of one call: delivery, queues, answers, cancelling, time.

#include "router_fixture.h"

namespace jsinterop::router {
namespace {

using jsinterop::testing::FailsWith;
using jsinterop::testing::IsOk;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST_F(RouterTest, ACallGoesToAWorkerAndItsAnswerToItsCaller) {
  const auto worker = Attach();
  FakeCaller& caller = Start(Call("add"));
  ASSERT_THAT(worker->Members(), ElementsAre("add"));
  EXPECT_FALSE(caller.answered());
  Answer(worker, caller.id, Value("3"));
  EXPECT_THAT(caller.status(), IsOk());
  EXPECT_EQ(caller.value(), "3");
  EXPECT_FALSE(caller.outcome->granted.lease.has_value());
}

TEST_F(RouterTest, AnswersMayComeInAnyOrder) {
  const auto worker = Attach();
  FakeCaller& first = Start(Call("a"));
  FakeCaller& second = Start(Call("b"));
  Answer(worker, second.id, Value("2"));
  Answer(worker, first.id, Value("1"));
  EXPECT_EQ(first.value(), "1");
  EXPECT_EQ(second.value(), "2");
}

TEST_F(RouterTest, WithoutAWorkerACallFailsAtOnce) {
  EXPECT_THAT(Start(Call("add")).status(), FailsWith(Reason::kNoWorker, Executed::kNo));
}

TEST_F(RouterTest, AFailureBecomesAStatus) {
  const auto worker = Attach();
  FakeCaller& caller = Start(Call("nope"));
  wire::Result result;
  result.mutable_failure()->set_reason(static_cast<int>(Reason::kMemberNotFound));
  result.mutable_failure()->set_executed(1);
  Answer(worker, caller.id, result);
  EXPECT_THAT(caller.status(), FailsWith(Reason::kMemberNotFound, Executed::kNo));
}

TEST_F(RouterTest, ASecondAnswerAndAnAnswerToNothingAreIgnored) {
  const auto worker = Attach();
  FakeCaller& caller = Start(Call("add"));
  Answer(worker, caller.id, Value("3"));
  Answer(worker, caller.id, Value("4"));
  Answer(worker, 999, Value("5"));
  EXPECT_EQ(caller.value(), "3");
  EXPECT_THAT(unasked_, ElementsAre(caller.id, 999));
}

TEST_F(RouterTest, AWorkerCannotAnswerAnothersCall) {
  const auto first = Attach();
  FakeCaller& caller = Start(Call("add"));
  ASSERT_THAT(first->Members(), ElementsAre("add"));
  const auto second = Attach();
  Answer(second, caller.id, Value("wrong"));
  EXPECT_FALSE(caller.answered());
  Answer(first, caller.id, Value("right"));
  EXPECT_EQ(caller.value(), "right");
}

TEST_F(RouterTest, AFullWindowQueuesAndAFreePlaceDelivers) {
  const auto worker = Attach(/*window=*/2);
  FakeCaller& a = Start(Call("a"));
  Start(Call("b"));
  Start(Call("c"));
  EXPECT_THAT(worker->Members(), ElementsAre("a", "b"));
  EXPECT_EQ(router_->stats().waiting, 1u);
  Answer(worker, a.id, Value("1"));
  EXPECT_THAT(worker->Members(), ElementsAre("a", "b", "c"));
  EXPECT_EQ(router_->stats().waiting, 0u);
}

TEST_F(RouterTest, AFullQueueRefusesAtOnce) {
  Options options;
  options.max_queue = 1;
  Make(options);
  const auto worker = Attach(/*window=*/1);
  Start(Call("a"));
  Start(Call("b"));
  EXPECT_THAT(Start(Call("c")).status(), FailsWith(Reason::kQueueFull, Executed::kNo));
}

TEST_F(RouterTest, AGreedyConnectionDoesNotHoldBackAModestOne) {
  const auto worker = Attach(/*window=*/1);
  FakeCaller& running = Start(Call("running"), "greedy");
  Start(Call("g1"), "greedy");
  Start(Call("g2"), "greedy");
  Start(Call("m"), "modest");
  uint64_t id = running.id;
  for (int i = 0; i < 3; ++i) {
    Answer(worker, id, Value(""));
    id = worker->calls.back().id;
  }
  EXPECT_THAT(worker->Members(), ElementsAre("running", "g1", "m", "g2"));
}

TEST_F(RouterTest, ACancelledCallIsAnsweredAtOnceAndTheWorkerTold) {
  const auto worker = Attach();
  FakeCaller& caller = Start(Call("slow"));
  router_->Cancel(caller.id);
  EXPECT_THAT(caller.status(), FailsWith(Reason::kCallCancelled, Executed::kUnknown));
  EXPECT_THAT(worker->cancels, ElementsAre(caller.id));
  // Whatever it grants is released, now or later.
  EXPECT_THAT(worker->releases, ElementsAre(FakeWorker::SentRelease{caller.id, {}}));
  Answer(worker, caller.id, Granted());
  EXPECT_EQ(router_->stats().delivered, 0u);
  EXPECT_EQ(router_->leases().stats().references, 0u);
}

TEST_F(RouterTest, ACancelledCallKeepsItsPlaceUntilTheWorkerAnswers) {
  const auto worker = Attach(/*window=*/1);
  FakeCaller& caller = Start(Call("slow"));
  router_->Cancel(caller.id);
  Start(Call("next"));
  EXPECT_THAT(worker->Members(), ElementsAre("slow"));
  Answer(worker, caller.id, Value(""));
  EXPECT_THAT(worker->Members(), ElementsAre("slow", "next"));
}

TEST_F(RouterTest, APlaceIsGivenUpForAWorkerThatNeverAnswers) {
  Options options;
  options.abandon_after = std::chrono::seconds(30);
  Make(options);
  const auto worker = Attach(/*window=*/1);
  FakeCaller& caller = Start(Call("stuck"));
  router_->Cancel(caller.id);
  Start(Call("next"));
  clock_.Advance(std::chrono::seconds(29));
  router_->Tick();
  EXPECT_THAT(worker->Members(), ElementsAre("stuck"));
  clock_.Advance(std::chrono::seconds(1));
  router_->Tick();
  EXPECT_THAT(worker->Members(), ElementsAre("stuck", "next"));
}

TEST_F(RouterTest, ACallCancelledInTheQueueNeverReachesAWorker) {
  const auto worker = Attach(/*window=*/1);
  FakeCaller& running = Start(Call("running"));
  FakeCaller& queued = Start(Call("queued"));
  router_->Cancel(queued.id);
  EXPECT_THAT(queued.status(), FailsWith(Reason::kCallCancelled, Executed::kNo));
  Answer(worker, running.id, Value(""));
  EXPECT_THAT(worker->Members(), ElementsAre("running"));
  EXPECT_THAT(worker->cancels, IsEmpty());
}

TEST_F(RouterTest, CancellingWhatIsAnsweredChangesNothing) {
  const auto worker = Attach();
  FakeCaller& caller = Start(Call("add"));
  Answer(worker, caller.id, Value("3"));
  router_->Cancel(caller.id);
  EXPECT_THAT(caller.status(), IsOk());
  EXPECT_THAT(worker->cancels, IsEmpty());
}

TEST_F(RouterTest, NoCallTakesLongerThanTheLimit) {
  Options options;
  options.max_call_time = std::chrono::minutes(10);
  Make(options);
  const auto worker = Attach(/*window=*/1);
  FakeCaller& running = Start(Call("endless"));
  FakeCaller& queued = Start(Call("queued"));
  clock_.Advance(std::chrono::minutes(10) - Duration(1));
  router_->Tick();
  EXPECT_FALSE(running.answered());
  clock_.Advance(Duration(1));
  router_->Tick();
  EXPECT_THAT(running.status(), FailsWith(Reason::kCallTimeExceeded, Executed::kUnknown));
  EXPECT_THAT(queued.status(), FailsWith(Reason::kCallTimeExceeded, Executed::kNo));
  EXPECT_THAT(worker->cancels, ElementsAre(running.id));
}

TEST_F(RouterTest, TheWorkerIsToldWhatRemainsWhenTheCallIsSent) {
  Options options;
  options.max_call_time = std::chrono::minutes(10);
  Make(options);
  const auto worker = Attach(/*window=*/1);
  FakeCaller& first = Start(Call("first"));
  EXPECT_EQ(worker->calls[0].remaining_micros, 600'000'000u);

  CallSpec spec = Call("second");
  spec.time_left = std::chrono::seconds(5);
  Start(std::move(spec));
  clock_.Advance(std::chrono::seconds(2));
  Answer(worker, first.id, Value(""));
  EXPECT_EQ(worker->calls[1].remaining_micros, 3'000'000u);
}

TEST_F(RouterTest, ACallTooLargeForItsWorkerFailsAlone) {
  const auto worker = Attach();
  CallSpec large = Call("large");
  large.call.mutable_invoke()->add_arguments(std::string(2 << 20, 'x'));
  EXPECT_THAT(Start(std::move(large)).status(), FailsWith(Reason::kRequestTooLarge, Executed::kNo));
  Start(Call("small"));
  EXPECT_THAT(worker->Members(), ElementsAre("small"));
}

TEST_F(RouterTest, ADrainingRouterTakesNoCallsAndFinishesThoseItHas) {
  const auto worker = Attach(/*window=*/1);
  FakeCaller& running = Start(Call("running"));
  FakeCaller& queued = Start(Call("queued"));
  EXPECT_TRUE(router_->HasWorker());
  router_->Drain();
  EXPECT_FALSE(router_->HasWorker());
  EXPECT_THAT(Start(Call("late")).status(), FailsWith(Reason::kDraining, Executed::kNo));
  EXPECT_FALSE(router_->AwaitIdle(Duration::zero()));
  Answer(worker, running.id, Value(""));
  Answer(worker, queued.id, Value(""));
  EXPECT_THAT(queued.status(), IsOk());
  EXPECT_TRUE(router_->AwaitIdle(Duration::zero()));
}

TEST_F(RouterTest, StoppingAnswersWhoeverStillWaitsAndSaysGoodbye) {
  const auto worker = Attach(/*window=*/1);
  FakeCaller& running = Start(Call("running"));
  FakeCaller& queued = Start(Call("queued"));
  router_->Stop();
  EXPECT_THAT(running.status(), FailsWith(Reason::kBrokerStopped, Executed::kUnknown));
  EXPECT_THAT(queued.status(), FailsWith(Reason::kBrokerStopped, Executed::kNo));
  EXPECT_TRUE(worker->goodbye);
  EXPECT_TRUE(router_->AwaitIdle(Duration::zero()));
}

}  // namespace
}  // namespace jsinterop::router
