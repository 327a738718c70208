#include "jsinterop/traits.h"

#include <charconv>
#include <cmath>
#include <limits>

#include "absl/strings/str_cat.h"
#include "graph.h"
#include "json.h"
#include "payload.h"
#include "status.h"
#include "text.h"
#include "utf.h"

namespace jsinterop::inline client {

using internal::Look;
using internal::MakeValue;

namespace {

constexpr double kMaxSafeInteger = 9007199254740991.0;  // 2^53 − 1

// JSON text of a scalar as that scalar; any other value as it is.
Value Plain(const Value& value) {
  const v1::Value* scalar = Look(value).scalar;
  if (scalar == nullptr || !scalar->has_json()) return value;
  const char start = internal::JsonStart(scalar->json());
  return start == '[' || start == '{' ? value : internal::FromJsonText(scalar->json());
}

// What `get` says of a scalar that `has` says is of the right kind.
template <typename T>
absl::StatusOr<T> ToScalar(const Value& given, bool (v1::Value::*has)() const, T (v1::Value::*get)() const,
                           std::string_view wanted) {
  const Value value = Plain(given);
  const v1::Value* scalar = Look(value).scalar;
  if (scalar == nullptr || !(scalar->*has)()) return MismatchError(wanted, value);
  return (scalar->*get)();
}

template <typename T>
absl::StatusOr<T> ToWhole(const Value& given, double min, double past_max) {
  const Value value = Plain(given);
  const v1::Value* scalar = Look(value).scalar;
  if (scalar != nullptr && scalar->has_number()) {
    const double number = scalar->number();
    if (std::trunc(number) != number) return MismatchError("a whole number", value);
    if (number < min || number >= past_max) {
      return internal::OutOfRange(value, std::numeric_limits<T>::min(), std::numeric_limits<T>::max());
    }
    return static_cast<T>(number);
  }
  if (scalar != nullptr && scalar->has_bigint()) {
    T number = 0;
    const std::string& digits = scalar->bigint();
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
    if (error == std::errc() && end == digits.data() + digits.size()) return number;
    return internal::OutOfRange(value, std::numeric_limits<T>::min(), std::numeric_limits<T>::max());
  }
  return MismatchError("a whole number", value);
}

Value FromWhole(double number, std::string_view digits) {
  if (std::abs(number) > kMaxSafeInteger) {
    return Value::Invalid(
        internal::BadArgument(absl::StrCat("a JavaScript number cannot hold ", internal::ToAbsl(digits),
                                           " exactly; if a bigint is meant, say Value::BigInt")));
  }
  v1::Value value;
  value.set_number(number);
  return MakeValue(std::move(value));
}

}  // namespace

absl::Status MismatchError(std::string_view wanted, const Value& value) {
  if (!value.status().ok()) return value.status();
  constexpr size_t kShown = 100;
  std::string shown = value.ToString();
  if (shown.size() > kShown) {
    shown.resize(kShown);
    while (!internal::IsUtf8(shown)) shown.pop_back();
    shown += "…";
  }
  return internal::MakeStatus(absl::StatusCode::kFailedPrecondition, reasons::kResultMismatch, Executed::kYes,
                              absl::StrCat("wanted ", internal::ToAbsl(wanted), ", and JavaScript gave ", shown));
}

namespace internal {

absl::StatusOr<int64_t> ToInt64(const Value& value) { return ToWhole<int64_t>(value, -0x1p63, 0x1p63); }
absl::StatusOr<uint64_t> ToUint64(const Value& value) { return ToWhole<uint64_t>(value, 0, 0x1p64); }
Value FromInt64(int64_t value) { return FromWhole(static_cast<double>(value), absl::StrCat(value)); }
Value FromUint64(uint64_t value) { return FromWhole(static_cast<double>(value), absl::StrCat(value)); }

absl::Status OutOfRange(const Value& value, int64_t min, uint64_t max) {
  return MismatchError(absl::StrCat("a whole number from ", min, " to ", max), value);
}

}  // namespace internal

Value JsTraits<bool>::ToValue(bool boolean) {
  v1::Value value;
  value.set_boolean(boolean);
  return MakeValue(std::move(value));
}

absl::StatusOr<bool> JsTraits<bool>::FromValue(const Value& given) {
  return ToScalar(given, &v1::Value::has_boolean, &v1::Value::boolean, "a boolean");
}

Value JsTraits<double>::ToValue(double number) {
  v1::Value value;
  value.set_number(number);
  return MakeValue(std::move(value));
}

absl::StatusOr<double> JsTraits<double>::FromValue(const Value& given) {
  return ToScalar(given, &v1::Value::has_number, &v1::Value::number, "a number");
}

Value JsTraits<std::string_view>::ToValue(std::string_view text) {
  if (!internal::IsUtf8(text)) {
    return Value::Invalid(internal::BadArgument("a string is not UTF-8; if bytes are meant, say Bytes"));
  }
  v1::Value value;
  value.set_string(std::string(text));
  return MakeValue(std::move(value));
}

absl::StatusOr<std::string> JsTraits<std::string>::FromValue(const Value& given) {
  const Value value = Plain(given);
  const v1::Value* scalar = Look(value).scalar;
  if (scalar == nullptr || !scalar->has_string()) {
    return MismatchError(value.kind() == Value::Kind::kString ? "a string without lone surrogates" : "a string", value);
  }
  return scalar->string();
}

Value JsTraits<Bytes>::ToValue(const Bytes& bytes) {
  v1::Value value;
  value.set_bytes(bytes.data());
  return MakeValue(std::move(value));
}

absl::StatusOr<Bytes> JsTraits<Bytes>::FromValue(const Value& value) {
  const internal::Seen seen = Look(value);
  if (seen.scalar != nullptr && seen.scalar->has_bytes()) return Bytes(seen.scalar->bytes());
  if (seen.node != nullptr && seen.node->has_array_buffer()) return Bytes(seen.node->array_buffer());
  if (seen.node != nullptr && seen.node->has_view()) {
    const v1::ViewNode& view = seen.node->view();
    const std::string& buffer = internal::NodeAt(value, view.buffer()).array_buffer();
    return Bytes(buffer.substr(view.byte_offset(), view.length() * internal::ElementSize(view)));
  }
  return MismatchError("bytes", value);
}

Value JsTraits<std::u16string_view>::ToValue(std::u16string_view text) {
  v1::Value value;
  internal::SetString(text, value);
  return MakeValue(std::move(value));
}

absl::StatusOr<std::u16string> JsTraits<std::u16string>::FromValue(const Value& given) {
  const Value value = Plain(given);
  const v1::Value* scalar = Look(value).scalar;
  if (scalar != nullptr && scalar->has_string()) return internal::ToUtf16(scalar->string());
  if (scalar != nullptr && scalar->has_utf16()) return internal::FromUtf16Bytes(scalar->utf16());
  return MismatchError("a string", value);
}

absl::StatusOr<Json> JsTraits<Json>::FromValue(const Value& value) {
  std::string text;
  const v1::Value* scalar = Look(value).scalar;
  if (scalar != nullptr && scalar->has_json()) return Json(scalar->json());
  if (!internal::AppendJson(value, text)) return MismatchError("what JSON can say", value);
  return Json(std::move(text));
}

absl::StatusOr<absl::Time> JsTraits<absl::Time>::FromValue(const Value& value) {
  const v1::Value* scalar = Look(value).scalar;
  if (scalar == nullptr || !scalar->has_date() || !(std::abs(scalar->date()) <= internal::kLastDate)) {
    return MismatchError("a valid Date", value);
  }
  return absl::FromUnixMillis(static_cast<int64_t>(std::floor(scalar->date())));
}

}  // namespace jsinterop::inline client
