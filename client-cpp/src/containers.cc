// What JsTraits of containers and structs share, apart from types.

#include "jsinterop/containers.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "jsinterop/errors.h"
#include "jsinterop/structs.h"
#include "status.h"
#include "text.h"

namespace jsinterop::inline client {
namespace internal {

absl::StatusOr<std::vector<Value>> ExactItems(const Value& value, size_t count) {
  const Value::Kind kind = value.kind();
  const bool has_positions = kind == Value::Kind::kArray || kind == Value::Kind::kView || kind == Value::Kind::kBytes;
  absl::StatusOr<std::vector<Value>> items =
      has_positions ? value.Items() : absl::StatusOr<std::vector<Value>>(std::vector<Value>());
  if (!has_positions || (items.ok() && items->size() != count)) {
    return MismatchError(absl::StrCat("an array of ", count, count == 1 ? " element" : " elements"), value);
  }
  return items;
}

absl::StatusOr<std::vector<Value>> SetItems(const Value& value) {
  if (value.kind() != Value::Kind::kSet) return MismatchError("a Set", value);
  return value.Items();
}

absl::StatusOr<std::vector<std::pair<Value, Value>>> MapEntries(const Value& value) {
  if (value.kind() != Value::Kind::kMap) return MismatchError("a Map", value);
  return value.Entries();
}

std::string KeyText(const Value& key) {
  absl::StatusOr<std::string> text = key.kind() == Value::Kind::kString ? key.As<std::string>() : key.ToString();
  return text.ok() ? *std::move(text) : key.ToString();
}

absl::StatusOr<Properties> Properties::Of(const Value& value) {
  const auto entries = value.Entries();
  if (!entries.ok()) return entries.status();
  Properties properties;
  properties.properties_.reserve(entries->size());
  for (const auto& [key, member] : *entries) {
    // A key that is no such text names no member of a struct.
    if (absl::StatusOr<std::string> name = key.As<std::string>(); name.ok()) {
      properties.properties_.emplace_back(*std::move(name), member);
    }
  }
  return properties;
}

const Value& Properties::operator[](std::string_view key) const {
  static const Value& undefined = *new Value();
  // From the end: of two equal names in JSON text, the later counts.
  const auto found =
      std::find_if(properties_.rbegin(), properties_.rend(), [&](const auto& p) { return p.first == key; });
  return found == properties_.rend() ? undefined : found->second;
}

absl::Status NoSuchName(const std::vector<std::string_view>& names, const Value& value) {
  const auto quote = [](std::string* out, std::string_view name) { absl::StrAppend(out, "'", ToAbsl(name), "'"); };
  return MismatchError(absl::StrCat("one of ", absl::StrJoin(names, ", ", quote)), value);
}

Value Nameless() { return Value::Invalid(BadArgument("a value of an enum has no name in JavaScript")); }

}  // namespace internal

Value JsTraits<std::vector<std::byte>>::ToValue(const std::vector<std::byte>& bytes) {
  return Value(Bytes(std::string(reinterpret_cast<const char*>(bytes.data()), bytes.size())));
}

absl::StatusOr<std::vector<std::byte>> JsTraits<std::vector<std::byte>>::FromValue(const Value& value) {
  const absl::StatusOr<Bytes> bytes = value.As<Bytes>();
  if (!bytes.ok()) return bytes.status();
  const auto* begin = reinterpret_cast<const std::byte*>(bytes->data().data());
  return std::vector<std::byte>(begin, begin + bytes->data().size());
}

}  // namespace jsinterop::inline client
