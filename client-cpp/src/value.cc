#include "jsinterop/value.h"

#include <cmath>
#include <cstring>
#include <limits>
#include <optional>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_cat.h"
#include "graph.h"
#include "json.h"
#include "payload.h"
#include "status.h"

namespace jsinterop::inline client {

using internal::Payload;

namespace internal {

Value MakeValue(v1::Value value, References references) {
  auto payload = std::make_shared<Payload>();
  payload->value = std::move(value);
  payload->references = std::move(references);
  return Payload::Wrap(std::move(payload));
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

namespace {

// The first of `values` that could not be made.
template <typename Range, typename Project>
std::optional<absl::Status> FirstError(const Range& values, Project project) {
  for (const auto& value : values) {
    if (absl::Status status = project(value).status(); !status.ok()) return status;
  }
  return std::nullopt;
}

Value MakeJson(std::string text) {
  auto payload = std::make_shared<Payload>();
  payload->value.set_json(std::move(text));
  payload->own_json = true;
  return Payload::Wrap(std::move(payload));
}

// Makes a graph whose first node `fill` fills in.
template <typename Fill>
Value MakeGraph(Fill fill) {
  ReferenceTable table;
  GraphBuilder builder(table);
  v1::Node* root = builder.NewNode().second;
  fill(builder, *root);
  v1::Value value;
  *value.mutable_graph() = std::move(builder).Take();
  return MakeValue(std::move(value), std::move(table).Take());
}

Value KeyOf(const v1::Property& property) {
  v1::Value key;
  if (property.key_utf16().empty()) {
    key.set_string(property.key());
  } else {
    key.set_utf16(property.key_utf16());
  }
  return MakeValue(std::move(key));
}

template <typename T>
T ReadElement(const std::string& bytes, size_t position) {
  T element;
  std::memcpy(&element, bytes.data() + position * sizeof(T), sizeof(T));
  return element;
}

Value ElementOf(v1::ViewNode::Type type, const std::string& bytes, size_t position) {
  switch (type) {
    case v1::ViewNode::TYPE_INT8: return ReadElement<int8_t>(bytes, position);
    case v1::ViewNode::TYPE_INT16: return ReadElement<int16_t>(bytes, position);
    case v1::ViewNode::TYPE_UINT16: return ReadElement<uint16_t>(bytes, position);
    case v1::ViewNode::TYPE_INT32: return ReadElement<int32_t>(bytes, position);
    case v1::ViewNode::TYPE_UINT32: return ReadElement<uint32_t>(bytes, position);
    case v1::ViewNode::TYPE_FLOAT32: return ReadElement<float>(bytes, position);
    case v1::ViewNode::TYPE_FLOAT64: return ReadElement<double>(bytes, position);
    case v1::ViewNode::TYPE_BIG_INT64: return Value::BigInt(ReadElement<int64_t>(bytes, position));
    case v1::ViewNode::TYPE_BIG_UINT64: return Value::BigInt(absl::StrCat(ReadElement<uint64_t>(bytes, position)));
    default: return ReadElement<uint8_t>(bytes, position);
  }
}

std::vector<Value> ElementsOf(const Value& value, const v1::ViewNode& view) {
  const std::string& buffer = NodeAt(value, view.buffer()).array_buffer();
  const std::string bytes = buffer.substr(view.byte_offset());
  std::vector<Value> items;
  items.reserve(view.length());
  for (uint64_t i = 0; i < view.length(); ++i) items.push_back(ElementOf(view.type(), bytes, i));
  return items;
}

}  // namespace
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
  v1::Value value;
  value.set_json(std::move(text));
  return MakeValue(std::move(value));
}

Value Value::Array(const std::vector<Value>& items) {
  if (const auto error = internal::FirstError(items, std::identity())) return Invalid(*error);
  std::string text = "[";
  bool is_json = true;
  for (size_t i = 0; is_json && i < items.size(); ++i) {
    if (i > 0) text += ',';
    is_json = internal::AppendJson(items[i], text);
  }
  if (is_json) return internal::MakeJson(text + "]");
  return internal::MakeGraph([&](internal::GraphBuilder& builder, v1::Node& root) {
    root.mutable_array()->set_length(static_cast<uint32_t>(items.size()));
    for (const Value& item : items) root.mutable_array()->add_items(builder.Add(item));
  });
}

Value Value::Object(const std::vector<Field>& fields) {
  if (const auto error = internal::FirstError(fields, [](const Field& f) -> const Value& { return f.value; })) {
    return Invalid(*error);
  }
  absl::flat_hash_map<std::string_view, const Value*> last;
  for (const Field& field : fields) {
    if (!internal::IsUtf8(field.key)) return Invalid(internal::BadArgument("a key is not UTF-8"));
    last[field.key] = &field.value;
  }
  // Each key once, where it stood first.
  std::vector<std::pair<std::string_view, const Value*>> unique;
  for (const Field& field : fields) {
    if (const auto it = last.find(field.key); it != last.end()) {
      unique.emplace_back(*it);
      last.erase(it);
    }
  }
  std::string text = "{";
  bool is_json = true;
  for (size_t i = 0; is_json && i < unique.size(); ++i) {
    if (i > 0) text += ',';
    internal::AppendJsonString(unique[i].first, text);
    text += ':';
    is_json = internal::AppendJson(*unique[i].second, text);
  }
  if (is_json) return internal::MakeJson(text + "}");
  return internal::MakeGraph([&](internal::GraphBuilder& builder, v1::Node& root) {
    for (const auto& [key, value] : unique) {
      v1::Property* property = root.mutable_object()->add_properties();
      property->set_key(std::string(key));
      property->set_value(builder.Add(*value));
    }
  });
}

Value Value::Map(const std::vector<std::pair<Value, Value>>& entries) {
  for (const auto& [key, value] : entries) {
    if (!key.status().ok()) return key;
    if (!value.status().ok()) return value;
  }
  return internal::MakeGraph([&](internal::GraphBuilder& builder, v1::Node& root) {
    root.mutable_map();
    for (const auto& [key, value] : entries) {
      root.mutable_map()->add_entries(builder.Add(key));
      root.mutable_map()->add_entries(builder.Add(value));
    }
  });
}

Value Value::Set(const std::vector<Value>& items) {
  if (const auto error = internal::FirstError(items, std::identity())) return Invalid(*error);
  return internal::MakeGraph([&](internal::GraphBuilder& builder, v1::Node& root) {
    root.mutable_set();
    for (const Value& item : items) root.mutable_set()->add_items(builder.Add(item));
  });
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

absl::StatusOr<std::vector<Value>> Value::Items() const {
  const internal::Seen seen = Look(*this);
  std::vector<Value> items;
  if (seen.scalar != nullptr && seen.scalar->has_json()) {
    absl::StatusOr<std::vector<std::string_view>> pieces = internal::SplitJsonArray(seen.scalar->json());
    if (!pieces.ok()) return MismatchError("an array", *this);
    items.reserve(pieces->size());
    for (const std::string_view piece : *pieces) items.push_back(internal::FromJsonText(piece));
  } else if (seen.scalar != nullptr && seen.scalar->has_bytes()) {
    for (const char byte : seen.scalar->bytes()) items.emplace_back(static_cast<uint8_t>(byte));
  } else if (seen.node != nullptr && seen.node->has_array()) {
    items.reserve(seen.node->array().length());
    for (const uint32_t number : seen.node->array().items()) {
      items.push_back(number == 0 ? Value() : Payload::Sibling(*this, number));
    }
    items.resize(seen.node->array().length());
  } else if (seen.node != nullptr && seen.node->has_set()) {
    for (const uint32_t number : seen.node->set().items()) items.push_back(Payload::Sibling(*this, number));
  } else if (seen.node != nullptr && seen.node->has_view()) {
    return internal::ElementsOf(*this, seen.node->view());
  } else {
    return MismatchError("an array", *this);
  }
  return items;
}

absl::StatusOr<std::vector<std::pair<Value, Value>>> Value::Entries() const {
  const internal::Seen seen = Look(*this);
  std::vector<std::pair<Value, Value>> entries;
  if (seen.scalar != nullptr && seen.scalar->has_json()) {
    const auto members = internal::SplitJsonObject(seen.scalar->json());
    if (!members.ok()) return MismatchError("an object", *this);
    for (const auto& [key, text] : *members) {
      entries.emplace_back(internal::FromJsonText(key), internal::FromJsonText(text));
    }
  } else if (seen.node != nullptr && seen.node->has_object()) {
    for (const v1::Property& property : seen.node->object().properties()) {
      entries.emplace_back(internal::KeyOf(property), Payload::Sibling(*this, property.value()));
    }
  } else if (seen.node != nullptr && seen.node->has_map()) {
    const auto& numbers = seen.node->map().entries();
    for (int i = 0; i + 1 < numbers.size(); i += 2) {
      entries.emplace_back(Payload::Sibling(*this, numbers[i]), Payload::Sibling(*this, numbers[i + 1]));
    }
  } else {
    return MismatchError("an object", *this);
  }
  return entries;
}

Value Value::operator[](std::string_view key) const {
  if (kind() != Kind::kObject) return Value();
  const internal::Seen seen = Look(*this);
  if (seen.node != nullptr) {
    for (const v1::Property& property : seen.node->object().properties()) {
      if (property.key_utf16().empty() && property.key() == key) return Payload::Sibling(*this, property.value());
    }
    return Value();
  }
  const auto entries = Entries();
  if (!entries.ok()) return Value();
  Value found;
  for (const auto& [name, member] : *entries) {
    const absl::StatusOr<std::string> text = name.As<std::string>();
    if (text.ok() && *text == key) found = member;  // The last counts, as JSON.parse has it.
  }
  return found;
}

}  // namespace jsinterop::inline client
