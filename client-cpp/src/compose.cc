// Values that are made of values: as JSON text where that says exactly what they are, else as graphs.

#include <cstddef>
#include <optional>

#include "absl/container/flat_hash_map.h"
#include "graph.h"
#include "jsinterop/containers.h"
#include "jsinterop/errors.h"
#include "jsinterop/traits.h"
#include "jsinterop/value.h"
#include "json.h"
#include "payload.h"
#include "status.h"
#include "utf.h"

namespace jsinterop::inline client {

using internal::Payload;

namespace internal {
namespace {

// The error of the first of `items` that could not be made, with its place.
std::optional<absl::Status> FirstError(const std::vector<Value>& items) {
  for (size_t i = 0; i < items.size(); ++i) {
    if (absl::Status status = items[i].status(); !status.ok()) return AtIndex(status, i);
  }
  return std::nullopt;
}

Value MakeJson(std::string text) {
  auto payload = std::make_shared<Payload>();
  payload->value.set_json(std::move(text));
  payload->own_json = true;
  return Payload::Wrap(std::move(payload));
}

// A graph whose first node `fill` fills in.
template <typename Fill>
Value MakeGraph(Fill fill) {
  ReferenceTable table;
  GraphBuilder builder(table);
  fill(builder, *builder.NewNode().second);
  v1::Value value;
  *value.mutable_graph() = std::move(builder).Take();
  return MakeValue(std::move(value), std::move(table).Take());
}

// Keys with what they lead to. Each key once, where it stood first, with what it led to last.
template <typename Key>
class UniqueKeys {
 public:
  void Add(Key key, const Value& value) {
    const auto [it, fresh] = positions_.try_emplace(key, entries_.size());
    if (fresh) {
      entries_.emplace_back(std::move(key), &value);
    } else {
      entries_[it->second].second = &value;
    }
  }
  const std::vector<std::pair<Key, const Value*>>& entries() const { return entries_; }

 private:
  std::vector<std::pair<Key, const Value*>> entries_;
  absl::flat_hash_map<Key, size_t> positions_;
};

// Nothing where JSON cannot say what the object is.
std::optional<std::string> ObjectText(const std::vector<std::pair<std::string_view, const Value*>>& entries) {
  std::string text = "{";
  for (const auto& [key, value] : entries) {
    if (text.size() > 1) text += ',';
    AppendJsonString(key, text);
    text += ':';
    if (!AppendJson(*value, text)) return std::nullopt;
  }
  return text + "}";
}

std::optional<std::string> ArrayText(const std::vector<Value>& items) {
  std::string text = "[";
  for (const Value& item : items) {
    if (text.size() > 1) text += ',';
    if (!AppendJson(item, text)) return std::nullopt;
  }
  return text + "]";
}

}  // namespace
}  // namespace internal

Value Value::Array(const std::vector<Value>& items) {
  if (const auto error = internal::FirstError(items)) return Invalid(*error);
  if (std::optional<std::string> text = internal::ArrayText(items)) return internal::MakeJson(*std::move(text));
  return internal::MakeGraph([&](internal::GraphBuilder& builder, v1::Node& root) {
    root.mutable_array()->set_length(static_cast<uint32_t>(items.size()));
    for (const Value& item : items) root.mutable_array()->add_items(builder.Add(item));
  });
}

Value Value::Object(const std::vector<Field>& fields) {
  internal::UniqueKeys<std::string_view> unique;
  for (const Field& field : fields) {
    if (!internal::IsUtf8(field.key)) return Invalid(internal::BadArgument("a key is not UTF-8"));
    if (absl::Status status = field.value.status(); !status.ok()) return Invalid(AtKey(status, field.key));
    unique.Add(field.key, field.value);
  }
  if (std::optional<std::string> text = internal::ObjectText(unique.entries())) {
    return internal::MakeJson(*std::move(text));
  }
  return internal::MakeGraph([&](internal::GraphBuilder& builder, v1::Node& root) {
    for (const auto& [key, value] : unique.entries()) {
      v1::Property* property = root.mutable_object()->add_properties();
      property->set_key(std::string(key));
      property->set_value(builder.Add(*value));
    }
  });
}

Value Value::ObjectFromEntries(const std::vector<std::pair<Value, Value>>& entries) {
  internal::UniqueKeys<std::u16string> unique;
  std::vector<Field> fields;  // The same, as long as UTF-8 can say the keys.
  for (const auto& [key, value] : entries) {
    const absl::StatusOr<std::u16string> name = key.As<std::u16string>();
    if (!name.ok()) return Invalid(internal::BadArgument("a key of a plain object is a string"));
    if (absl::Status status = value.status(); !status.ok()) return Invalid(AtKey(status, internal::KeyText(key)));
    unique.Add(*name, value);
    if (std::optional<std::string> text = internal::ToUtf8(*name)) fields.push_back({*std::move(text), value});
  }
  if (fields.size() == entries.size()) return Object(fields);
  return internal::MakeGraph([&](internal::GraphBuilder& builder, v1::Node& root) {
    for (const auto& [key, value] : unique.entries()) {
      v1::Property* property = root.mutable_object()->add_properties();
      internal::SetKey(key, *property);
      property->set_value(builder.Add(*value));
    }
  });
}

Value Value::Map(const std::vector<std::pair<Value, Value>>& entries) {
  for (const auto& [key, value] : entries) {
    if (!key.status().ok()) return key;
    if (absl::Status status = value.status(); !status.ok()) return Invalid(AtKey(status, internal::KeyText(key)));
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
  if (const auto error = internal::FirstError(items)) return Invalid(*error);
  return internal::MakeGraph([&](internal::GraphBuilder& builder, v1::Node& root) {
    root.mutable_set();
    for (const Value& item : items) root.mutable_set()->add_items(builder.Add(item));
  });
}

}  // namespace jsinterop::inline client
