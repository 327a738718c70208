// FakeRuntime: JavaScript that a test plays, so that code which uses a Runtime can be tested without any.
//
//   TEST(CheckoutTest, AsksForTheTotal) {
//     jsinterop::testing::FakeRuntime js;
//     jsinterop::testing::FakeObject cart = js.MakeObject("Cart");
//     cart.On("total", [] { return 3.5; });
//     js.OnConstruct({"./cart.js", "Cart"}, [&](std::string currency) { return cart; });
//
//     EXPECT_EQ(Checkout(js), "3.50 EUR");                // Takes a `const jsinterop::Runtime&`.
//     EXPECT_EQ(js.calls().at(0).ToString(), "new ./cart.js Cart('EUR')");
//     EXPECT_EQ(cart.held(), 0);                          // It let the cart go.
//   }
//
// Scripts. A function of the test's plays one member of a module, one exposed name, or one member of a FakeObject. Its
// parameters are converted from JavaScript's as results are (traits.h): what is missing at the end is `undefined`, so
// let it be an optional; too many arguments, or ones of another type, are a failure of the call. It may return
//
//   T, or absl::StatusOr<T>       a value, or a FakeObject: then what the caller gets is a reference
//   void, or absl::Status         undefined
//   the status of Thrown(…)       what JavaScript throws
//   the status of Failed(…)       a call that the broker refuses or loses
//   FakePromise                   a promise, which the test settles when it likes
//
// A script that takes `const FakeCall&` alone sees the call as it is. A later script for the same member replaces the
// earlier one. Scripts run one at a time, as JavaScript does, on a thread of the fake's own, and so do callbacks: a
// blocking verb inside them fails with WOULD_DEADLOCK, as it does with a RemoteRuntime.
//
// What is not scripted fails loudly: the call fails with kUnimplemented, the reason UNSCRIPTED and a message that says
// what is scripted, and the same message goes to FakeOptions::on_unscripted, which writes it to stderr if not set. In
// GoogleTest: `{.on_unscripted = [](std::string_view what) { ADD_FAILURE() << what; }}`.
//
// As with JavaScript: a promise is awaited by Async verbs, and is RETURNED_PROMISE to the others (but can be referred
// to); an object that was disposed of is DISPOSED; an argument that cannot be sent is BAD_ARGUMENT. What is not played:
// time (a timeout is only recorded; settle a promise with Failed(kDeadlineExceeded, …)), leases, pools, and copies of
// objects (a script returns an object where a reference is asked for, and data where a copy is).
//
// Thread safety: all of it may be used from any thread at once. Ownership: what the scripts refer to must outlive the
// FakeRuntime, whose destructor first answers everything under way with kCancelled.

#ifndef JSINTEROP_TESTING_FAKE_RUNTIME_H_
#define JSINTEROP_TESTING_FAKE_RUNTIME_H_

#include <functional>
#include <memory>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "jsinterop/jsinterop.h"
#include "jsinterop/testing/fake_object.h"
#include "jsinterop/testing/script.h"

namespace jsinterop::testing {

struct FakeOptions {
  // Is told of each call that no script is there for, on the fake's thread.
  std::function<void(std::string_view)> on_unscripted = nullptr;
};

// What JavaScript throws: the status that GetException understands.
absl::Status Thrown(const JsException& exception);
absl::Status Thrown(std::string_view name, std::string_view message);

// A call that fails. `reason` is one of error.proto without its prefix, such as `WORKER_DIED`.
absl::Status Failed(absl::StatusCode code, std::string_view reason, Executed executed, std::string_view message);

class FakeRuntime final : public Runtime, public Scriptable<FakeRuntime, Function> {
 public:
  explicit FakeRuntime(FakeOptions options = {});
  FakeRuntime(const FakeRuntime&) = delete;
  FakeRuntime& operator=(const FakeRuntime&) = delete;
  ~FakeRuntime() override;

  // A module that has something scripted can be imported: its exports are what is scripted, alphabetically. This is
  // for others, and for what happens while a module loads: Thrown(…), say.
  template <typename F>
  void OnImport(std::string_view module, F play) {
    AddScript(Call::Operation::kImport, Function(module, ""), MakeScript(std::move(play)));
  }

  // An object that scripts can return, and whose members can be scripted.
  FakeObject MakeObject(std::string_view class_name = "Object");

  // All calls so far, in the order in which they came.
  std::vector<FakeCall> calls() const;
  // Waits until so many calls have come, for code that calls from threads of its own. False after ten seconds.
  bool AwaitCalls(size_t count) const;

  // Waits until all that has come is answered, apart from what waits for a promise of the test's, and all callbacks
  // have returned. Ends the program inside a script or callback, which would wait for itself.
  void Settle() const;

  // How many references, to any object or module, the code under test holds.
  int held() const;

 private:
  void Start(Call call, Done done) const override;
  friend class Scriptable<FakeRuntime, Function>;
  void AddScript(Call::Operation operation, const Function& callee, Script script);

  const std::shared_ptr<fake::World> world_;
};

}  // namespace jsinterop::testing

#endif  // JSINTEROP_TESTING_FAKE_RUNTIME_H_
