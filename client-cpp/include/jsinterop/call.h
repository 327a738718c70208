// What all verbs come down to: one Call, one Answer, one callback.
//
// You meet these types in Callable::Perform, and if you implement a Runtime yourself.

#ifndef JSINTEROP_CALL_H_
#define JSINTEROP_CALL_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/functional/any_invocable.h"
#include "absl/status/statusor.h"
#include "jsinterop/options.h"
#include "jsinterop/value.h"

namespace jsinterop::inline client {

namespace internal {
class ReferenceState;
}  // namespace internal

// An export of a module.
struct Export {
  enum class Kind { kUnknown, kFunction, kClass, kObject, kPrimitive };
  std::string name = {};
  Kind kind = Kind::kUnknown;
  friend bool operator==(const Export&, const Export&) = default;
};

// What is asked of JavaScript.
struct Call {
  enum class Operation { kImport, kCall, kConstruct, kGet, kSet };

  Operation operation = Operation::kCall;
  // A result that is a promise is awaited (InvokeAsync), or is an error (Invoke). Unused for kImport.
  bool await_promise = false;
  // The target: a live object, or a module, or (neither) the names that the worker exposes.
  std::shared_ptr<internal::ReferenceState> reference;
  std::string module;
  // Names separated by dots. Empty: the target itself.
  std::string member;
  std::vector<Value> arguments;
  // Nothing shall come back.
  bool discard_result = false;
  Ask ask = Ask::kCopy;
  CallOptions options;
};

// What came of it, where it did not fail.
struct Answer {
  Value value = {};
  // Only for kImport.
  std::vector<Export> exports = {};
  std::string version = {};
};

// Is told the answer, exactly once.
using Done = absl::AnyInvocable<void(absl::StatusOr<Answer>) &&>;

}  // namespace jsinterop::inline client

#endif  // JSINTEROP_CALL_H_
