// Node's inspector in one local worker.

#include <set>

#include "broker_fixture.h"

namespace jsinterop::e2e {
namespace {

class Inspect : public BrokerTest {
 protected:
  void StartInspected(int workers) {
    server::Options options = TestOptions(workers);
    options.inspect = "127.0.0.1:0";
    Start(options);
  }

  // Where the worker that answers has an inspector; empty if it has none.
  std::string Address() { return Result(Call("./inspected.js", "address")).string(); }
};

TEST_F(Inspect, AnswersInTheFirstWorkerAlone) {
  StartInspected(2);
  std::set<std::string> addresses;
  ASSERT_TRUE(Eventually([&] {
    addresses.insert(Address());
    return addresses.size() == 2;
  }));
  EXPECT_EQ(*addresses.begin(), "");
  const std::string& address = *addresses.rbegin();
  EXPECT_THAT(address, ::testing::StartsWith("127.0.0.1:"));

  v1::InvokeRequest request = Call("./inspected.js", "targets");
  request.add_arguments()->set_string(address);
  v1::InvokeResponse response;
  ASSERT_THAT(InvokeAsync(request, &response), Succeeds());
  EXPECT_THAT(response.value().json(), ::testing::HasSubstr("\"webSocketDebuggerUrl\":\"ws://" + address))
      << response.ShortDebugString();
}

TEST_F(Inspect, IsThereAgainWhenTheWorkerWasStartedAgain) {
  StartInspected(1);
  EXPECT_NE(Address(), "");
  const double before = NumberOf(Call("./probe.js", "pid"));
  v1::InvokeResponse response;
  EXPECT_THAT(Invoke(Call("./leaves.js", "leave"), &response), Fails(grpc::StatusCode::ABORTED, "WORKER_DIED"));
  AwaitWorkers(1);
  EXPECT_NE(NumberOf(Call("./probe.js", "pid")), before);
  EXPECT_NE(Address(), "");
}

TEST_F(Inspect, IsNotThereUnlessItWasAskedFor) {
  Start(1);
  EXPECT_EQ(Address(), "");
}

}  // namespace
}  // namespace jsinterop::e2e
