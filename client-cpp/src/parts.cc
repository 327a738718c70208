// Taking values apart.

#include <cstring>

#include "absl/strings/str_cat.h"
#include "jsinterop/errors.h"
#include "jsinterop/traits.h"
#include "jsinterop/value.h"
#include "json.h"
#include "payload.h"
#include "utf.h"

namespace jsinterop::inline client {

using internal::Look;
using internal::Payload;

namespace internal {
namespace {

constexpr uint32_t kMaxEndHoles = 1u << 20;

template <typename T>
T ReadElement(std::string_view bytes, size_t position) {
  T element;
  std::memcpy(&element, bytes.data() + position * sizeof(T), sizeof(T));
  return element;
}

Value ElementOf(v1::ViewNode::Type type, std::string_view bytes, size_t position) {
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
  const std::string_view bytes = std::string_view(buffer).substr(view.byte_offset());
  std::vector<Value> items;
  items.reserve(view.length());
  for (uint64_t i = 0; i < view.length(); ++i) items.push_back(ElementOf(view.type(), bytes, i));
  return items;
}

}  // namespace

Value KeyOf(const v1::Property& property) {
  v1::Value key;
  if (property.key_utf16().empty()) {
    key.set_string(property.key());
  } else {
    key.set_utf16(property.key_utf16());
  }
  return MakeValue(std::move(key));
}

}  // namespace internal

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
    // Holes cost nothing on the wire; here each is a Value.
    if (seen.node->array().length() > static_cast<uint32_t>(seen.node->array().items_size()) + internal::kMaxEndHoles) {
      return MismatchError("an array with at most a million holes at its end", *this);
    }
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
  const internal::Seen seen = Look(*this);
  Value found;
  if (seen.node != nullptr && seen.node->has_object()) {
    for (const v1::Property& property : seen.node->object().properties()) {
      if (property.key_utf16().empty() && property.key() == key) return Payload::Sibling(*this, property.value());
    }
  } else if (seen.scalar != nullptr && seen.scalar->has_json()) {
    const auto members = internal::SplitJsonObject(seen.scalar->json());
    if (!members.ok() || !internal::IsUtf8(key)) return found;
    const std::u16string wanted = internal::ToUtf16(key);
    std::string_view text;
    for (const auto& [name, member] : *members) {
      if (internal::ParseJsonString(name) == wanted) text = member;  // The last counts, as JSON.parse has it.
    }
    if (!text.empty()) found = internal::FromJsonText(text);
  }
  return found;
}

const void* Value::identity() const {
  const internal::Seen seen = Look(*this);
  if (seen.scalar != nullptr && seen.scalar->has_reference()) {
    return payload_->references[seen.scalar->reference()].get();
  }
  if (payload_ == nullptr || !payload_->value.has_graph()) return nullptr;
  switch (kind()) {
    case Kind::kUndefined:
    case Kind::kNull:
    case Kind::kBoolean:
    case Kind::kNumber:
    case Kind::kString:
    case Kind::kBigInt: return nullptr;
    default: return seen.node != nullptr ? static_cast<const void*>(seen.node) : seen.scalar;
  }
}

}  // namespace jsinterop::inline client
