// ObjectReference: a live JavaScript object, held from C++. Module: the same for a module's namespace.
//
//   absl::StatusOr<ObjectReference> cart = runtime.Construct({"./cart.js", "Cart"}, "EUR");
//   if (!cart.ok()) return cart.status();
//   cart->InvokeVoid("add", Value::Object({{"sku", "tea"}, {"price", 3.5}}));
//   absl::StatusOr<double> total = cart->Invoke<double>("total");
//
// Ownership. An ObjectReference owns one grant of the object: while it lives, the object lives. Destroying it
// releases the object in the background and never blocks or fails; what a broken connection keeps from being
// released ends with the lease. Dispose() does the same and says what came of it.
//
// Lifetime. It may outlive its Runtime, but is of no use then: the Runtime releases everything it held, and
// verbs fail with NOT_USABLE.
//
// Errors. Verbs on an object that is gone fail with kFailedPrecondition: DISPOSED, LEASE_EXPIRED (the client was
// cut off for too long), WORKER_LOST (the process that held it ended) or BROKER_RESTARTED.
//
// Thread safety: verbs may be used from any thread at once; moving, assigning and destroying need care as for any
// object.

#ifndef JSINTEROP_OBJECT_REFERENCE_H_
#define JSINTEROP_OBJECT_REFERENCE_H_

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "jsinterop/callable.h"

namespace jsinterop::inline client {

class ObjectReference : public Callable<Member> {
 public:
  // What an object was when it was granted; a hint, not a promise.
  enum class Kind { kUnknown, kObject, kFunction, kClass, kArray, kPromise, kModule, kSymbol };

  // Refers to nothing: verbs fail with NOT_USABLE.
  ObjectReference() = default;
  explicit ObjectReference(std::shared_ptr<internal::ReferenceState> state) : state_(std::move(state)) {}
  ObjectReference(ObjectReference&&) noexcept = default;
  ObjectReference& operator=(ObjectReference&&) noexcept = default;
  ~ObjectReference() override = default;

  bool empty() const { return state_ == nullptr; }
  Kind kind() const;
  // `Cart`, `Map`; empty if the class has no name.
  std::string class_name() const;

  // Releases the object now, and waits until the broker has done so. True: it was held until now. False: it was
  // gone before (disposed, expired, lost with its worker), which is not an error. On an error (kUnavailable, …)
  // the reference still owns the object, and its destructor will try again.
  absl::StatusOr<bool> Dispose();
  Future<bool> DisposeAsync();

  // Gives up ownership: the object now lives as long as its lease, or until someone disposes the token that this
  // returns. For handing an object to another process (see RemoteRuntime::Adopt). A token is a secret: who has
  // it has the object. The reference itself stays usable. Empty for an empty reference.
  std::string Release();

 private:
  friend struct JsTraits<ObjectReference>;
  void Start(Call call, Done done) const override;

  std::shared_ptr<internal::ReferenceState> state_;
};

// As an argument: the live object itself. As a result: a reference to it; what cannot be referred to (a number,
// null) is a RESULT_MISMATCH.
template <>
struct JsTraits<ObjectReference> {
  static constexpr Ask kAsk = Ask::kReference;
  static Value ToValue(const ObjectReference& reference);
  static absl::StatusOr<ObjectReference> FromValue(const Value& value);
};

// A loaded module. Its exports are its members: `math.Invoke<int>("add", 1, 2)`.
class Module final : public ObjectReference {
 public:
  Module() = default;
  static absl::StatusOr<Module> FromAnswer(Answer answer);

  // What the module exports and clients may reach, alphabetically.
  const std::vector<Export>& exports() const { return exports_; }
  // Which text of the module was loaded: a hash of the file, or name and version of a package.
  const std::string& version() const { return version_; }

 private:
  std::vector<Export> exports_;
  std::string version_;
};

}  // namespace jsinterop::inline client

#endif  // JSINTEROP_OBJECT_REFERENCE_H_
