// Callable: the verbs. A Runtime has them for modules and exposed names, an ObjectReference for the members of
// its object.
//
//   verb        what JavaScript does               result
//   Invoke      callee(args…)                      T
//   InvokeVoid  callee(args…), result dropped      nothing
//   Get         callee                             T
//   Set         callee = value                     nothing
//   Construct   new callee(args…)                  ObjectReference
//
// Each verb comes in three forms, and all three are the same call underneath:
//
//   absl::StatusOr<double> total = cart.Invoke<double>("total");        // Blocks. JavaScript must finish at once.
//   jsinterop::Future<double> later = cart.InvokeAsync<double>("total");  // A promise is awaited.
//   cart.InvokeAsync<double>(callback, "total");                          // The same, told to a callback.
//
// The blocking forms are synchronous in JavaScript too: a function that returns a promise fails with
// RETURNED_PROMISE (ask for an ObjectReference to have the promise itself). The Async forms work for all
// functions.
//
// Requires: the result type T and the types of arguments have JsTraits (traits.h).
// Guarantees: nothing throws. Every call is answered exactly once. All verbs may be used from any thread at once;
// calls that are under way together may run in any order. Arguments are copied before the verb returns, and
// references among them are kept alive until the call is answered.

#ifndef JSINTEROP_CALLABLE_H_
#define JSINTEROP_CALLABLE_H_

#include <concepts>
#include <string>
#include <string_view>
#include <utility>

#include "jsinterop/call.h"
#include "jsinterop/containers.h"  // IWYU pragma: export
#include "jsinterop/future.h"
#include "jsinterop/kinds.h"  // IWYU pragma: export
#include "jsinterop/options.h"
#include "jsinterop/structs.h"  // IWYU pragma: export
#include "jsinterop/traits.h"

namespace jsinterop::inline client {

class ObjectReference;

// What to call: a member of a module, or of the names that a worker exposes. `member` is a path with dots.
//
//   runtime.Invoke<int>({"./math.js", "add"}, 1, 2);
//   runtime.Invoke<std::string>("greet", "world");
struct Function {
  Function(std::string_view module, std::string_view member) : module(module), member(member) {}
  template <std::convertible_to<std::string_view> Text>
  Function(const Text& member) : member(member) {}  // NOLINT(google-explicit-constructor)

  std::string module;
  std::string member;
};

// A member of a live object, as a path with dots; empty: the object itself.
struct Member {
  template <std::convertible_to<std::string_view> Text>
  Member(const Text& member) : member(member) {}  // NOLINT(google-explicit-constructor)

  std::string module;  // Always empty.
  std::string member;
};

template <typename Callee>
class CallableWith;

template <typename Callee>
class Callable {
 public:
  // The same verbs with other options, which take the place of all that were given before. REQUIRES: this object
  // outlives what is returned.
  CallableWith<Callee> With(CallOptions options) const { return CallableWith<Callee>(*this, std::move(options)); }

  // The dynamic form of all verbs, for who knows only at run time what to call. Set `ask` to JsTraits<T>::kAsk.
  template <typename T>
  Future<T> Perform(Call call) const {
    return Launch<T>(std::move(call));
  }

  template <typename T, Sendable... Args>
  Result<T> Invoke(Callee callee, Args&&... args) const {
    return Wait<T>(Make<T>(Call::Operation::kCall, false, std::move(callee), std::forward<Args>(args)...));
  }
  template <typename T, Sendable... Args>
  Future<T> InvokeAsync(Callee callee, Args&&... args) const {
    return Launch<T>(Make<T>(Call::Operation::kCall, true, std::move(callee), std::forward<Args>(args)...));
  }
  template <typename T, Sendable... Args>
  void InvokeAsync(Callback<T> callback, Callee callee, Args&&... args) const {
    Start(Make<T>(Call::Operation::kCall, true, std::move(callee), std::forward<Args>(args)...),
          internal::MakeDone<T>(std::move(callback)));
  }

  template <Sendable... Args>
  absl::Status InvokeVoid(Callee callee, Args&&... args) const {
    return Invoke<void>(std::move(callee), std::forward<Args>(args)...);
  }
  template <Sendable... Args>
  Future<void> InvokeVoidAsync(Callee callee, Args&&... args) const {
    return InvokeAsync<void>(std::move(callee), std::forward<Args>(args)...);
  }
  template <Sendable... Args>
  void InvokeVoidAsync(Callback<void> callback, Callee callee, Args&&... args) const {
    InvokeAsync<void>(std::move(callback), std::move(callee), std::forward<Args>(args)...);
  }

