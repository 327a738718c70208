// References and leases against real workers: nothing is lost, nothing is left.

#include <thread>

#include "broker_fixture.h"

namespace jsinterop::e2e {
namespace {

class References : public BrokerTest {
 protected:
  v1::InvokeRequest Same(const v1::Reference& a, const v1::Reference& b) {
    v1::InvokeRequest request = Call("./probe.js", "same");
    *request.add_references() = a;
    *request.add_references() = b;
    request.add_arguments()->set_reference(0);
    request.add_arguments()->set_reference(1);
    return request;
  }
};

TEST_F(References, AnObjectKeepsItsStateAndIsItselfWhenPassedBack) {
  Start(1);
  const v1::Reference counter = MakeCounter();
  EXPECT_EQ(counter.class_name(), "Counter");
  EXPECT_EQ(NumberOf(CallOn(counter, "next")), 1);
  EXPECT_EQ(NumberOf(CallOn(counter, "next")), 2);
  EXPECT_TRUE(Result(Same(counter, counter)).boolean());
  EXPECT_FALSE(Result(Same(counter, MakeCounter())).boolean());
}

TEST_F(References, AModuleIsAReferenceToo) {
  Start(1);
  grpc::ClientContext context;
  v1::ImportRequest request;
  request.set_specifier("./probe.js");
  v1::ImportResponse response;
  ASSERT_THAT(client_->Import(&context, request, &response), Succeeds());
  EXPECT_EQ(response.reference().kind(), v1::OBJECT_KIND_MODULE);
  EXPECT_EQ(response.version().size(), 16u);
  EXPECT_FALSE(response.lease().id().empty());
  EXPECT_EQ(response.exports(0).name(), "Counter");
  EXPECT_EQ(response.exports(0).kind(), v1::EXPORT_KIND_CLASS);
  EXPECT_EQ(Held(), 1);
  Dispose(response.reference());
  EXPECT_TRUE(Eventually([&] { return Held() == 0; }));
}

TEST_F(References, EachGrantIsDisposedByItself) {
  Start(1);
  const v1::Reference first = MakeCounter();
  v1::InvokeRequest echo = Call("./probe.js", "echo");
  *echo.add_references() = first;
  echo.add_arguments()->set_reference(0);
  const v1::Reference second = Make(echo);
  EXPECT_NE(first.token(), second.token());
  EXPECT_EQ(Held(), 1);

  EXPECT_EQ(Dispose(first), v1::DISPOSAL_RELEASED);
  EXPECT_EQ(Dispose(first), v1::DISPOSAL_NOT_HELD);
  v1::InvokeResponse response;
  EXPECT_THAT(Invoke(CallOn(first, "next"), &response), Fails(grpc::StatusCode::FAILED_PRECONDITION, "DISPOSED"));
  EXPECT_EQ(NumberOf(CallOn(second, "next")), 1);
  EXPECT_EQ(Held(), 1);

  EXPECT_EQ(Dispose(second), v1::DISPOSAL_RELEASED);
  EXPECT_TRUE(Eventually([&] { return Held() == 0; }));
}

TEST_F(References, ALeaseThatNobodyRenewsRunsOutAndTheWorkerHoldsNothing) {
  Start(1);
  const std::string lease = Lease(std::chrono::milliseconds(200));
  const v1::Reference counter = MakeCounter(lease);
  MakeCounter(lease);
  EXPECT_EQ(Held(), 2);
  EXPECT_TRUE(Eventually([&] { return Held() == 0; }));
  v1::InvokeResponse response;
  EXPECT_THAT(Invoke(CallOn(counter, "next"), &response),
              Fails(grpc::StatusCode::FAILED_PRECONDITION, "LEASE_EXPIRED"));
  grpc::ClientContext context;
  v1::RenewLeaseRequest renew;
  renew.set_lease(lease);
  v1::RenewLeaseResponse renewed;
  EXPECT_THAT(client_->RenewLease(&context, renew, &renewed),
              Fails(grpc::StatusCode::FAILED_PRECONDITION, "LEASE_EXPIRED"));
}

TEST_F(References, ARenewedLeaseLives) {
  Start(1);
  const std::string lease = Lease(std::chrono::milliseconds(300));
  const v1::Reference counter = MakeCounter(lease);
  // Ten times its term, renewed by calls and by renewals alternately.
  const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(3);
  int calls = 0;
  while (std::chrono::steady_clock::now() < until) {
    EXPECT_EQ(NumberOf(CallOn(counter, "next")), ++calls);
    grpc::ClientContext context;
    v1::RenewLeaseRequest renew;
    renew.set_lease(lease);
    v1::RenewLeaseResponse renewed;
    ASSERT_THAT(client_->RenewLease(&context, renew, &renewed), Succeeds());
    EXPECT_EQ(renewed.lease().references(), 1u);
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
  EXPECT_GT(calls, 5);
}

TEST_F(References, AnImplicitLeaseIsToldOnlyToWhomItWasGranted) {
  Start(1);
  std::string lease;
  const v1::Reference counter = Make(Call("./probe.js", "makeCounter"), &lease);
  EXPECT_FALSE(lease.empty());
  v1::InvokeResponse response;
  ASSERT_THAT(Invoke(CallOn(counter, "next"), &response), Succeeds());
  EXPECT_TRUE(response.has_lease());
  EXPECT_TRUE(response.lease().id().empty());
  EXPECT_GT(response.lease().remaining().seconds(), 200);
}

TEST_F(References, DisposingALeaseDisposesAllOfItsReferences) {
  Start(1);
  const std::string lease = Lease(std::chrono::minutes(5));
  const v1::Reference counter = MakeCounter(lease);
  MakeCounter(lease);
  grpc::ClientContext context;
  v1::DisposeRequest request;
  request.add_leases(lease);
  v1::DisposeResponse response;
  ASSERT_THAT(client_->Dispose(&context, request, &response), Succeeds());
  EXPECT_EQ(response.leases(0), v1::DISPOSAL_RELEASED);
  EXPECT_TRUE(Eventually([&] { return Held() == 0; }));
  v1::InvokeResponse late;
  EXPECT_THAT(Invoke(CallOn(counter, "next"), &late), Fails(grpc::StatusCode::FAILED_PRECONDITION, "DISPOSED"));
}

TEST_F(References, OfTwoWorkersCannotMeetInOneCall) {
  Start(2);
  // Two leases: each goes to one worker; draw until they differ.
  const v1::Reference first = MakeCounter();
  v1::InvokeResponse response;
  EXPECT_TRUE(Eventually([&] {
    const grpc::Status status = Invoke(Same(first, MakeCounter()), &response);
    if (status.ok()) return false;
    EXPECT_THAT(status, Fails(grpc::StatusCode::FAILED_PRECONDITION, "WRONG_WORKER"));
    return true;
  }));
}

TEST_F(References, WhatAVanishedClientWouldHaveGotIsReleased) {
  Start(1);
  grpc::ClientContext context;
  v1::InvokeRequest request = Call("./probe.js", "waitThenMake");
  request.set_result(v1::RESULT_MODE_REFERENCE);
  v1::InvokeResponse response;
  grpc::Status status;
  std::thread caller([&] { status = client_->InvokeAsync(&context, request, &response); });
  ASSERT_TRUE(Eventually([&] { return NumberOf(Call("./probe.js", "waitingNow")) == 1; }));
  context.TryCancel();
  caller.join();
  EXPECT_EQ(status.error_code(), grpc::StatusCode::CANCELLED);
  // Only when the broker knows; then the function may end.
  ASSERT_TRUE(Eventually([&] { return broker_->router().leases().stats().references == 0; }));
  v1::InvokeResponse opened;
  ASSERT_THAT(Invoke(Call("./probe.js", "openGate"), &opened), Succeeds());
  ASSERT_TRUE(Eventually([&] { return broker_->router().stats().delivered == 0; }));
  EXPECT_EQ(Held(), 0);
}

TEST_F(References, ANonceReleasesWhatACallGrantedOrWillGrant) {
  Start(1);
  v1::InvokeRequest request = Call("./probe.js", "makeCounter");
  request.set_nonce(std::string(16, 'n'));
  Make(request);
  grpc::ClientContext context;
  v1::DisposeRequest dispose;
  dispose.add_nonces(request.nonce());
  dispose.add_nonces(std::string(16, 'x'));
  v1::DisposeResponse response;
  ASSERT_THAT(client_->Dispose(&context, dispose, &response), Succeeds());
  EXPECT_EQ(response.nonces(0), v1::DISPOSAL_RELEASED);
  EXPECT_EQ(response.nonces(1), v1::DISPOSAL_NOT_HELD);
  EXPECT_TRUE(Eventually([&] { return Held() == 0; }));
}

TEST_F(References, ATokenOfAnEarlierBrokerSaysSo) {
  Start(1);
  const v1::Reference counter = MakeCounter();
  broker_.reset();
  Start(1);
  v1::InvokeResponse response;
  EXPECT_THAT(Invoke(CallOn(counter, "next"), &response),
              Fails(grpc::StatusCode::FAILED_PRECONDITION, "BROKER_RESTARTED"));
}

TEST_F(References, QuotasHold) {
  server::Options options = TestOptions(1);
  options.router.leases.max_references_per_lease = 3;
  options.router.leases.max_leases_per_connection = 2;
  Start(options);
  const std::string lease = Lease(std::chrono::minutes(5));
  for (int i = 0; i < 3; ++i) MakeCounter(lease);
  v1::InvokeRequest request = Call("./probe.js", "makeCounter");
  request.set_lease(lease);
  request.set_result(v1::RESULT_MODE_REFERENCE);
  v1::InvokeResponse response;
  EXPECT_THAT(Invoke(request, &response), Fails(grpc::StatusCode::RESOURCE_EXHAUSTED, "REFERENCE_QUOTA"));
  EXPECT_TRUE(Eventually([&] { return Held() == 3; }));

  Lease(std::chrono::minutes(5));
  grpc::ClientContext context;
  v1::GrantLeaseResponse granted;
  EXPECT_THAT(client_->GrantLease(&context, v1::GrantLeaseRequest(), &granted),
              Fails(grpc::StatusCode::RESOURCE_EXHAUSTED, "LEASE_QUOTA"));
}

}  // namespace
}  // namespace jsinterop::e2e
