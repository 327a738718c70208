#include "parts.h"

#include <algorithm>
#include <cstring>
#include <limits>

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

// Of `count` parts, the first, each made by `make` of its position.
template <typename Part, typename Make>
void Fill(FirstParts<Part>& first, size_t count, size_t most, Make make) {
  first.count = count;
  first.parts.reserve(std::min(count, most));
  while (first.parts.size() < std::min(count, most)) first.parts.push_back(make(first.parts.size()));
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

namespace internal {

absl::StatusOr<FirstParts<Value>> FirstItems(const Value& value, size_t most) {
  const Seen seen = Look(value);
  FirstParts<Value> items;
  const auto fill = [&](size_t count, auto make) { Fill(items, count, most, make); };
  if (seen.scalar != nullptr && seen.scalar->has_json()) {
    const absl::StatusOr<std::vector<std::string_view>> pieces = SplitJsonArray(seen.scalar->json());
    if (!pieces.ok()) return MismatchError("an array", value);
    fill(pieces->size(), [&](size_t i) { return FromJsonText((*pieces)[i]); });
  } else if (seen.scalar != nullptr && seen.scalar->has_bytes()) {
    const std::string& bytes = seen.scalar->bytes();
    fill(bytes.size(), [&](size_t i) { return Value(static_cast<uint8_t>(bytes[i])); });
  } else if (seen.node != nullptr && seen.node->has_array()) {
    const v1::ArrayNode& array = seen.node->array();
    const auto written = static_cast<uint32_t>(array.items_size());
    // Holes cost nothing on the wire; here each is a Value.
    if (array.length() > written + kMaxEndHoles) {
      return MismatchError("an array with at most a million holes at its end", value);
    }
    fill(array.length(), [&](size_t i) {
      const uint32_t number = i < written ? array.items(static_cast<int>(i)) : 0;
      return number == 0 ? Value() : Payload::Sibling(value, number);
    });
  } else if (seen.node != nullptr && seen.node->has_set()) {
    const auto& numbers = seen.node->set().items();
    fill(static_cast<size_t>(numbers.size()),
         [&](size_t i) { return Payload::Sibling(value, numbers[static_cast<int>(i)]); });
  } else if (seen.node != nullptr && seen.node->has_view()) {
    const v1::ViewNode& view = seen.node->view();
    const std::string_view bytes =
        std::string_view(NodeAt(value, view.buffer()).array_buffer()).substr(view.byte_offset());
    fill(view.length(), [&](size_t i) { return ElementOf(view.type(), bytes, i); });
  } else {
    return MismatchError("an array", value);
  }
  return items;
}

absl::StatusOr<FirstParts<std::pair<Value, Value>>> FirstEntries(const Value& value, size_t most) {
  const Seen seen = Look(value);
  FirstParts<std::pair<Value, Value>> entries;
  const auto fill = [&](size_t count, auto make) { Fill(entries, count, most, make); };
  if (seen.scalar != nullptr && seen.scalar->has_json()) {
    const auto members = SplitJsonObject(seen.scalar->json());
    if (!members.ok()) return MismatchError("an object", value);
    fill(members->size(), [&](size_t i) {
      const auto& [key, text] = (*members)[i];
      return std::make_pair(FromJsonText(key), FromJsonText(text));
    });
  } else if (seen.node != nullptr && seen.node->has_object()) {
    const auto& properties = seen.node->object().properties();
    fill(static_cast<size_t>(properties.size()), [&](size_t i) {
      const v1::Property& property = properties[static_cast<int>(i)];
      return std::make_pair(KeyOf(property), Payload::Sibling(value, property.value()));
    });
  } else if (seen.node != nullptr && seen.node->has_map()) {
    const auto& numbers = seen.node->map().entries();
    fill(static_cast<size_t>(numbers.size()) / 2, [&](size_t i) {
      const int at = static_cast<int>(2 * i);
      return std::make_pair(Payload::Sibling(value, numbers[at]), Payload::Sibling(value, numbers[at + 1]));
    });
  } else {
    return MismatchError("an object", value);
  }
  return entries;
}

}  // namespace internal

absl::StatusOr<std::vector<Value>> Value::Items() const {
  auto items = internal::FirstItems(*this, std::numeric_limits<size_t>::max());
  if (!items.ok()) return std::move(items).status();
  return std::move(items)->parts;
}

absl::StatusOr<std::vector<std::pair<Value, Value>>> Value::Entries() const {
  auto entries = internal::FirstEntries(*this, std::numeric_limits<size_t>::max());
  if (!entries.ok()) return std::move(entries).status();
  return std::move(entries)->parts;
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
