// JsTraits: how C++ types are sent to JavaScript and received from it.
//
//   C++                         sent as              received from
//   bool                        boolean              boolean
//   integers                    number, up to 2^53   a number that is whole and in range; a bigint in range
//   double                      number               number
//   float                       number               the nearest float; a finite number beyond its range is refused
//   std::string, string_view,   string (UTF-8)       string; not one with lone surrogates (not string_view)
//     const char*
//   std::u16string, and view    string, exactly      string, exactly (not the view)
//   Bytes,                      Uint8Array           Uint8Array, ArrayBuffer, any typed array or DataView
//     std::vector<std::byte>
//   Json                        what the text says   what JSON.stringify makes of it
//   absl::Time                  Date, in whole       a valid Date
//                                 milliseconds, rounded down; beyond what a Date can say: an invalid Date
//   std::nullptr_t              null                 null
//   std::monostate              undefined            undefined
//   std::optional<T>            undefined, or as T   undefined or null; else as T
//   std::vector<T>              array                array, Set, typed array
//   std::array<T, N>, pair,     array                array or typed array of exactly so many elements
//     tuple
//   std::map, unordered_map     plain object;        plain object, or a Map with string keys;
//     with string keys; others    Map                  Map
//   OrderedObject<T>            plain object         plain object, or a Map with string keys; in its order
//   std::set, unordered_set     Set                  Set
//   std::variant<T…>            as what it holds     the first alternative, from the left, that can hold it
//   your structs and enums      plain object;        plain object (structs.h);
//                                 string               string
//   BigInt, RegExp, View, …     see kinds.h
//   Value                       as it is             anything, exactly
//   ObjectReference             the live object      a reference to the result (object_reference.h)
//
// Nothing is changed silently. An integer beyond ±(2^53 − 1) is refused rather than rounded, and never turned into a
// bigint behind your back, because JavaScript cannot mix the two; say BigInt(n). What a type cannot hold is refused
// with the place where it stands: `at .items[2].count: wanted a whole number from 0 to 255, and JavaScript gave 300`.
//
// std::variant takes what fits first. So std::variant<int, double> tells 1 from 1.5, and in std::variant<double, int>
// the int is never chosen; put the narrower type first. A variant in which one type stands twice does not compile.
//
// To add a type of yours, specialise JsTraits. For structs and enums there are ready-made bases (structs.h):
//
//   template <>
//   struct jsinterop::JsTraits<Money>
//       : jsinterop::StructTraits<Money, jsinterop::Property<"amount", &Money::amount>,
//                                 jsinterop::Property<"currency", &Money::currency>> {};
//
// For anything else, write it out:
//
//   template <>
//   struct jsinterop::JsTraits<Celsius> {
//     // What to ask JavaScript for; see Ask. (kAskInside may say something else for elements of containers.)
//     static constexpr Ask kAsk = Ask::kCopy;
//     static Value ToValue(Celsius celsius) { return celsius.degrees; }
//     static absl::StatusOr<Celsius> FromValue(const Value& value) {
//       absl::StatusOr<double> degrees = value.As<double>();
//       if (!degrees.ok()) return degrees.status();
//       if (*degrees < -273.15) return MismatchError("a temperature", value);
//       return Celsius{*degrees};
//     }
//   };
//
// A type that is only sent needs no FromValue and kAsk; one that is only received needs no ToValue. FromValue
// makes its errors with MismatchError, and says with AtKey and AtIndex where in the value they are.

#ifndef JSINTEROP_TRAITS_H_
#define JSINTEROP_TRAITS_H_

#include <cmath>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "jsinterop/value.h"

namespace jsinterop::inline client {

// In which form a result is asked for.
enum class Ask {
  kCopy,       // A copy, lossless; it holds no references.
  kJson,       // What JSON.stringify makes of it: the fast path for plain data.
  kAnything,   // A copy, lossless, that may hold references to live objects.
  kReference,  // A reference.
};

// JSON text. As an argument it is taken as it stands; as a result it is what JSON.stringify gave.
class Json {
 public:
  Json() = default;
  explicit Json(std::string text) : text_(std::move(text)) {}
  const std::string& text() const& { return text_; }
  std::string text() && { return std::move(text_); }
  friend bool operator==(const Json&, const Json&) = default;

 private:
  std::string text_ = "null";
};

// Bytes: a Uint8Array in JavaScript.
class Bytes {
 public:
  Bytes() = default;
  explicit Bytes(std::string data) : data_(std::move(data)) {}
  const std::string& data() const& { return data_; }
  std::string data() && { return std::move(data_); }
  friend bool operator==(const Bytes&, const Bytes&) = default;

