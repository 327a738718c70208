// The verbs: what they ask of the broker, and what they make of its answers.

#include <atomic>
#include <map>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/synchronization/blocking_counter.h"
#include "absl/synchronization/notification.h"
#include "runtime_fixture.h"

namespace jsinterop {
namespace {

using ::jsinterop::testing::Because;
using ::jsinterop::testing::FakeInterop;
using ::jsinterop::testing::HasCode;
using ::jsinterop::testing::IsOk;
using ::jsinterop::testing::IsOkAnd;

v1::Value Number(double number) {
  v1::Value value;
  value.set_number(number);
  return value;
}

class VerbsTest : public testing::RuntimeFixture {
 protected:
  ObjectReference NewCart() {
    absl::StatusOr<ObjectReference> cart = runtime_->Construct({"./cart.js", "Cart"}, "EUR");
    EXPECT_THAT(cart, IsOk());
    return *std::move(cart);
  }
};

TEST_F(VerbsTest, InvokeCallsAMemberOfAModule) {
  server_.AnswerWith(Number(3));
  EXPECT_THAT(runtime_->Invoke<int>({"./math.js", "add"}, 1, 2), IsOkAnd(3));
  ASSERT_EQ(server_.invoked().size(), 1u);
  const v1::InvokeRequest request = server_.invoked()[0];
  EXPECT_EQ(request.module(), "./math.js");
  EXPECT_EQ(request.member(), "add");
  EXPECT_EQ(request.operation(), v1::OPERATION_CALL);
  EXPECT_EQ(request.arguments_size(), 2);
  EXPECT_EQ(request.arguments(1).number(), 2);
  EXPECT_EQ(request.result(), v1::RESULT_MODE_VALUE);
  EXPECT_EQ(request.encoding(), v1::ENCODING_AUTO);
  EXPECT_EQ(request.lease(), "");
  EXPECT_EQ(request.nonce(), "");  // It can grant nothing.
}

TEST_F(VerbsTest, TheLastOptionsCount) {
  EXPECT_THAT(runtime_->With({.pool = "cpu"}).With({.pool = "gpu"}).InvokeVoid("f"), IsOk());
  EXPECT_EQ(server_.invoked()[0].pool(), "gpu");
}

TEST_F(VerbsTest, NamesAreUtf8) {
  EXPECT_THAT(runtime_->InvokeVoid("f\xff"), Because("BAD_ARGUMENT", Executed::kNo));
  EXPECT_THAT(runtime_->Import("./\xff.js"), Because("BAD_ARGUMENT", Executed::kNo));
  EXPECT_THAT(runtime_->With({.pool = "\xff"}).InvokeVoid("f"), Because("BAD_ARGUMENT", Executed::kNo));
  EXPECT_THAT(runtime_->InvokeVoid("f", Json("\"\xff\"")), Because("BAD_ARGUMENT", Executed::kNo));
  EXPECT_TRUE(server_.invoked().empty());
}

TEST_F(VerbsTest, InvokeCallsAnExposedName) {
  server_.AnswerWith(Number(1));
  EXPECT_THAT(runtime_->Invoke<int>("app.count"), IsOk());
  EXPECT_EQ(server_.invoked()[0].target_case(), v1::InvokeRequest::TARGET_NOT_SET);
  EXPECT_EQ(server_.invoked()[0].member(), "app.count");
}

TEST_F(VerbsTest, TypesSayInWhichFormTheyWantTheResult) {
  EXPECT_FALSE((runtime_->Invoke<std::map<std::string, std::string>>("f").ok()));
  EXPECT_FALSE(runtime_->Invoke<Json>("f").ok());
  EXPECT_FALSE(runtime_->Invoke<std::vector<double>>("f").ok());
  EXPECT_TRUE(runtime_->Invoke<Value>("f").ok());
  EXPECT_TRUE(runtime_->InvokeVoid("f").ok());
  EXPECT_TRUE(runtime_->With({.encoding = Encoding::kStructured}).Invoke<Value>("f").ok());
  const auto requests = server_.invoked();
  EXPECT_EQ(requests[0].encoding(), v1::ENCODING_JSON);
  EXPECT_EQ(requests[1].encoding(), v1::ENCODING_JSON);
  EXPECT_EQ(requests[2].encoding(), v1::ENCODING_AUTO);
  EXPECT_EQ(requests[3].encoding(), v1::ENCODING_AUTO);
  EXPECT_EQ(requests[3].nonce().size(), 16u);  // It may hold references.
  EXPECT_EQ(requests[4].result(), v1::RESULT_MODE_VOID);
  EXPECT_EQ(requests[5].encoding(), v1::ENCODING_STRUCTURED);
}

TEST_F(VerbsTest, GetAndSet) {
  const ObjectReference cart = NewCart();
  EXPECT_THAT(cart.Set("owner.name", "Ada"), IsOk());
  EXPECT_THAT(cart.Get<Value>("owner"), IsOk());
  EXPECT_THAT(cart.GetAsync<Value>("").Get(), IsOk());
  const auto requests = server_.invoked();
  ASSERT_EQ(requests.size(), 3u);
  EXPECT_EQ(requests[1].operation(), v1::OPERATION_SET);
  EXPECT_EQ(requests[1].member(), "owner.name");
  EXPECT_EQ(requests[1].arguments(0).string(), "Ada");
  EXPECT_EQ(requests[1].reference().token(), "ref-1");
  EXPECT_EQ(requests[2].operation(), v1::OPERATION_GET);
  ASSERT_EQ(server_.invoked_async().size(), 1u);
  EXPECT_EQ(server_.invoked_async()[0].member(), "");
}

TEST_F(VerbsTest, ImportTellsExportsAndVersion) {
  const absl::StatusOr<Module> math = runtime_->Import("./math.js");
  ASSERT_THAT(math, IsOk());
  EXPECT_EQ(math->exports(), (std::vector<Export>{{"add", Export::Kind::kFunction}}));
  EXPECT_EQ(math->version(), "0123456789abcdef");
  EXPECT_EQ(server_.imported()[0].specifier(), "./math.js");
  EXPECT_EQ(server_.imported()[0].lease(), "lease-1");
  EXPECT_EQ(server_.imported()[0].nonce().size(), 16u);
  EXPECT_THAT(math->InvokeVoid("add", 1, 2), IsOk());
  EXPECT_EQ(server_.invoked()[0].reference().token(), "ref-1");
  // The object goes to the lease of its target, which need not be named.
  EXPECT_EQ(server_.invoked()[0].lease(), "");
}

TEST_F(VerbsTest, ReferencesAreArgumentsAtAnyDepth) {
  const ObjectReference cart = NewCart();
  const ObjectReference other = NewCart();
  const Value order = Value::Object({{"cart", cart}, {"also", Value::Array({other, cart, 1})}});
  EXPECT_THAT(runtime_->InvokeVoid({"./shop.js", "checkout"}, cart, order), IsOk());
  const v1::InvokeRequest request = server_.invoked().back();
  ASSERT_EQ(request.references_size(), 2);  // Each once.
  EXPECT_EQ(request.references(0).token(), "ref-1");
  EXPECT_EQ(request.references(1).token(), "ref-2");
  EXPECT_EQ(request.arguments(0).reference(), 0u);
  const v1::Graph& graph = request.arguments(1).graph();
  std::vector<uint32_t> positions;
  for (const v1::Node& node : graph.nodes()) {
    if (node.leaf().has_reference()) positions.push_back(node.leaf().reference());
  }
  EXPECT_THAT(positions, ::testing::UnorderedElementsAre(0, 1, 0));
}

TEST_F(VerbsTest, ReferencesComeBackInsideValues) {
  server_.Script(FakeInterop::OnInvoke([](grpc::ServerContext&, const v1::InvokeRequest&, v1::InvokeResponse& r) {
    v1::Graph& graph = *r.mutable_value()->mutable_graph();
    v1::ArrayNode& array = *graph.add_nodes()->mutable_array();
    array.set_length(2), array.add_items(2), array.add_items(3);
    graph.add_nodes()->mutable_leaf()->set_reference(1);
    graph.add_nodes()->mutable_leaf()->set_reference(0);
    r.add_references()->set_token("zero");
    r.add_references()->set_token("one");
    r.mutable_lease()->set_id("granted by the way");
    r.mutable_lease()->mutable_term()->set_seconds(60);
    r.mutable_lease()->mutable_remaining()->set_seconds(60);
    return grpc::Status::OK;
  }));
  absl::StatusOr<std::vector<ObjectReference>> pair = runtime_->Invoke<std::vector<ObjectReference>>("pair");
  ASSERT_THAT(pair, IsOk());
  ASSERT_EQ(pair->size(), 2u);
  EXPECT_EQ((*pair)[0].Release(), "one");
  EXPECT_EQ(server_.granted().size(), 0u);
  // A lease that the broker granted by itself ends with its last reference.
  pair->clear();
  EXPECT_TRUE(
      server_.Await([&] { return server_.DisposedLeases() == std::vector<std::string>{"granted by the way"}; }));
  EXPECT_EQ(server_.DisposedTokens(), std::vector<std::string>{"zero"});
}

TEST_F(VerbsTest, APrimitiveCannotBeReferredTo) {
  server_.AnswerWith(Number(1));
  EXPECT_THAT(runtime_->Invoke<ObjectReference>("one"), Because(reasons::kResultMismatch, Executed::kYes));
  v1::Value null;
  null.mutable_null();
  server_.AnswerWith(null);
  const auto nothing = runtime_->Invoke<std::optional<ObjectReference>>("find");
  ASSERT_THAT(nothing, IsOk());
  EXPECT_FALSE(nothing->has_value());
}

TEST_F(VerbsTest, ExceptionsAreStatusesThatTellThem) {
  server_.Script(FakeInterop::OnInvoke([](grpc::ServerContext&, const v1::InvokeRequest&, v1::InvokeResponse& r) {
    r.mutable_exception()->set_name("RangeError");
    r.mutable_exception()->set_message("division by zero");
    return grpc::Status::OK;
  }));
  const absl::StatusOr<double> quotient = runtime_->Invoke<double>({"./math.js", "divide"}, 1, 0);
  EXPECT_EQ(quotient.status().message(), "RangeError: division by zero");
  EXPECT_EQ(GetException(quotient.status())->name, "RangeError");
}

TEST_F(VerbsTest, ErrorsOfTheBrokerKeepTheirReason) {
  server_.FailWith(grpc::StatusCode::NOT_FOUND, "MEMBER_NOT_FOUND", "NO", "Could not find 'a.b'");
  const absl::Status status = runtime_->InvokeVoid("a.b");
  EXPECT_THAT(status, HasCode(absl::StatusCode::kNotFound));
  EXPECT_THAT(status, Because("MEMBER_NOT_FOUND", Executed::kNo));
}

TEST_F(VerbsTest, BadArgumentsAreRefusedBeforeTheyAreSent) {
  EXPECT_THAT(runtime_->InvokeVoid("f", 1, "\xff"), Because(reasons::kBadArgument, Executed::kNo));
  EXPECT_THAT(runtime_->InvokeVoid("f", int64_t{1} << 60), Because(reasons::kBadArgument, Executed::kNo));
  EXPECT_THAT(ObjectReference().InvokeVoid("f"), Because(reasons::kNotUsable, Executed::kNo));
  EXPECT_TRUE(server_.invoked().empty());
}

TEST_F(VerbsTest, ReferencesOfAnotherRuntimeAreRefused) {
  const std::unique_ptr<RemoteRuntime> other = Connect();
  const ObjectReference cart = NewCart();
  EXPECT_THAT(other->InvokeVoid("f", cart), Because(reasons::kNotUsable, Executed::kNo));
}

TEST_F(VerbsTest, MalformedResultsAreErrors) {
  server_.AnswerWith(v1::Value());
  EXPECT_THAT(runtime_->Invoke<Value>("f"), HasCode(absl::StatusCode::kInternal));
}

TEST_F(VerbsTest, OptionsReachTheRequest) {
  EXPECT_THAT(runtime_->With({.pool = "gpu"}).InvokeVoid("f"), IsOk());
  EXPECT_EQ(server_.invoked()[0].pool(), "gpu");
  const std::unique_ptr<RemoteRuntime> pooled = Connect({.lease_ttl = absl::Milliseconds(90'500), .pool = "render"});
  EXPECT_THAT(pooled->Import("./m.js"), IsOk());
  EXPECT_EQ(server_.imported()[0].pool(), "render");
  EXPECT_EQ(server_.granted()[0].ttl().seconds(), 90);
  EXPECT_EQ(server_.granted()[0].ttl().nanos(), 500'000'000);
}

TEST_F(VerbsTest, FuturesAnswerLater) {
  server_.Script(FakeInterop::OnInvoke([&](grpc::ServerContext&, const v1::InvokeRequest&, v1::InvokeResponse& r) {
    go_.WaitForNotification();
    r.mutable_value()->set_number(7);
    return grpc::Status::OK;
  }));
  Future<int> later = runtime_->InvokeAsync<int>("slow");
  EXPECT_FALSE(later.Ready());
  EXPECT_FALSE(later.WaitFor(absl::ZeroDuration()));
  go_.Notify();
  EXPECT_THAT(later.Get(), IsOkAnd(7));
  EXPECT_THAT(later.Get(), HasCode(absl::StatusCode::kFailedPrecondition));
  EXPECT_EQ(server_.invoked_async().size(), 1u);
}

TEST_F(VerbsTest, CallbacksAreToldOnAnotherThread) {
  server_.AnswerWith(Number(7));
  absl::Notification told;
  std::thread::id there;
  runtime_->InvokeAsync<int>(
      [&](absl::StatusOr<int> result) {
        EXPECT_THAT(result, IsOkAnd(7));
        there = std::this_thread::get_id();
        told.Notify();
      },
      "seven");
  told.WaitForNotification();
  EXPECT_NE(there, std::this_thread::get_id());
}

TEST(ObjectReferenceTest, AnEmptyOneTellsItsCallbackOnAnotherThreadToo) {
  absl::Notification told;
  std::thread::id there;
  ObjectReference().InvokeVoidAsync(
      [&](const absl::Status& status) {
        EXPECT_THAT(status, Because(reasons::kNotUsable, Executed::kNo));
        there = std::this_thread::get_id();
        told.Notify();
      },
      "f");
  told.WaitForNotification();
  EXPECT_NE(there, std::this_thread::get_id());
  EXPECT_THAT(ObjectReference().DisposeAsync().Get(), Because(reasons::kNotUsable, Executed::kNo));
}

TEST_F(VerbsTest, AllFormsOfAllVerbsWork) {
  absl::BlockingCounter left(6);
  const auto done = [&](auto result) {
    EXPECT_THAT(result, IsOk());
    left.DecrementCount();
  };
  runtime_->InvokeVoidAsync(done, "f", 1);
  runtime_->GetAsync<Value>(done, "f");
  runtime_->SetAsync(done, "f", 1);
  runtime_->ConstructAsync(done, {"./cart.js", "Cart"});
  runtime_->ImportAsync(done, "./math.js");
  runtime_->InvokeAsync<void>(done, {"./math.js", "add"});
  left.Wait();
  EXPECT_THAT(runtime_->InvokeVoidAsync("f").Get(), IsOk());
  EXPECT_THAT(runtime_->SetAsync("f", 1).Get(), IsOk());
  EXPECT_THAT(runtime_->ConstructAsync("F").Get(), IsOk());
  EXPECT_THAT(runtime_->ImportAsync("./m.js").Get(), IsOk());
  EXPECT_THAT(runtime_->Construct("F"), IsOk());
}

TEST_F(VerbsTest, ABlockingVerbInACallbackIsAnErrorAndSendsNothing) {
  server_.Script(FakeInterop::OnInvoke([this](grpc::ServerContext&, const v1::InvokeRequest& request, auto& response) {
    if (request.member() == "later") go_.WaitForNotification();
    response.mutable_completed();
    return grpc::Status::OK;
  }));
  absl::Notification told;
  runtime_->InvokeVoidAsync(
      [&](const absl::Status&) {
        const auto refused = Because(reasons::kWouldDeadlock, Executed::kNo);
        EXPECT_THAT(runtime_->InvokeVoid("inner"), refused);
        EXPECT_THAT(runtime_->Get<int>("inner"), refused);
        EXPECT_THAT(runtime_->Import("./m.js"), refused);
        EXPECT_THAT(runtime_->Lease(), refused);
        EXPECT_THAT(ObjectReference().Dispose(), refused);
        // A future that is not ready yet cannot be waited for either; what it is for goes on.
        EXPECT_THAT(runtime_->InvokeVoidAsync("later").Get(), Because(reasons::kWouldDeadlock, Executed::kUnknown));
        told.Notify();
      },
      "outer");
  told.WaitForNotification();
  go_.Notify();
  EXPECT_TRUE(server_.invoked().empty());
}

TEST_F(VerbsTest, ManyThreadsMayUseOneRuntime) {
  constexpr int kThreads = 8;
  constexpr int kCalls = 50;
  std::atomic<int> good = 0;
  std::vector<std::thread> threads;
  for (int t = 0; t < kThreads; ++t) {
    threads.emplace_back([&] {
      for (int i = 0; i < kCalls; ++i) {
        const absl::StatusOr<ObjectReference> cart = runtime_->Construct("Cart");
        if (cart.ok() && cart->InvokeVoid("add", *cart).ok()) ++good;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(good, kThreads * kCalls);
  EXPECT_EQ(server_.granted().size(), 1u);
  EXPECT_TRUE(server_.Await([&] { return server_.DisposedTokens().size() == kThreads * kCalls; }));
}

TEST(FakeRuntimeTest, UsersMayBringTheirOwn) {
  class TwoPlusTwo : public Runtime {
    void Start(Call call, Done done) const override {
      EXPECT_EQ(call.member, "add");
      std::move(done)(Answer{.value = 4});
    }
  };
  EXPECT_THAT(TwoPlusTwo().Invoke<int>({"./math.js", "add"}, 2, 2), IsOkAnd(4));
}

TEST(ConnectTest, RefusesWhatMakesNoSense) {
  EXPECT_THAT(RemoteRuntime::Connect(""), HasCode(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(RemoteRuntime::Connect("127.0.0.1:1", {.default_timeout = absl::ZeroDuration()}),
              HasCode(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(RemoteRuntime::Connect("127.0.0.1:1", {.lease_ttl = -absl::Seconds(1)}),
              HasCode(absl::StatusCode::kInvalidArgument));
  const auto nobody = RemoteRuntime::Connect("127.0.0.1:1", {.connect_timeout = absl::Milliseconds(10)});
  EXPECT_THAT(nobody, HasCode(absl::StatusCode::kUnavailable));
  EXPECT_EQ(GetErrorInfo(nobody.status()).executed, Executed::kNo);
}

}  // namespace
}  // namespace jsinterop
