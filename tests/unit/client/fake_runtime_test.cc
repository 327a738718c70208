// FakeRuntime, as users' tests use it: through the public headers alone.

#include "jsinterop/testing/fake_runtime.h"

#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "jsinterop/jsinterop.h"
#include "status_matchers.h"

// The example of fake_runtime.h.
namespace shop {
namespace {

std::string Checkout(const jsinterop::Runtime& js) {
  const auto cart = js.Construct({"./cart.js", "Cart"}, "EUR");
  if (!cart.ok()) return "no cart";
  const auto total = cart->Invoke<double>("total");
  return total.ok() ? std::to_string(*total).substr(0, 4) + " EUR" : std::string(total.status().message());
}

TEST(CheckoutTest, AsksForTheTotal) {
  jsinterop::testing::FakeRuntime js;
  jsinterop::testing::FakeObject cart = js.MakeObject("Cart");
  cart.On("total", [] { return 3.5; });
  js.OnConstruct({"./cart.js", "Cart"}, [&](std::string) { return cart; });

  EXPECT_EQ(Checkout(js), "3.50 EUR");
  EXPECT_EQ(js.calls().at(0).ToString(), "new ./cart.js Cart('EUR')");
  EXPECT_EQ(cart.held(), 0);
}

}  // namespace
}  // namespace shop

