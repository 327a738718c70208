// Script: what a FakeRuntime does when a member is called. Made of functions of the test's; see fake_runtime.h.

#ifndef JSINTEROP_TESTING_SCRIPT_H_
#define JSINTEROP_TESTING_SCRIPT_H_

#include <concepts>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "jsinterop/call.h"
#include "jsinterop/containers.h"
#include "jsinterop/options.h"
#include "jsinterop/traits.h"
#include "jsinterop/value.h"

namespace jsinterop::testing {

namespace fake {
class PromiseState;
}  // namespace fake

// A call that came.
struct FakeCall {
  Call::Operation operation = Call::Operation::kCall;
  std::string target = {};  // The module, or the class of the object; empty for an exposed name.
  std::string member = {};
  std::vector<Value> arguments = {};
  bool await_promise = false;  // Made by an Async verb.
  CallOptions options = {};

  // `./math.js add(1, 2)`, `new ./cart.js Cart('EUR')`, `get Cart total`, `set Cart currency = 'EUR'`, `import ./a.js`.
  std::string ToString() const;
};

// A promise. Copies are the same promise. It is settled once: what comes later is not looked at, as in JavaScript.
class FakePromise {
 public:
  FakePromise();

  void Resolve(Value value) const;
  void Resolve() const { Resolve(Value()); }
  // `status` of Thrown(…) or Failed(…).
  void Reject(const absl::Status& status) const;
  // Whether a call is waiting for it now. False when that was cancelled.
  bool awaited() const;

  const std::shared_ptr<fake::PromiseState>& state() const { return state_; }

 private:
  std::shared_ptr<fake::PromiseState> state_;
};

using Outcome = std::variant<absl::StatusOr<Value>, FakePromise>;
using Script = std::function<Outcome(const FakeCall&)>;

namespace fake {

// That a script got `given` arguments and takes `taken`.
absl::Status WrongCount(size_t given, size_t taken);
// That the argument at this position is not what the script takes.
absl::Status WrongArgument(size_t position, const absl::Status& why);

template <typename T>
inline constexpr bool kIsStatusOr = false;
template <typename T>
inline constexpr bool kIsStatusOr<absl::StatusOr<T>> = true;

// What `play` returns, as an Outcome.
template <typename Play>
Outcome OutcomeOf(Play play) {
  using R = std::decay_t<decltype(play())>;
  if constexpr (std::is_void_v<R>) {
    play();
    return Value();
  } else if constexpr (std::same_as<R, Outcome> || std::same_as<R, FakePromise>) {
    return play();
  } else if constexpr (std::same_as<R, absl::Status>) {
    absl::Status status = play();
    if (!status.ok()) return absl::StatusOr<Value>(std::move(status));
    return Value();
  } else if constexpr (kIsStatusOr<R>) {
    R result = play();
    if (!result.ok()) return absl::StatusOr<Value>(result.status());
    return Value(*std::move(result));
  } else {
    return Value(play());
  }
}

template <typename R, typename... A, size_t... I>
Outcome Play(const std::function<R(A...)>& play, const FakeCall& call, std::index_sequence<I...>) {
  if (call.arguments.size() > sizeof...(A)) return WrongCount(call.arguments.size(), sizeof...(A));
  [[maybe_unused]] const auto argument = [&](size_t position) {
    return position < call.arguments.size() ? call.arguments[position] : Value();
  };
  [[maybe_unused]] std::tuple<absl::StatusOr<std::decay_t<A>>...> arguments(
      JsTraits<std::decay_t<A>>::FromValue(argument(I))...);
  absl::Status error;
  [[maybe_unused]] const auto check = [&](const absl::Status& status, size_t position) {
    if (error.ok() && !status.ok()) error = WrongArgument(position, status);
  };
  (check(std::get<I>(arguments).status(), I), ...);
  if (!error.ok()) return absl::StatusOr<Value>(error);
  return OutcomeOf([&]() -> decltype(auto) { return play(*std::get<I>(std::move(arguments))...); });
}

template <typename R, typename... A>
Script FromFunction(std::function<R(A...)> play) {
  return [play = std::move(play)](const FakeCall& call) { return Play(play, call, std::index_sequence_for<A...>()); };
}

template <typename R>
Script FromFunction(std::function<R(const FakeCall&)> play) {
  return [play = std::move(play)](const FakeCall& call) { return OutcomeOf([&] { return play(call); }); };
}

}  // namespace fake

template <typename F>
Script MakeScript(F play) {
  return fake::FromFunction(std::function{std::move(play)});
}

// The ways to script a member of `Where`, which takes the scripts by Add.
template <typename Where, typename Callee>
class Scriptable {
 public:
  template <typename F>
  void On(const Callee& callee, F play) {
    Add(Call::Operation::kCall, callee, std::move(play));
  }
  template <typename F>
  void OnConstruct(const Callee& callee, F play) {
    Add(Call::Operation::kConstruct, callee, std::move(play));
  }
  template <typename F>
  void OnGet(const Callee& callee, F play) {
    Add(Call::Operation::kGet, callee, std::move(play));
  }
  template <typename F>
  void OnSet(const Callee& callee, F play) {
    Add(Call::Operation::kSet, callee, std::move(play));
  }

 private:
  friend Where;
  Scriptable() = default;

  template <typename F>
  void Add(Call::Operation operation, const Callee& callee, F play) {
    static_cast<Where*>(this)->AddScript(operation, callee, MakeScript(std::move(play)));
  }
};

}  // namespace jsinterop::testing

#endif  // JSINTEROP_TESTING_SCRIPT_H_
