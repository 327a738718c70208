// Modules that misbehave: each costs its own call, or its own worker, and nobody else's.

#include "broker_fixture.h"

namespace jsinterop::e2e {
namespace {

class Modules : public BrokerTest {
 protected:
  grpc::Status Import(const std::string& specifier, v1::ImportResponse* response,
                      std::chrono::milliseconds patience = std::chrono::seconds(60)) {
    grpc::ClientContext context;
    context.set_deadline(std::chrono::system_clock::now() + patience);
    v1::ImportRequest request;
    request.set_specifier(specifier);
    return client_->Import(&context, request, response);
  }
};

TEST_F(Modules, AnUnknownModuleIsNotFoundAndADeniedOneReadsTheSame) {
  Start(1);
  for (const std::string specifier : {"./missing.js", "../e2e/calls_test.cc", "./../secret.js", "node:fs", "fs",
                                      "file:///etc/passwd", "./probe.js?1", "./%70robe.js", "lodash"}) {
    v1::ImportResponse response;
    const grpc::Status status = Import(specifier, &response);
    EXPECT_THAT(status, Fails(grpc::StatusCode::NOT_FOUND, "MODULE_NOT_FOUND")) << specifier;
    EXPECT_EQ(InfoOf(status).metadata().at("executed"), "NO");
  }
}

TEST_F(Modules, OneThatThrowsAtLoadIsAnException) {
  Start(1);
  v1::ImportResponse response;
  ASSERT_THAT(Import("./throws_at_load.js", &response), Succeeds());
  EXPECT_EQ(response.exception().name(), "RangeError");
  EXPECT_EQ(response.exception().message(), "thrown while loading");
  EXPECT_EQ(response.exception().stack().find(JSINTEROP_TEST_MODULES), std::string::npos);

  v1::InvokeResponse called;
  ASSERT_THAT(Invoke(Call("./throws_at_load.js", "f"), &called), Succeeds());
  EXPECT_EQ(called.exception().name(), "RangeError");
}

TEST_F(Modules, OneWithASyntaxErrorIsAnException) {
  Start(1);
  v1::ImportResponse response;
  ASSERT_THAT(Import("./syntax_error.js", &response), Succeeds());
  EXPECT_EQ(response.exception().name(), "SyntaxError");
}

TEST_F(Modules, OneThatNeverFinishesLoadingHoldsUpOnlyItsOwnCalls) {
  Start(1);
  v1::ImportResponse response;
  EXPECT_EQ(Import("./never_loads.js", &response, std::chrono::milliseconds(300)).error_code(),
            grpc::StatusCode::DEADLINE_EXCEEDED);
  EXPECT_EQ(Held(), 0);
}

TEST_F(Modules, OneThatEndsTheProcessLosesItsCall) {
  Start(1);
  for (const int code : {0, 1, 7}) {
    v1::InvokeRequest request = Call("./leaves.js", "leave");
    *request.add_arguments() = Number(code);
    v1::InvokeResponse response;
    EXPECT_THAT(Invoke(request, &response), Fails(grpc::StatusCode::ABORTED, "WORKER_DIED")) << code;
    AwaitWorkers(1);
  }
  v1::ImportResponse response;
  EXPECT_THAT(Import("./leaves_at_load.js", &response), Fails(grpc::StatusCode::ABORTED, "WORKER_DIED"));
  AwaitWorkers(1);
  EXPECT_EQ(Held(), 0);
}

}  // namespace
}  // namespace jsinterop::e2e