 private:
  std::string data_;
};

// The error of a FromValue: `value` is not `wanted`, a short noun phrase such as "a whole number".
absl::Status MismatchError(std::string_view wanted, const Value& value);

// The error `status` of an element or a member, as one of what holds it: its place is put before the place that the
// error tells already; see ErrorInfo::path.
absl::Status AtIndex(const absl::Status& status, size_t index);
absl::Status AtKey(const absl::Status& status, std::string_view key);

namespace internal {

// A whole number, from a number or a bigint.
absl::StatusOr<int64_t> ToInt64(const Value& value);
absl::StatusOr<uint64_t> ToUint64(const Value& value);
Value FromInt64(int64_t value);
Value FromUint64(uint64_t value);
absl::Status OutOfRange(const Value& value, int64_t min, uint64_t max);

template <typename T>
concept Integer = std::integral<T> && !std::same_as<T, bool> && !std::same_as<T, char> && !std::same_as<T, wchar_t> &&
                  !std::same_as<T, char8_t> && !std::same_as<T, char16_t> && !std::same_as<T, char32_t>;

// What to ask for where T is an element: what T asks for, but where the traits name another form that is as
// good inside a container.
template <typename T>
constexpr Ask AskForElements() {
  if constexpr (requires { JsTraits<T>::kAskInside; }) {
    return JsTraits<T>::kAskInside;
  } else {
    return JsTraits<T>::kAsk == Ask::kReference ? Ask::kAnything : JsTraits<T>::kAsk;
  }
}

// The least that gives each of T… what it asks for.
template <typename... T>
constexpr Ask AskForAll() {
  Ask all = Ask::kJson;
  for (const Ask one : {Ask::kJson, AskForElements<T>()...}) {
    if (one == Ask::kAnything) all = Ask::kAnything;
    if (one == Ask::kCopy && all == Ask::kJson) all = Ask::kCopy;
  }
  return all;
}

}  // namespace internal

template <>
struct JsTraits<bool> {
  static constexpr Ask kAsk = Ask::kCopy;
  static constexpr Ask kAskInside = Ask::kJson;
  static Value ToValue(bool boolean);
  static absl::StatusOr<bool> FromValue(const Value& given);
};

template <internal::Integer T>
struct JsTraits<T> {
  static constexpr Ask kAsk = Ask::kCopy;
  static Value ToValue(T value) {
    if constexpr (std::is_signed_v<T>) return internal::FromInt64(value);
    return internal::FromUint64(static_cast<uint64_t>(value));
  }
  static absl::StatusOr<T> FromValue(const Value& value) {
    constexpr auto kMin = std::numeric_limits<T>::min();
    constexpr auto kMax = std::numeric_limits<T>::max();
    if constexpr (std::is_signed_v<T>) {
      absl::StatusOr<int64_t> whole = internal::ToInt64(value);
      if (!whole.ok()) return std::move(whole).status();
      if (*whole < kMin || *whole > kMax) return internal::OutOfRange(value, kMin, static_cast<uint64_t>(kMax));
      return static_cast<T>(*whole);
    } else {
      absl::StatusOr<uint64_t> whole = internal::ToUint64(value);
      if (!whole.ok()) return std::move(whole).status();
      if (*whole > kMax) return internal::OutOfRange(value, 0, kMax);
      return static_cast<T>(*whole);
    }
  }
};

template <>
struct JsTraits<double> {
  static constexpr Ask kAsk = Ask::kCopy;
  static Value ToValue(double number);
  static absl::StatusOr<double> FromValue(const Value& given);
};

template <>
struct JsTraits<float> {
  static constexpr Ask kAsk = Ask::kCopy;
  static Value ToValue(float value) { return JsTraits<double>::ToValue(value); }
  static absl::StatusOr<float> FromValue(const Value& value) {
    absl::StatusOr<double> number = JsTraits<double>::FromValue(value);
    if (!number.ok()) return std::move(number).status();
    const auto nearest = static_cast<float>(*number);
    if (std::isinf(nearest) && !std::isinf(*number)) return MismatchError("a number that a float can hold", value);
    return nearest;
  }
};

template <>
struct JsTraits<std::string_view> {
  static Value ToValue(std::string_view text);
};

template <>
struct JsTraits<std::string> {
  static constexpr Ask kAsk = Ask::kCopy;
  static constexpr Ask kAskInside = Ask::kJson;
  static Value ToValue(const std::string& value) { return JsTraits<std::string_view>::ToValue(value); }
  static absl::StatusOr<std::string> FromValue(const Value& given);
};

template <>
struct JsTraits<std::u16string_view> {
  static Value ToValue(std::u16string_view text);
};

template <>
struct JsTraits<std::u16string> {
  static constexpr Ask kAsk = Ask::kCopy;
  static constexpr Ask kAskInside = Ask::kJson;
  static Value ToValue(const std::u16string& value) { return JsTraits<std::u16string_view>::ToValue(value); }
  static absl::StatusOr<std::u16string> FromValue(const Value& given);
};

template <>
struct JsTraits<Bytes> {
  static constexpr Ask kAsk = Ask::kCopy;
  static Value ToValue(const Bytes& bytes);
  static absl::StatusOr<Bytes> FromValue(const Value& value);
};

template <>
struct JsTraits<Json> {
  static constexpr Ask kAsk = Ask::kJson;
  static Value ToValue(const Json& value) { return Value::FromJson(value.text()); }
  static absl::StatusOr<Json> FromValue(const Value& value);
};

template <>
struct JsTraits<absl::Time> {
  static constexpr Ask kAsk = Ask::kCopy;
  static Value ToValue(absl::Time value) { return Value::Date(value); }
  static absl::StatusOr<absl::Time> FromValue(const Value& value);
};

template <>
struct JsTraits<std::nullptr_t> {
  static constexpr Ask kAsk = Ask::kCopy;
  static constexpr Ask kAskInside = Ask::kJson;
  static Value ToValue(std::nullptr_t) { return Value::Null(); }
  static absl::StatusOr<std::nullptr_t> FromValue(const Value& value) {
    if (value.kind() != Value::Kind::kNull) return MismatchError("null", value);
    return nullptr;
  }
};

template <>
struct JsTraits<std::monostate> {
  static constexpr Ask kAsk = Ask::kCopy;
  static Value ToValue(std::monostate) { return Value(); }
  static absl::StatusOr<std::monostate> FromValue(const Value& value) {
    if (value.kind() != Value::Kind::kUndefined) return MismatchError("undefined", value);
    return std::monostate();
  }
};

template <>
struct JsTraits<Value> {
  static constexpr Ask kAsk = Ask::kAnything;
  static Value ToValue(const Value& value) { return value; }
  static absl::StatusOr<Value> FromValue(const Value& value) { return value; }
};

}  // namespace jsinterop::inline client

#endif  // JSINTEROP_TRAITS_H_
