#include "jsinterop/value.h"

#include <cmath>
#include <limits>
#include <optional>

#include "absl/strings/str_cat.h"
#include "json.h"
#include "payload.h"
#include "status.h"
#include "utf.h"

namespace jsinterop::inline client {

using internal::Payload;

namespace internal {

Value MakeValue(v1::Value value, References references, uint32_t node) {
  auto payload = std::make_shared<Payload>();
  payload->value = std::move(value);
  payload->references = std::move(references);
  return Payload::Wrap(std::move(payload), node);
}

const v1::Node& NodeAt(const Value& value, uint32_t number) {
  return Payload::Of(value)->value.graph().nodes(static_cast<int>(number) - 1);
}

Seen Look(const Value& value) {
  const Payload* payload = Payload::Of(value);
  if (payload == nullptr || !payload->error.ok()) return {};
  if (!payload->value.has_graph()) return {.scalar = &payload->value};
  const v1::Node& node = NodeAt(value, Payload::NodeOf(value) == 0 ? 1 : Payload::NodeOf(value));
  if (node.has_leaf()) return {.scalar = &node.leaf()};
  return {.node = &node};
}

void SetString(std::u16string_view text, v1::Value& value) {
  if (std::optional<std::string> utf8 = ToUtf8(text)) {
    value.set_string(*std::move(utf8));
  } else {
    value.set_utf16(ToUtf16Bytes(text));
  }
}

void SetKey(std::u16string_view key, v1::Property& property) {
  if (std::optional<std::string> utf8 = ToUtf8(key)) {
    property.set_key(*std::move(utf8));
  } else {
    property.set_key_utf16(ToUtf16Bytes(key));
  }
}

}  // namespace internal

using internal::Look;
using internal::MakeValue;

Value Value::Null() {
  v1::Value value;
  value.mutable_null();
  return MakeValue(std::move(value));
}

Value Value::BigInt(int64_t number) { return BigInt(absl::StrCat(number)); }

Value Value::BigInt(std::string_view decimal) {
  const std::string_view digits = decimal.substr(decimal.substr(0, 1) == "-" ? 1 : 0);
  if (digits.empty() || digits.find_first_not_of("0123456789") != std::string_view::npos) {
    return Invalid(internal::BadArgument("a bigint is written as an optional '-' and decimal digits"));
  }
  v1::Value value;
  value.set_bigint(std::string(decimal));
  return MakeValue(std::move(value));
}

Value Value::Date(absl::Time time) {
  v1::Value value;
  // Whole milliseconds, rounded down: as a floating-point duration a time would lose some of itself.
  const auto milliseconds = static_cast<double>(absl::ToUnixMillis(time));
  value.set_date(std::abs(milliseconds) <= internal::kLastDate ? milliseconds
                                                               : std::numeric_limits<double>::quiet_NaN());
  return MakeValue(std::move(value));
}

Value Value::FromJson(std::string text) {
  if (!internal::IsUtf8(text)) return Invalid(internal::BadArgument("a JSON text is not UTF-8"));
  v1::Value value;
  value.set_json(std::move(text));
  return MakeValue(std::move(value));
}

Value Value::Invalid(absl::Status why) {
  auto payload = std::make_shared<Payload>();
  payload->error = std::move(why);
  return Payload::Wrap(std::move(payload));
}

absl::Status Value::status() const { return payload_ == nullptr ? absl::OkStatus() : payload_->error; }

namespace {

Value::Kind KindOfJson(char start) {
  switch (start) {
    case 'n': return Value::Kind::kNull;
    case 't':
    case 'f': return Value::Kind::kBoolean;
    case '"': return Value::Kind::kString;
    case '[': return Value::Kind::kArray;
    case '{': return Value::Kind::kObject;
    default: return Value::Kind::kNumber;
  }
}

Value::Kind KindOf(const v1::Value& scalar) {
  switch (scalar.kind_case()) {
    case v1::Value::kNull: return Value::Kind::kNull;
    case v1::Value::kBoolean: return Value::Kind::kBoolean;
    case v1::Value::kNumber: return Value::Kind::kNumber;
    case v1::Value::kString:
    case v1::Value::kUtf16: return Value::Kind::kString;
    case v1::Value::kBigint: return Value::Kind::kBigInt;
    case v1::Value::kDate: return Value::Kind::kDate;
    case v1::Value::kBytes: return Value::Kind::kBytes;
    case v1::Value::kJson: return KindOfJson(internal::JsonStart(scalar.json()));
    case v1::Value::kReference: return Value::Kind::kReference;
    default: return Value::Kind::kUndefined;
  }
}

Value::Kind KindOf(const v1::Node& node) {
  switch (node.kind_case()) {
    case v1::Node::kArray: return Value::Kind::kArray;
    case v1::Node::kObject: return Value::Kind::kObject;
    case v1::Node::kMap: return Value::Kind::kMap;
    case v1::Node::kSet: return Value::Kind::kSet;
    case v1::Node::kArrayBuffer: return Value::Kind::kArrayBuffer;
    case v1::Node::kView: return Value::Kind::kView;
    case v1::Node::kRegexp: return Value::Kind::kRegExp;
    case v1::Node::kError: return Value::Kind::kError;
    default: return Value::Kind::kBoxed;
  }
}

}  // namespace

Value::Kind Value::kind() const {
  if (!status().ok()) return Kind::kInvalid;
  const internal::Seen seen = Look(*this);
  if (seen.node != nullptr) return KindOf(*seen.node);
  return seen.scalar == nullptr ? Kind::kUndefined : KindOf(*seen.scalar);
}

}  // namespace jsinterop::inline client
