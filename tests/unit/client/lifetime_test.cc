// Lifetimes: what is released when, what is renewed, and what a lost answer or a lost broker leaves behind.

#include <memory>
#include <stop_token>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/synchronization/notification.h"
#include "runtime_fixture.h"

namespace jsinterop {
namespace {

using ::jsinterop::testing::Because;
using ::jsinterop::testing::FakeInterop;
using ::jsinterop::testing::HasCode;
using ::jsinterop::testing::IsOk;
using ::jsinterop::testing::IsOkAnd;

// For calls that shall not end by themselves.
constexpr absl::Duration kLong = absl::Seconds(60);

class LifetimeTest : public testing::RuntimeFixture {
 protected:
  LifetimeTest() { random_ = std::make_shared<testing::SteadyRandom>(), runtime_ = Connect(); }

  ObjectReference NewCart() {
    absl::StatusOr<ObjectReference> cart = runtime_->Construct("Cart");
    EXPECT_THAT(cart, IsOk());
    return *std::move(cart);
  }

  // Invokes stay unanswered until their caller gives up.
  void NeverAnswer() {
    server_.Script(FakeInterop::OnInvoke([](grpc::ServerContext& context, const v1::InvokeRequest&, auto&) {
      while (!context.IsCancelled()) std::this_thread::yield();
      return grpc::Status::CANCELLED;
    }));
  }
};

TEST_F(LifetimeTest, DestroyingAReferenceReleasesIt) {
  { const ObjectReference cart = NewCart(); }
  EXPECT_TRUE(server_.Await([&] { return server_.DisposedTokens() == std::vector<std::string>{"ref-1"}; }));
}

TEST_F(LifetimeTest, ManyAreReleasedInFewMessages) {
  std::vector<ObjectReference> carts;
  for (int i = 0; i < 100; ++i) carts.push_back(NewCart());
  server_.Script(FakeInterop::OnDispose([this](const v1::DisposeRequest&, v1::DisposeResponse&) {
    go_.WaitForNotification();
    return grpc::Status::OK;
  }));
  carts.clear();
  go_.Notify();
  EXPECT_TRUE(server_.Await([&] { return server_.DisposedTokens().size() == 100; }));
  EXPECT_EQ(server_.disposed().size(), 2u);
}

TEST_F(LifetimeTest, DisposeTellsWhetherItWasHeld) {
  ObjectReference cart = NewCart();
  EXPECT_THAT(cart.Dispose(), IsOkAnd(true));
  EXPECT_THAT(cart.Dispose(), IsOkAnd(false));
  EXPECT_THAT(cart.InvokeVoid("add"), Because("DISPOSED", Executed::kNo));
  cart = ObjectReference();
  EXPECT_THAT(cart.Dispose(), HasCode(absl::StatusCode::kFailedPrecondition));
  EXPECT_EQ(server_.DisposedTokens().size(), 1u);
}

TEST_F(LifetimeTest, AnArgumentIsKeptAliveUntilTheAnswer) {
  ObjectReference cart = NewCart();
  server_.Script(FakeInterop::OnInvoke([&](grpc::ServerContext&, const v1::InvokeRequest&, v1::InvokeResponse& r) {
    go_.WaitForNotification();
    r.mutable_completed();
    return grpc::Status::OK;
  }));
  Future<void> later = runtime_->InvokeVoidAsync("f", cart);
  cart = ObjectReference();
  ASSERT_TRUE(server_.Await([&] { return server_.invoked_async().size() == 1; }));
  EXPECT_TRUE(server_.DisposedTokens().empty());
  go_.Notify();
  EXPECT_THAT(later.Get(), IsOk());
  EXPECT_TRUE(server_.Await([&] { return server_.DisposedTokens().size() == 1; }));
}

TEST_F(LifetimeTest, AValueKeepsItsReferencesAlive) {
  absl::StatusOr<Value> value = runtime_->Construct<Value>("Cart");
  ASSERT_THAT(value, IsOk());
}

TEST_F(LifetimeTest, TheLeaseIsGrantedWithTheFirstNeedAndRenewedWhileReferencesAreHeld) {
  EXPECT_THAT(runtime_->InvokeVoid("f"), IsOk());
  EXPECT_TRUE(server_.granted().empty());
  {
    const ObjectReference cart = NewCart();
    EXPECT_EQ(server_.granted().size(), 1u);
    timers_->Advance(absl::Seconds(20));
    EXPECT_TRUE(server_.Await([&] { return server_.renewed().size() == 1 && timers_->size() == 1; }));
    timers_->Advance(absl::Seconds(20));
    EXPECT_TRUE(server_.Await([&] { return server_.renewed().size() == 2 && timers_->size() == 1; }));
  }
  timers_->Advance(absl::Seconds(50));
  EXPECT_EQ(server_.renewed().size(), 2u);
  EXPECT_EQ(timers_->size(), 0u);
}

TEST_F(LifetimeTest, EachPoolHasALease) {
  const auto cart = runtime_->Construct("Cart");
  const auto kernel = runtime_->With({.pool = "gpu"}).Construct("Kernel");
  const auto module = runtime_->Import("./gpu.js", {.pool = "gpu"});
  EXPECT_EQ(server_.invoked()[0].lease(), "lease-1");
  EXPECT_EQ(server_.invoked()[1].lease(), "lease-2");
  EXPECT_EQ(server_.imported()[0].lease(), "lease-2");
  runtime_ = nullptr;
  EXPECT_THAT(server_.DisposedLeases(), ::testing::UnorderedElementsAre("lease-1", "lease-2"));
}

TEST_F(LifetimeTest, ANewLeaseFollowsALostOne) {
  const ObjectReference old = NewCart();
  server_.Script(FakeInterop::OnRenew([](const v1::RenewLeaseRequest&, v1::RenewLeaseResponse&) {
    return FakeInterop::Error(grpc::StatusCode::FAILED_PRECONDITION, "LEASE_EXPIRED", "NO", "expired");
  }));
  timers_->Advance(absl::Seconds(20));
  ASSERT_TRUE(server_.Await([&] { return server_.renewed().size() == 1; }));
  // Until the answer is there, the lease may still be used; afterwards another is granted.
  EXPECT_TRUE(server_.Await([&] { return runtime_->Construct("Cart").ok() && server_.granted().size() == 2; }));
  EXPECT_EQ(server_.invoked().back().lease(), "lease-2");
}

TEST_F(LifetimeTest, ACallThatFindsItsLeaseLostBeginsAnewWithAnother) {
  NewCart();
  server_.Script(FakeInterop::OnInvoke([](grpc::ServerContext&, const v1::InvokeRequest& request, auto& response) {
    if (request.lease() == "lease-1") {
      return FakeInterop::Error(grpc::StatusCode::FAILED_PRECONDITION, "BROKER_RESTARTED", "NO", "started anew");
    }
    response.mutable_reference()->set_token("fresh");
    return grpc::Status::OK;
  }));
  absl::StatusOr<ObjectReference> cart = runtime_->Construct("Cart");
  ASSERT_THAT(cart, IsOk());
  EXPECT_EQ(cart->Release(), "fresh");
  EXPECT_EQ(server_.granted().size(), 2u);
}

TEST_F(LifetimeTest, OldReferencesAnswerWithTheirError) {
  const ObjectReference cart = NewCart();
  server_.FailWith(grpc::StatusCode::FAILED_PRECONDITION, "LEASE_EXPIRED", "NO", "expired");
  EXPECT_THAT(cart.InvokeVoid("add"), Because("LEASE_EXPIRED", Executed::kNo));
  EXPECT_EQ(server_.invoked().size(), 2u);
  // And the lease is asked after.
  EXPECT_TRUE(server_.Await([&] { return server_.renewed().size() == 1; }));
}

TEST_F(LifetimeTest, AGivenLeaseIsUsedAndLeftAlone) {
  runtime_ = Connect({.lease = "given"});
  { const ObjectReference cart = NewCart(); }
  EXPECT_EQ(server_.invoked()[0].lease(), "given");
  EXPECT_TRUE(server_.granted().empty());
  runtime_.reset();
  EXPECT_TRUE(server_.DisposedLeases().empty());
  EXPECT_THAT(server_.DisposedTokens(), ::testing::Contains("ref-1"));
}

TEST_F(LifetimeTest, DestroyingTheRuntimeReleasesItsLease) {
  ObjectReference cart = NewCart();
  runtime_.reset();
  EXPECT_EQ(server_.DisposedLeases(), std::vector<std::string>{"lease-1"});
  EXPECT_THAT(cart.InvokeVoid("add"), Because(reasons::kNotUsable, Executed::kNo));
  EXPECT_THAT(cart.Dispose(), IsOkAnd(false));
}

TEST_F(LifetimeTest, AKeptLeaseAndAReleasedTokenOutliveTheRuntime) {
  EXPECT_EQ(NewCart().Release(), "ref-1");
  runtime_->KeepLease();
  const absl::StatusOr<LeaseInfo> lease = runtime_->Lease();
  ASSERT_THAT(lease, IsOk());
  EXPECT_EQ(lease->id, "lease-1");
  EXPECT_EQ(lease->term, absl::Seconds(60));
  runtime_ = Connect();
  EXPECT_TRUE(server_.disposed().empty());

  // Another process takes it up.
  {
    ObjectReference adopted = runtime_->Adopt("ref-1");
    EXPECT_THAT(adopted.InvokeVoid("add"), IsOk());
    EXPECT_EQ(server_.invoked().back().reference().token(), "ref-1");
  }
  const absl::StatusOr<Disposed> disposed = runtime_->DisposeTokens({"ref-1"}, {"lease-1"});
  ASSERT_THAT(disposed, IsOk());
  EXPECT_EQ(disposed->references, std::vector<bool>{true});
  EXPECT_EQ(disposed->leases, std::vector<bool>{true});
  EXPECT_EQ(server_.disposed().size(), 1u);
}

TEST_F(LifetimeTest, ALeaseThatIsGivenAShorterTermIsRenewedMoreOften) {
  const ObjectReference cart = NewCart();
  server_.Script(FakeInterop::OnRenew([](const v1::RenewLeaseRequest& request, v1::RenewLeaseResponse& response) {
    const int64_t seconds = request.has_ttl() ? request.ttl().seconds() : 6;
    response.mutable_lease()->mutable_term()->set_seconds(seconds);
    response.mutable_lease()->mutable_remaining()->set_seconds(seconds);
    return grpc::Status::OK;
  }));
  const absl::StatusOr<LeaseInfo> lease = runtime_->RenewLease("lease-1", absl::Seconds(6));
  ASSERT_THAT(lease, IsOk());
  EXPECT_EQ(lease->term, absl::Seconds(6));
  EXPECT_EQ(timers_->NextDelay(), absl::Seconds(2));
}

TEST_F(LifetimeTest, ATermThatMakesNoSenseIsNotAskedFor) {
  for (const absl::Duration ttl : {-absl::Seconds(1), absl::Hours(24 * 366), absl::InfiniteDuration()}) {
    EXPECT_THAT(runtime_->RenewLease("lease", ttl), Because(reasons::kBadArgument, Executed::kNo));
  }
  EXPECT_TRUE(server_.renewed().empty());
}

TEST_F(LifetimeTest, ALeaseThatIsKeptBeforeItIsGrantedOutlivesTheRuntime) {
  runtime_->KeepLease();
  EXPECT_EQ(NewCart().Release(), "ref-1");
  runtime_.reset();
  EXPECT_TRUE(server_.disposed().empty());
}

TEST_F(LifetimeTest, ACancelledCallIsReleasedByItsNonce) {
  NewCart().Release();
  NeverAnswer();
  std::stop_source stop;
  Future<ObjectReference> later = runtime_->With({.timeout = kLong, .stop = stop.get_token()}).ConstructAsync("Cart");
  ASSERT_TRUE(server_.Await([&] { return server_.invoked_async().size() == 1; }));
  stop.request_stop();
  EXPECT_THAT(later.Get(), HasCode(absl::StatusCode::kCancelled));
  const std::string nonce = server_.invoked_async()[0].nonce();
  EXPECT_EQ(nonce.size(), 16u);
  EXPECT_TRUE(server_.Await([&] { return server_.DisposedNonces() == std::vector<std::string>{nonce}; }));
}

TEST_F(LifetimeTest, ACallPastItsDeadlineIsReleasedByItsNonce) {
  NeverAnswer();
  EXPECT_THAT(runtime_->With({.timeout = absl::Milliseconds(20)}).Invoke<Value>("f"),
              HasCode(absl::StatusCode::kDeadlineExceeded));
  EXPECT_TRUE(server_.Await([&] { return server_.DisposedNonces().size() == 1; }));
}

TEST_F(LifetimeTest, ACallThatGrantsNothingLeavesNothingToRelease) {
  NeverAnswer();
  EXPECT_THAT(runtime_->With({.timeout = absl::Milliseconds(20)}).InvokeVoid("f"), Because("", Executed::kUnknown));
  runtime_.reset();
  EXPECT_TRUE(server_.disposed().empty());
}

TEST_F(LifetimeTest, ACallThatWaitsForItsLeaseKeepsItsDeadline) {
  server_.Script(FakeInterop::OnGrant([&](const v1::GrantLeaseRequest&, v1::GrantLeaseResponse& response) {
    go_.WaitForNotification();
    response.mutable_lease()->set_id("late");
    return grpc::Status::OK;
  }));
  Future<ObjectReference> later = runtime_->With({.timeout = kLong}).ConstructAsync("Cart");
  timers_->Advance(kLong);
  const absl::StatusOr<ObjectReference> result = later.Get();
  EXPECT_THAT(result, HasCode(absl::StatusCode::kDeadlineExceeded));
  EXPECT_THAT(result, Because("", Executed::kNo));
  EXPECT_TRUE(server_.invoked_async().empty());
  go_.Notify();
}

TEST_F(LifetimeTest, ACallThatWaitsForItsLeaseCanBeCancelled) {
  server_.Script(FakeInterop::OnGrant([&](const v1::GrantLeaseRequest&, v1::GrantLeaseResponse&) {
    go_.WaitForNotification();
    return grpc::Status::OK;
  }));
  std::stop_source stop;
  Future<ObjectReference> later = runtime_->With({.stop = stop.get_token()}).ConstructAsync("Cart");
  stop.request_stop();
  const absl::StatusOr<ObjectReference> result = later.Get();
  EXPECT_THAT(result, HasCode(absl::StatusCode::kCancelled));
  EXPECT_THAT(result, Because("", Executed::kNo));
  go_.Notify();
}

TEST_F(LifetimeTest, ACallThatIsCancelledBeforeItBeginsIsNotSent) {
  std::stop_source stop;
  stop.request_stop();
  EXPECT_THAT(runtime_->With({.stop = stop.get_token()}).InvokeVoid("f"), Because("", Executed::kNo));
  EXPECT_TRUE(server_.invoked().empty());
}

TEST_F(LifetimeTest, ACallThatIsCancelledBeforeItBeginsAsksForNoLease) {
  std::stop_source stop;
  stop.request_stop();
  const absl::StatusOr<ObjectReference> result = runtime_->With({.stop = stop.get_token()}).Construct("Cart");
  EXPECT_THAT(result, HasCode(absl::StatusCode::kCancelled));
  EXPECT_THAT(result, Because("", Executed::kNo));
  EXPECT_TRUE(server_.granted().empty());
}

TEST_F(LifetimeTest, ACallThatBeginsAnewKeepsItsDeadline) {
  NewCart();
  server_.Script(FakeInterop::OnInvoke([&](grpc::ServerContext&, const v1::InvokeRequest&, auto&) {
    go_.WaitForNotification();
    return FakeInterop::Error(grpc::StatusCode::FAILED_PRECONDITION, "BROKER_RESTARTED", "NO", "started anew");
  }));
  absl::Notification answer_grant;
  server_.Script(FakeInterop::OnGrant([&](const v1::GrantLeaseRequest&, v1::GrantLeaseResponse&) {
    answer_grant.WaitForNotification();
    return grpc::Status::OK;
  }));
  Future<ObjectReference> later = runtime_->With({.timeout = kLong}).ConstructAsync("Cart");
  EXPECT_TRUE(server_.Await([&] { return server_.invoked_async().size() == 1; }));
  timers_->Advance(kLong - absl::Seconds(7));
  go_.Notify();
  EXPECT_TRUE(server_.Await([&] { return server_.granted().size() == 2; }));
  EXPECT_EQ(timers_->NextDelay(), absl::Seconds(7));
  timers_->Advance(timers_->NextDelay());
  EXPECT_THAT(later.Get(), HasCode(absl::StatusCode::kDeadlineExceeded));
  answer_grant.Notify();
  runtime_.reset();
}

TEST_F(LifetimeTest, DestroyingTheRuntimeAnswersAllThatIsUnderWay) {
  NewCart();
  NeverAnswer();
  Future<ObjectReference> later = runtime_->With({.timeout = kLong}).ConstructAsync("Cart");
  absl::Status told;
  runtime_->With({.timeout = kLong}).InvokeVoidAsync([&](absl::Status status) { told = std::move(status); }, "f");
  ASSERT_TRUE(server_.Await([&] { return server_.invoked_async().size() == 2; }));
  runtime_.reset();
  EXPECT_THAT(told, HasCode(absl::StatusCode::kCancelled));
  ASSERT_TRUE(later.Ready());
  EXPECT_THAT(later.Get(), HasCode(absl::StatusCode::kCancelled));
  // The last message releases by nonce what the lost call may have granted.
  EXPECT_EQ(server_.DisposedNonces().size(), 1u);
}

TEST_F(LifetimeTest, ACallbackMayDestroyTheRuntime) {
  absl::Notification gone;
  runtime_->ConstructAsync(
      [&](const absl::StatusOr<ObjectReference>&) {
        runtime_.reset();
        gone.Notify();
      },
      "Cart");
  gone.WaitForNotification();
  EXPECT_TRUE(server_.Await([&] { return server_.DisposedLeases().size() == 1; }));
}

TEST_F(LifetimeTest, ReferencesMayBeDestroyedInCallbacksAndAfterTheRuntime) {
  auto cart = std::make_unique<ObjectReference>(NewCart());
  absl::Notification done;
  cart->InvokeVoidAsync(
      [&](const absl::Status&) {
        cart.reset();
        done.Notify();
      },
      "add");
  done.WaitForNotification();
  EXPECT_TRUE(server_.Await([&] { return server_.DisposedTokens().size() == 1; }));
  cart = std::make_unique<ObjectReference>(NewCart());
  runtime_.reset();
  cart.reset();
}

// gRPC ends its callback threads with the last channel: it must not end on one of them.
TEST_F(LifetimeTest, RuntimesComeAndGo) {
  for (int i = 0; i < 50; ++i) {
    runtime_ = nullptr;
    runtime_ = Connect();
    Future<ObjectReference> dropped = runtime_->ConstructAsync("Cart");
    EXPECT_THAT(runtime_->Construct("Cart"), IsOk());
    absl::Notification told;
    runtime_->ConstructAsync([&](const absl::StatusOr<ObjectReference>&) { told.Notify(); }, "Cart");
    told.WaitForNotification();
  }
}

TEST_F(LifetimeTest, ABrokerThatIsGoneIsAnErrorAndNotAHang) {
  ObjectReference cart = NewCart();
  server_.Stop();
  const absl::Status status = cart.InvokeVoid("add");
  EXPECT_THAT(status, HasCode(absl::StatusCode::kUnavailable));
  EXPECT_THAT(status, Because("", Executed::kUnknown));
  EXPECT_THAT(cart.Dispose(), HasCode(absl::StatusCode::kUnavailable));
  // What cannot be released now is tried again later.
  cart = ObjectReference();
  EXPECT_TRUE(server_.Await([&] { return timers_->size() == 1; }));
  runtime_.reset();
}

}  // namespace
}  // namespace jsinterop