namespace jsinterop {
namespace {

using ::jsinterop::testing::Because;
using ::jsinterop::testing::Failed;
using ::jsinterop::testing::FakeCall;
using ::jsinterop::testing::FakeObject;
using ::jsinterop::testing::FakePromise;
using ::jsinterop::testing::FakeRuntime;
using ::jsinterop::testing::HasCode;
using ::jsinterop::testing::IsOk;
using ::jsinterop::testing::IsOkAnd;
using ::jsinterop::testing::Thrown;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::vector<std::string> Texts(const std::vector<FakeCall>& calls) {
  std::vector<std::string> texts;
  for (const FakeCall& call : calls) texts.push_back(call.ToString());
  return texts;
}

TEST(FakeRuntimeTest, PlaysFunctionsOfModulesAndExposedNames) {
  FakeRuntime js;
  js.On({"./math.js", "add"}, [](int a, int b) { return a + b; });
  js.On("greet", [](const std::string& name, std::optional<bool> loud) { return "hello " + name + (loud ? "!" : ""); });
  js.OnGet({"./math.js", "PI"}, [] { return 3.14; });
  int level = 0;
  js.OnSet({"./log.js", "level"}, [&](int to) { level = to; });

  EXPECT_THAT(js.Invoke<int>({"./math.js", "add"}, 1, 2), IsOkAnd(3));
  EXPECT_THAT(js.InvokeAsync<std::string>("greet", "Ann").Get(), IsOkAnd(std::string("hello Ann")));
  EXPECT_THAT(js.Invoke<std::string>("greet", "Ann", true), IsOkAnd(std::string("hello Ann!")));
  EXPECT_THAT(js.Get<double>({"./math.js", "PI"}), IsOkAnd(3.14));
  EXPECT_THAT(js.Set({"./log.js", "level"}, 2), IsOk());
  EXPECT_EQ(level, 2);
  EXPECT_THAT(js.InvokeVoid({"./math.js", "add"}, 1, 2), IsOk());
  EXPECT_THAT(Texts(js.calls()), ElementsAre("./math.js add(1, 2)", "greet('Ann')", "greet('Ann', true)",
                                             "get ./math.js PI", "set ./log.js level = 2", "./math.js add(1, 2)"));
}

TEST(FakeRuntimeTest, AScriptMaySeeTheCallAsItIs) {
  FakeRuntime js;
  js.On("count", [](const FakeCall& call) { return call.arguments.size(); });
  EXPECT_THAT(js.Invoke<int>("count", 1, "x", nullptr), IsOkAnd(3));
  EXPECT_THAT(js.With({.timeout = absl::Seconds(2)}).InvokeAsync<int>("count").Get(), IsOkAnd(0));
  EXPECT_EQ(js.calls()[1].options.timeout, absl::Seconds(2));
  EXPECT_TRUE(js.calls()[1].await_promise);
}

TEST(FakeRuntimeTest, ALaterScriptReplacesAnEarlierOne) {
  FakeRuntime js;
  js.On("f", [] { return 1; });
  js.On("f", [] { return 2; });
  EXPECT_THAT(js.Invoke<int>("f"), IsOkAnd(2));
}

TEST(FakeRuntimeTest, ThrowsAndFails) {
  FakeRuntime js;
  js.On("divide", [](double, double) -> absl::StatusOr<double> { return Thrown("RangeError", "division by zero"); });
  js.On("detailed", [] {
    return Thrown(
        {.name = "Error", .message = "no", .code = "E1", .cause = {{.name = "TypeError"}}, .properties = {{"id", 7}}});
  });
  js.On("lost",
        [] { return Failed(absl::StatusCode::kAborted, "WORKER_DIED", Executed::kUnknown, "the worker died"); });
  const auto quotient = js.Invoke<double>("divide", 1, 0);
  EXPECT_EQ(quotient.status().message(), "RangeError: division by zero");
  EXPECT_EQ(GetException(quotient.status())->name, "RangeError");
  const auto detailed = GetException(js.InvokeVoid("detailed"));
  EXPECT_EQ(detailed->code, "E1");
  EXPECT_EQ(detailed->cause.at(0).name, "TypeError");
  EXPECT_THAT(detailed->properties.at(0).second.As<int>(), IsOkAnd(7));
  const auto lost = js.InvokeVoid("lost");
  EXPECT_THAT(lost, HasCode(absl::StatusCode::kAborted));
  EXPECT_THAT(lost, Because("WORKER_DIED", Executed::kUnknown));
}

TEST(FakeRuntimeTest, WhatIsNotScriptedFailsLoudly) {
  std::vector<std::string> told;
  FakeRuntime js({.on_unscripted = [&](std::string_view what) { told.emplace_back(what); }});
  js.On({"./math.js", "add"}, [](int a, int b) { return a + b; });
  const auto result = js.Invoke<int>({"./math.js", "sub"}, 1);
  EXPECT_THAT(result, HasCode(absl::StatusCode::kUnimplemented));
  EXPECT_THAT(result, Because("UNSCRIPTED", Executed::kNo));
  EXPECT_THAT(told, ElementsAre("nothing is scripted for `./math.js sub(1)`; scripted are: `./math.js add()`"));
  EXPECT_THAT(js.Import("./other.js"), Because("UNSCRIPTED", Executed::kNo));
  FakeObject object = js.MakeObject("Thing");
  js.On("thing", [&] { return object; });
  const auto thing = js.Invoke<ObjectReference>("thing");
  ASSERT_THAT(thing, IsOk());
  EXPECT_THAT(thing->InvokeVoid("run"), Because("UNSCRIPTED", Executed::kNo));
  EXPECT_EQ(told.size(), 3u);
}

TEST(FakeRuntimeTest, WrongArgumentsAreTheCallersFault) {
  FakeRuntime js;
  js.On({"./math.js", "add"}, [](int a, int b) { return a + b; });
  EXPECT_THAT(js.Invoke<int>({"./math.js", "add"}, 1, "2").status().message(), HasSubstr("argument 2: wanted a whole"));
  EXPECT_THAT(js.Invoke<int>({"./math.js", "add"}, 1, 2, 3).status().message(), HasSubstr("takes 2 arguments"));
  EXPECT_THAT(js.Invoke<int>({"./math.js", "add"}, "\xff", 2), Because(reasons::kBadArgument, Executed::kNo));
  // And a result that the caller cannot hold is RESULT_MISMATCH, as ever.
  EXPECT_THAT(js.Invoke<std::string>({"./math.js", "add"}, 1, 2), Because(reasons::kResultMismatch, Executed::kYes));
}

TEST(FakeRuntimeTest, ObjectsAreHeldAndLetGo) {
  FakeRuntime js;
  FakeObject counter = js.MakeObject("Counter");
  int count = 0;
  counter.On("next", [&] { return ++count; });
  js.On("counter", [&] { return counter; });
  {
    auto first = js.Invoke<ObjectReference>("counter");
    const auto second = js.Invoke<ObjectReference>("counter");
    ASSERT_THAT(first, IsOk());
    EXPECT_EQ(first->class_name(), "Counter");
    EXPECT_EQ(first->kind(), ObjectReference::Kind::kObject);
    EXPECT_THAT(first->Invoke<int>("next"), IsOkAnd(1));
    EXPECT_THAT(second->Invoke<int>("next"), IsOkAnd(2));
    EXPECT_EQ(counter.held(), 2);
    EXPECT_THAT(first->Dispose(), IsOkAnd(true));
    EXPECT_THAT(first->Dispose(), IsOkAnd(false));
    EXPECT_THAT(first->Invoke<int>("next"), Because("DISPOSED", Executed::kNo));
    EXPECT_EQ(counter.held(), 1);
  }
  EXPECT_EQ(js.held(), 0);
  EXPECT_EQ(js.calls().at(2).ToString(), "Counter next()");
}

TEST(FakeRuntimeTest, AnObjectThatIsPassedBackIsTheSame) {
  FakeRuntime js;
  FakeObject cart = js.MakeObject("Cart");
  FakeObject other = js.MakeObject("Cart");
  js.On("cart", [&] { return cart; });
  js.On("isCart", [&](FakeObject which) { return which == cart; });
  js.On("parts", [&] { return Value::Object({{"cart", cart}, {"n", 1}}); });
  const auto reference = js.Invoke<ObjectReference>("cart");
  ASSERT_THAT(reference, IsOk());
  EXPECT_THAT(js.Invoke<bool>("isCart", *reference), IsOkAnd(true));
  EXPECT_THAT(js.Invoke<bool>("isCart", other), IsOkAnd(false));
  EXPECT_THAT(js.Invoke<bool>("isCart", 1).status().message(), HasSubstr("argument 1: wanted a FakeObject"));
  auto parts = js.Invoke<Value>("parts");
  ASSERT_THAT(parts, IsOk());
  EXPECT_THAT(js.Invoke<bool>("isCart", (*parts)["cart"]), IsOkAnd(true));
  EXPECT_EQ(cart.held(), 2);
  parts = Value();
  EXPECT_EQ(cart.held(), 1);
}

TEST(FakeRuntimeTest, DataIsNoReferenceAndPrimitivesCannotBeReferredTo) {
  FakeRuntime js;
  js.On("list", [] { return std::vector<int>{1}; });
  js.On("number", [] { return 1; });
  EXPECT_THAT(js.Invoke<ObjectReference>("list"), Because("UNSCRIPTED", Executed::kYes));
  EXPECT_THAT(js.Invoke<ObjectReference>("number"), Because(reasons::kResultMismatch, Executed::kYes));
}

TEST(FakeRuntimeTest, ModulesThatHaveScriptsCanBeImported) {
  FakeRuntime js;
  js.On({"./math.js", "add"}, [](int a, int b) { return a + b; });
  js.OnConstruct({"./math.js", "Matrix"}, [] { return 0; });
  js.On({"./math.js", "stats.mean"}, [] { return 0; });
  js.OnImport("./broken.js", [] { return Thrown("SyntaxError", "unexpected token"); });
  {
    const auto math = js.Import("./math.js");
    ASSERT_THAT(math, IsOk());
    EXPECT_THAT(math->exports(),
                ElementsAre(Export{"Matrix", Export::Kind::kClass}, Export{"add", Export::Kind::kFunction},
                            Export{"stats", Export::Kind::kFunction}));
    EXPECT_THAT(math->Invoke<int>("add", 1, 2), IsOkAnd(3));
    EXPECT_EQ(js.held(), 1);
  }
  EXPECT_EQ(js.held(), 0);
  EXPECT_EQ(js.Import("./broken.js").status().message(), "SyntaxError: unexpected token");
  EXPECT_EQ(Texts(js.calls())[0], "import ./math.js");
}

TEST(FakePromiseTest, IsSettledByTheTest) {
  FakeRuntime js;
  const FakePromise resolved;
  const FakePromise rejected;
  js.On("load", [&] { return resolved; });
  js.On("save", [&] { return rejected; });
  auto load = js.InvokeAsync<std::string>("load");
  auto save = js.InvokeVoidAsync("save");
  js.Settle();
  EXPECT_FALSE(load.Ready());
  EXPECT_TRUE(resolved.awaited());
  resolved.Resolve("done");
  resolved.Resolve("too late");
  rejected.Reject(Thrown("Error", "disk full"));
  EXPECT_THAT(load.Get(), IsOkAnd(std::string("done")));
  EXPECT_EQ(save.Get().message(), "Error: disk full");
  EXPECT_THAT(js.InvokeAsync<std::string>("load").Get(), IsOkAnd(std::string("done")));
  EXPECT_FALSE(resolved.awaited());
}

TEST(FakePromiseTest, IsAnErrorWhereNothingIsAwaited) {
  FakeRuntime js;
  const FakePromise promise;
  js.On("load", [&] { return promise; });
  EXPECT_THAT(js.Invoke<int>("load"), Because("RETURNED_PROMISE", Executed::kYes));
  const auto reference = js.Invoke<ObjectReference>("load");
  ASSERT_THAT(reference, IsOk());
  EXPECT_EQ(reference->kind(), ObjectReference::Kind::kPromise);
  auto awaited = reference->GetAsync<int>("");
  promise.Resolve(5);
  EXPECT_THAT(awaited.Get(), IsOkAnd(5));
}

TEST(FakePromiseTest, AReferenceInItIsTheCallersOwn) {
  FakeRuntime js;
  FakeObject cart = js.MakeObject("Cart");
  const FakePromise promise;
  promise.Resolve(cart);
  EXPECT_EQ(cart.held(), 0);
  js.On("cart", [&] { return promise; });
  auto reference = js.InvokeAsync<ObjectReference>("cart").Get();
  ASSERT_THAT(reference, IsOk());
  EXPECT_EQ(cart.held(), 1);
  *reference = ObjectReference();
  EXPECT_EQ(cart.held(), 0);
}

TEST(FakePromiseTest, ACancelledCallWaitsNoLonger) {
  FakeRuntime js;
  const FakePromise promise;
  js.On("load", [&] { return promise; });
  std::stop_source stop;
  auto load = js.With({.stop = stop.get_token()}).InvokeAsync<int>("load");
  js.Settle();
  EXPECT_TRUE(promise.awaited());
  stop.request_stop();
  EXPECT_THAT(load.Get(), HasCode(absl::StatusCode::kCancelled));
  EXPECT_FALSE(promise.awaited());
}

TEST(FakeThreadTest, CallbacksComeOnAnotherThreadAndMayNotBlock) {
  FakeRuntime js;
  js.On("f", [] { return 1; });
  std::thread::id ran;
  absl::Status blocked;
  js.InvokeAsync<int>(
      [&](absl::StatusOr<int>) {
        ran = std::this_thread::get_id();
        blocked = js.InvokeVoid("f");
      },
      "f");
  js.Settle();
  EXPECT_NE(ran, std::thread::id());
  EXPECT_NE(ran, std::this_thread::get_id());
  EXPECT_THAT(blocked, Because(reasons::kWouldDeadlock, Executed::kNo));
}

TEST(FakeThreadTest, CallsOfOtherThreadsCanBeWaitedFor) {
  FakeRuntime js;
  js.On("tick", [] {});
  std::thread other([&] {
    for (int i = 0; i < 3; ++i) EXPECT_THAT(js.InvokeVoid("tick"), IsOk());
  });
  EXPECT_TRUE(js.AwaitCalls(3));
  other.join();
}

TEST(FakeEndTest, WhatIsUnderWayIsCancelled) {
  auto js = std::make_unique<FakeRuntime>();
  const FakePromise promise;
  FakeObject object = js->MakeObject("Thing");
  object.On("self", [object] { return object; });  // A script may hold its own object.
  js->On("load", [&] { return promise; });
  js->On("thing", [object] { return object; });
  auto load = js->InvokeAsync<int>("load");
  const auto thing = js->Invoke<ObjectReference>("thing");
  js = nullptr;
  EXPECT_THAT(load.Get(), HasCode(absl::StatusCode::kCancelled));
  ASSERT_THAT(thing, IsOk());
  EXPECT_THAT(thing->InvokeVoid("self"), Because(reasons::kNotUsable, Executed::kNo));
  promise.Resolve(1);
}

TEST(FakeEndTest, MayComeInACallback) {
  auto js = std::make_unique<FakeRuntime>();
  js->On("f", [] { return 1; });
  const FakePromise promise;
  js->On("never", [&] { return promise; });
  auto never = js->InvokeAsync<int>("never");
  js->InvokeAsync<int>([&](absl::StatusOr<int>) { js = nullptr; }, "f");
  EXPECT_THAT(never.Get(), HasCode(absl::StatusCode::kCancelled));
}

TEST(FakeRuntimeDeathTest, SettleInsideAScriptDoesNotHang) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  const auto settle_inside = [] {
    FakeRuntime js;
    js.On("f", [&] { js.Settle(); });
    (void)js.InvokeVoid("f");
  };
  EXPECT_DEATH(settle_inside(), "inside a script");
}

}  // namespace
}  // namespace jsinterop
