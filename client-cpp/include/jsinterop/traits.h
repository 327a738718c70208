// JsTraits: how C++ types are sent to JavaScript and received from it.
//
//   C++                        sent as              received from
//   bool                       boolean              boolean
//   integers                   number, up to 2^53   a number that is whole and in range; a bigint in range
//   double, float              number               number
//   std::string, string_view,  string (UTF-8)       string; not one with lone surrogates (not string_view)
//     const char*
//   Bytes                      Uint8Array           Uint8Array, ArrayBuffer, any typed array or DataView
//   Json                       what the text says   what JSON.stringify makes of it
//   absl::Time                 Date                 a valid Date
//   std::nullptr_t             null
//   std::optional<T>           undefined, or as T   undefined or null; else as T
//   std::vector<T>             array                array, Set, typed array
//   std::map<std::string, T>   plain object         plain object; Map with string keys
//   Value                      as it is             anything, exactly
//   ObjectReference            the live object      a reference to the result (object_reference.h)
//
// An integer beyond ±(2^53 − 1) is refused rather than rounded, and never turned into a bigint behind your
// back, because JavaScript cannot mix the two; say Value::BigInt(n).
//
// To add a type of yours:
//
//   template <>
//   struct jsinterop::JsTraits<Money> {
//     // What to ask JavaScript for; see Ask. (kAskInside may say something else for elements of containers.)
//     static constexpr Ask kAsk = Ask::kJson;
//     static Value ToValue(const Money& money) {
//       return Value::Object({{"amount", money.amount}, {"currency", money.currency}});
//     }
//     static absl::StatusOr<Money> FromValue(const Value& value) { … value["amount"].As<int64_t>() … }
//   };
//
// A type that is only sent needs no FromValue and kAsk; one that is only received needs no ToValue. FromValue
// makes its errors with MismatchError.

#ifndef JSINTEROP_TRAITS_H_
#define JSINTEROP_TRAITS_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

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
    return static_cast<float>(*number);
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
  static Value ToValue(std::nullptr_t) { return Value::Null(); }
};

template <>
struct JsTraits<Value> {
  static constexpr Ask kAsk = Ask::kAnything;
  static Value ToValue(const Value& value) { return value; }
  static absl::StatusOr<Value> FromValue(const Value& value) { return value; }
};

template <typename T>
struct JsTraits<std::optional<T>> {
  static constexpr Ask kAsk = JsTraits<T>::kAsk;
  static constexpr Ask kAskInside = internal::AskForElements<T>();
  static Value ToValue(const std::optional<T>& value) requires Sendable<T> { return value ? Value(*value) : Value(); }
  static absl::StatusOr<std::optional<T>> FromValue(const Value& value) {
    if (value.IsNullish()) return std::optional<T>();
    absl::StatusOr<T> present = JsTraits<T>::FromValue(value);
    if (!present.ok()) return std::move(present).status();
    return std::optional<T>(*std::move(present));
  }
};

// Arrays of strings and booleans are asked for as JSON, which is the fastest and loses nothing there. Arrays of
// numbers are asked for without loss, so that NaN, -0, bigints and typed arrays arrive too.
template <typename T>
struct JsTraits<std::vector<T>> {
  static constexpr Ask kAsk = internal::AskForElements<T>();
  static Value ToValue(const std::vector<T>& value) requires Sendable<T> {
    std::vector<Value> items;
    items.reserve(value.size());
    for (const auto& item : value) items.emplace_back(static_cast<const T&>(item));
    return Value::Array(items);
  }
  static absl::StatusOr<std::vector<T>> FromValue(const Value& value) {
    absl::StatusOr<std::vector<Value>> items = value.Items();
    if (!items.ok()) return std::move(items).status();
    std::vector<T> result;
    result.reserve(items->size());
    for (const Value& item : *items) {
      absl::StatusOr<T> element = JsTraits<T>::FromValue(item);
      if (!element.ok()) return std::move(element).status();
      result.push_back(*std::move(element));
    }
    return result;
  }
};

template <typename T>
struct JsTraits<std::map<std::string, T>> {
  static constexpr Ask kAsk = internal::AskForElements<T>();
  static Value ToValue(const std::map<std::string, T>& value) requires Sendable<T> {
    std::vector<Field> fields;
    fields.reserve(value.size());
    for (const auto& [key, member] : value) fields.push_back({key, Value(member)});
    return Value::Object(fields);
  }
  static absl::StatusOr<std::map<std::string, T>> FromValue(const Value& value) {
    absl::StatusOr<std::vector<std::pair<Value, Value>>> entries = value.Entries();
    if (!entries.ok()) return std::move(entries).status();
    std::map<std::string, T> result;
    for (const auto& [key, member] : *entries) {
      absl::StatusOr<std::string> name = key.template As<std::string>();
      if (!name.ok()) return std::move(name).status();
      absl::StatusOr<T> element = JsTraits<T>::FromValue(member);
      if (!element.ok()) return std::move(element).status();
      result.insert_or_assign(*std::move(name), *std::move(element));
    }
    return result;
  }
};

}  // namespace jsinterop::inline client

#endif  // JSINTEROP_TRAITS_H_