  template <typename T>
  Result<T> Get(Callee callee) const {
    return Wait<T>(Make<T>(Call::Operation::kGet, false, std::move(callee)));
  }
  // Awaits a property that is a promise. With an empty member, awaits the object itself.
  template <typename T>
  Future<T> GetAsync(Callee callee) const {
    return Launch<T>(Make<T>(Call::Operation::kGet, true, std::move(callee)));
  }
  template <typename T>
  void GetAsync(Callback<T> callback, Callee callee) const {
    Start(Make<T>(Call::Operation::kGet, true, std::move(callee)), internal::MakeDone<T>(std::move(callback)));
  }

  template <Sendable V>
  absl::Status Set(Callee callee, V&& value) const {
    return Wait<void>(Make<void>(Call::Operation::kSet, false, std::move(callee), std::forward<V>(value)));
  }
  template <Sendable V>
  Future<void> SetAsync(Callee callee, V&& value) const {
    return Launch<void>(Make<void>(Call::Operation::kSet, true, std::move(callee), std::forward<V>(value)));
  }
  template <Sendable V>
  void SetAsync(Callback<void> callback, Callee callee, V&& value) const {
    Start(Make<void>(Call::Operation::kSet, true, std::move(callee), std::forward<V>(value)),
          internal::MakeDone<void>(std::move(callback)));
  }

  // What is constructed is owned: when its last reference goes, its [Symbol.dispose] runs, if it has one.
  template <typename T = ObjectReference, Sendable... Args>
  Result<T> Construct(Callee callee, Args&&... args) const {
    return Wait<T>(Make<T>(Call::Operation::kConstruct, false, std::move(callee), std::forward<Args>(args)...));
  }
  template <typename T = ObjectReference, Sendable... Args>
  Future<T> ConstructAsync(Callee callee, Args&&... args) const {
    return Launch<T>(Make<T>(Call::Operation::kConstruct, true, std::move(callee), std::forward<Args>(args)...));
  }
  template <typename T = ObjectReference, Sendable... Args>
  void ConstructAsync(Callback<T> callback, Callee callee, Args&&... args) const {
    Start(Make<T>(Call::Operation::kConstruct, true, std::move(callee), std::forward<Args>(args)...),
          internal::MakeDone<T>(std::move(callback)));
  }

 protected:
  Callable() = default;
  Callable(const Callable&) = default;
  Callable& operator=(const Callable&) = default;
  virtual ~Callable() = default;

  // The one way in. Makes the call and tells `done` what came of it, as Callback describes. A target that is
  // set in `call` by the verb is left as it is.
  virtual void Start(Call call, Done done) const = 0;

 private:
  friend class CallableWith<Callee>;

  template <typename T, typename... Args>
  static Call Make(Call::Operation operation, bool await_promise, Callee callee, Args&&... args) {
    Call call;
    call.operation = operation;
    call.await_promise = await_promise;
    call.module = std::move(callee.module);
    call.member = std::move(callee.member);
    call.arguments.reserve(sizeof...(args));
    (call.arguments.emplace_back(std::forward<Args>(args)), ...);
    if constexpr (std::is_void_v<T>) {
      call.discard_result = true;
    } else {
      call.ask = JsTraits<T>::kAsk;
    }
    return call;
  }

  template <typename T>
  Result<T> Wait(Call call) const {
    if (absl::Status status = internal::CheckMayBlock(); !status.ok()) return status;
    return Launch<T>(std::move(call)).Get();
  }

  template <typename T>
  Future<T> Launch(Call call) const {
    auto [mailbox, done] = internal::Mailbox::Make();
    Start(std::move(call), std::move(done));
    return Future<T>(std::move(mailbox));
  }
};

// The verbs of another Callable, with options of their own. Holds a pointer to the other.
template <typename Callee>
class CallableWith final : public Callable<Callee> {
 public:
  CallableWith(const Callable<Callee>& callable, CallOptions options)
      : callable_(&callable), options_(std::move(options)) {}

  // These options in place of those, and nothing of the temporary that this may be.
  CallableWith With(CallOptions options) const { return CallableWith(*callable_, std::move(options)); }

 private:
  void Start(Call call, Done done) const override {
    call.options = options_;
    callable_->Start(std::move(call), std::move(done));
  }

  const Callable<Callee>* callable_;
  CallOptions options_;
};

}  // namespace jsinterop::inline client

#endif  // JSINTEROP_CALLABLE_H_
