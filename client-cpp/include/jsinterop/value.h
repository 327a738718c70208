// Value: any JavaScript value, as it crosses between C++ and JavaScript.
//
// You need this type only for what is dynamic: results whose shape you do not know, and arguments that mix data
// and live objects. Typed verbs (`Invoke<double>`) convert by themselves; see traits.h. For kinds of values that C++
// has no type for, such as RegExp or typed arrays, kinds.h has one each.
//
//   Value order = Value::Object({{"cart", cart}, {"coupon", "SPRING"}, {"items", Value::Array({1, 2, 3})}});
//   absl::StatusOr<Value> receipt = shop.Invoke<Value>("checkout", order);
//   absl::StatusOr<double> total = (*receipt)["total"].As<double>();
//
// A Value is immutable. Copying it is cheap: copies share what they hold. It keeps the objects alive that it
// refers to, as an ObjectReference does. Safe for concurrent use.

#ifndef JSINTEROP_VALUE_H_
#define JSINTEROP_VALUE_H_

#include <concepts>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace jsinterop::inline client {

// How a C++ type is sent and received. Specialise it to teach the library a type of yours; traits.h says how.
template <typename T>
struct JsTraits;

namespace internal {

struct Payload;

// Text in all its C++ spellings is sent as one type.
template <typename T>
inline constexpr bool kIsText =
    std::is_convertible_v<std::decay_t<T>, std::string_view>&& std::is_pointer_v<std::decay_t<T>>;
template <typename T>
using Canonical = std::conditional_t<kIsText<T>, std::string_view, std::decay_t<T>>;

}  // namespace internal

class Value;

// Types that can be an argument.
template <typename T>
concept Sendable = requires(const T& value) {
  { JsTraits<internal::Canonical<T>>::ToValue(value) } -> std::same_as<Value>;
};

struct Field;

class Value {
 public:
  enum class Kind {
    kUndefined,
    kNull,
    kBoolean,
    kNumber,
    kString,
    kBigInt,
    kDate,
    kBytes,  // A Uint8Array that covers its buffer.
    kArray,
    kObject,  // A plain object.
    kMap,
    kSet,
    kArrayBuffer,
    kView,  // A typed array or DataView.
    kRegExp,
    kError,
    kBoxed,      // Object(1) and the like.
    kReference,  // A live object.
    kInvalid,    // Could not be made; see status().
  };

  // `undefined`.
  Value() = default;

  // Whatever JsTraits can send. What cannot be sent makes a value of kind kInvalid, with which a call fails
  // before it is sent.
  template <typename T>
  requires(!std::same_as<std::decay_t<T>, Value> && Sendable<T>)
      Value(T&& value)  // NOLINT(google-explicit-constructor,bugprone-forwarding-reference-overload)
      : Value(JsTraits<internal::Canonical<T>>::ToValue(value)) {}

  static Value Undefined() { return Value(); }
  static Value Null();
  // An integer that JavaScript shall see as a bigint, not as a number.
  static Value BigInt(int64_t number);
  // `decimal`: an optional `-`, then digits.
  static Value BigInt(std::string_view decimal);
  static Value Date(absl::Time time);
  // JSON text, taken as it stands. It is checked by the worker.
  static Value FromJson(std::string text);
  static Value Array(const std::vector<Value>& items);
  // A plain object. Of two fields with one key, the later counts.
  static Value Object(const std::vector<Field>& fields);
  // The same, with keys as Entries() gives them: strings, which may have lone surrogates.
  static Value ObjectFromEntries(const std::vector<std::pair<Value, Value>>& entries);
  // Keys, and elements of a Set, are different from one another as JavaScript tells them apart; a worker refuses
  // others.
  static Value Map(const std::vector<std::pair<Value, Value>>& entries);
  static Value Set(const std::vector<Value>& items);
  static Value Invalid(absl::Status why);

  Kind kind() const;
  bool IsNullish() const { return kind() == Kind::kUndefined || kind() == Kind::kNull; }
  // Why the value could not be made; OK for all kinds but kInvalid.
  absl::Status status() const;

  // The value as a C++ type; RESULT_MISMATCH if that cannot hold it.
  template <typename T>
  absl::StatusOr<T> As() const {
    return JsTraits<T>::FromValue(*this);
  }

  // The elements of an array (holes are undefined), a Set or a typed array.
  absl::StatusOr<std::vector<Value>> Items() const;
  // Keys and values of a plain object or a Map, in order.
  absl::StatusOr<std::vector<std::pair<Value, Value>>> Entries() const;
  // The property `key` of a plain object, or undefined. Linear in the size of the object.
  Value operator[](std::string_view key) const;

  // Which object this is, among the parts of one received value: two parts that are the very same object in
  // JavaScript (an alias, or a cycle) give the same pointer, and others do not. Null for primitives, and for
  // what came as JSON text, where nothing is shared. The pointer is only to be compared; it is good as long as a
  // copy of the Value lives. See kinds.h for making such values.
  const void* identity() const;

  // The value as a person reads it, much as Node prints it: `{ a: 1, m: Map(1) { 'k' => 2n } }`. For logs and
  // terminals; not to be parsed. Deep or long values are cut.
  std::string ToString() const;

 private:
  friend struct internal::Payload;
  Value(std::shared_ptr<const internal::Payload> payload, uint32_t node) : payload_(std::move(payload)), node_(node) {}

  std::shared_ptr<const internal::Payload> payload_;  // Null for undefined.
  uint32_t node_ = 0;                                 // In a graph, the number of the node that this value is; else 0.
};

// A property of Value::Object.
struct Field {
  std::string key;
  Value value;
};

}  // namespace jsinterop::inline client

#include "jsinterop/traits.h"

#endif  // JSINTEROP_VALUE_H_
