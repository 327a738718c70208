// The main job: functions of a real worker, called through a real broker.

#include <signal.h>

#include "broker_fixture.h"

namespace jsinterop::e2e {
namespace {

using ::testing::HasSubstr;

class Calls : public BrokerTest {};

TEST_F(Calls, AFunctionIsCalledWithItsArguments) {
  Start(1);
  v1::InvokeRequest request = Call("./probe.js", "echo");
  *request.add_arguments() = Json(R"({"a":[1,2,{"b":null}]})");
  EXPECT_EQ(Result(request).json(), R"({"a":[1,2,{"b":null}]})");
}

TEST_F(Calls, APromiseIsAwaitedByInvokeAsyncAndRefusedByInvoke) {
  Start(1);
  v1::InvokeRequest request = Call("./probe.js", "wait");
  v1::InvokeResponse response;
  EXPECT_THAT(Invoke(request, &response), Fails(grpc::StatusCode::FAILED_PRECONDITION, "RETURNED_PROMISE"));
  Invoke(Call("./probe.js", "openGate"), &response);
  response.Clear();
  EXPECT_THAT(InvokeAsync(request, &response), Succeeds());
  EXPECT_EQ(response.value().string(), "opened");
}

TEST_F(Calls, AMissingMemberSaysWhichStepFailed) {
  Start(1);
  v1::InvokeResponse response;
  const grpc::Status status = Invoke(Call("./probe.js", "no.such.thing"), &response);
  EXPECT_THAT(status, Fails(grpc::StatusCode::NOT_FOUND, "MEMBER_NOT_FOUND"));
  EXPECT_EQ(status.error_message(), "Could not find 'no.such.thing' ('no' was undefined).");
  EXPECT_EQ(InfoOf(status).metadata().at("executed"), "NO");
}

TEST_F(Calls, AResultThatIsTooLargeFailsAloneAndTheWorkerLives) {
  Start(1);
  v1::InvokeRequest request = Call("./probe.js", "big");
  *request.add_arguments() = Number(65 << 20);
  v1::InvokeResponse response;
  const grpc::Status status = Invoke(request, &response);
  EXPECT_THAT(status, Fails(grpc::StatusCode::RESOURCE_EXHAUSTED, "RESULT_TOO_LARGE"));
  EXPECT_EQ(InfoOf(status).metadata().at("executed"), "YES");
  EXPECT_EQ(Held(), 0);
}

TEST_F(Calls, AKilledWorkerLosesItsCallsAndIsStartedAgain) {
  Start(1);
  const v1::Reference counter = MakeCounter();
  const auto pid = static_cast<pid_t>(NumberOf(Call("./probe.js", "pid")));
  grpc::Status waiting;
  std::thread waiter([&] {
    v1::InvokeResponse response;
    waiting = InvokeAsync(Call("./probe.js", "wait"), &response);
  });
  ASSERT_TRUE(Eventually([&] { return NumberOf(Call("./probe.js", "waitingNow")) == 1; }));
  kill(pid, SIGKILL);
  waiter.join();
  EXPECT_THAT(waiting, Fails(grpc::StatusCode::ABORTED, "WORKER_DIED"));
  EXPECT_EQ(InfoOf(waiting).metadata().at("executed"), "UNKNOWN");

  AwaitWorkers(1);
  v1::InvokeResponse response;
  EXPECT_THAT(Invoke(CallOn(counter, "next"), &response), Fails(grpc::StatusCode::FAILED_PRECONDITION, "WORKER_LOST"));
  EXPECT_EQ(Dispose(counter), v1::DISPOSAL_NOT_HELD);
  EXPECT_NE(static_cast<pid_t>(NumberOf(Call("./probe.js", "pid"))), pid);
}

TEST_F(Calls, WithoutAWorkerNothingRunsAndTheClientIsToldSo) {
  Start(0);
  v1::InvokeResponse response;
  const grpc::Status status = Invoke(Call("./probe.js", "pid"), &response);
  EXPECT_THAT(status, Fails(grpc::StatusCode::UNAVAILABLE, "NO_WORKER"));
  EXPECT_EQ(InfoOf(status).metadata().at("executed"), "NO");
}

TEST_F(Calls, ADeadlineReachesTheCallAndFreesItsPlace) {
  Start(1);
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + std::chrono::milliseconds(200));
  v1::InvokeResponse response;
  EXPECT_EQ(client_->InvokeAsync(&context, Call("./probe.js", "wait"), &response).error_code(),
            grpc::StatusCode::DEADLINE_EXCEEDED);
  Result([] {
    auto request = Call("./probe.js", "openGate");
    return request;
  }());
  EXPECT_TRUE(Eventually([&] { return broker_->router().stats().delivered == 0; }));
}

TEST_F(Calls, StatelessCallsSpreadOverTheWorkers) {
  Start(2);
  std::map<double, int> pids;
  for (int i = 0; i < 20; ++i) ++pids[NumberOf(Call("./probe.js", "pid"))];
  EXPECT_EQ(pids.size(), 2u);
}

}  // namespace
}  // namespace jsinterop::e2e
