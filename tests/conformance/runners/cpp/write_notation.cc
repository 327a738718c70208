#include <charconv>
#include <cmath>
#include <map>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/escaping.h"
#include "notation.h"

namespace jsinterop::conformance {
namespace {

using nlohmann::json;

std::string NumberText(double number) {
  if (std::isnan(number)) return "NaN";
  if (std::isinf(number)) return number < 0 ? "-Infinity" : "Infinity";
  char buffer[32];
  return std::string(buffer, std::to_chars(buffer, buffer + sizeof(buffer), number).ptr);
}

json WriteUtf16(const std::u16string& text) {
  json units = json::array();
  for (const char16_t unit : text) units.push_back(static_cast<int>(unit));
  return {"utf16", units};
}

json WriteText(const Value& text) {
  if (const auto utf8 = text.As<std::string>(); utf8.ok()) return {"string", *utf8};
  return WriteUtf16(text.As<std::u16string>().value());
}

json WriteKey(const Value& key) {
  json text = WriteText(key);
  return text[0] == "string" ? text[1] : text;
}

json WriteDate(const Value& date) {
  const auto time = date.As<absl::Time>();
  return {"date", time.ok() ? std::to_string(absl::ToUnixMillis(*time)) : "NaN"};
}

// The parts of each kind in their order, each made by `part`.
class Writer {
 public:
  void Count(const Value& value) {
    if (const void* object = value.identity(); object != nullptr && ++meetings_[object] > 1) return;
    // A buffer is met whatever the view of it will be called.
    if (value.kind() == Value::Kind::kView) return Count(value.As<View>()->buffer);
    Open(value, [this](const Value& part) {
      Count(part);
      return json();
    });
  }

  json Write(const Value& value) {
    const void* object = value.identity();
    if (object == nullptr || meetings_.at(object) == 1) return OpenForWriting(value);
    if (const auto known = labels_.find(object); known != labels_.end()) return {"@", known->second};
    const size_t label = labels_.size() + 1;
    labels_[object] = label;
    return {"#", label, OpenForWriting(value)};
  }

 private:
  json OpenForWriting(const Value& value) {
    return Open(value, [this](const Value& part) { return Write(part); });
  }

  template <typename Part>
  json Open(const Value& value, Part part) {
    switch (value.kind()) {
      case Value::Kind::kUndefined: return json::array({"undefined"});
      case Value::Kind::kNull: return json::array({"null"});
      case Value::Kind::kBoolean: return {"boolean", value.As<bool>().value()};
      case Value::Kind::kNumber: return {"number", NumberText(value.As<double>().value())};
      case Value::Kind::kString: return WriteText(value);
      case Value::Kind::kBigInt: return {"bigint", value.As<BigInt>()->decimal()};
      case Value::Kind::kDate: return WriteDate(value);
      case Value::Kind::kBytes: return {"bytes", absl::BytesToHexString(value.As<Bytes>()->data())};
      case Value::Kind::kArray: return OpenArray(value.As<SparseArray>().value(), part);
      case Value::Kind::kObject: return {"object", Properties(value.Entries().value(), part)};
      case Value::Kind::kMap: return OpenMap(value.Entries().value(), part);
      case Value::Kind::kSet: return OpenSet(value.Items().value(), part);
      case Value::Kind::kArrayBuffer: return {"array_buffer", absl::BytesToHexString(value.As<ArrayBuffer>()->data)};
      case Value::Kind::kView: return OpenView(value.As<View>().value(), part);
      case Value::Kind::kRegExp: return {"regexp", value.As<RegExp>()->source, value.As<RegExp>()->flags};
      case Value::Kind::kError: return OpenError(value.As<ErrorObject>().value(), part);
      case Value::Kind::kBoxed: return {"boxed", part(value.As<Boxed>()->primitive)};
      case Value::Kind::kReference: return {"reference", WriteHint(value.As<ObjectReference>().value())};
      case Value::Kind::kInvalid: break;
    }
    throw std::runtime_error("no notation for " + value.ToString());
  }

  template <typename Part>
  static json Properties(const std::vector<std::pair<Value, Value>>& entries, Part part) {
    json properties = json::array();
    for (const auto& [key, value] : entries) properties.push_back(json::array({WriteKey(key), part(value)}));
    return properties;
  }

  template <typename Part>
  static json OpenArray(SparseArray array, Part part) {
    while (!array.items.empty() && !array.items.back()) array.items.pop_back();
    json items = json::array();
    for (const auto& item : array.items) items.push_back(item ? part(*item) : json::array({"hole"}));
    json extras = json::object();
    if (array.length > array.items.size()) extras["length"] = array.length;
    if (!array.properties.empty()) extras["properties"] = Properties(array.properties, part);
    return extras.empty() ? json::array({"array", items}) : json::array({"array", items, extras});
  }

  template <typename Part>
  static json OpenMap(const std::vector<std::pair<Value, Value>>& entries, Part part) {
    json written = json::array();
    for (const auto& [key, value] : entries) {
      json name = part(key);  // Before the value: labels count in this order.
      written.push_back(json::array({std::move(name), part(value)}));
    }
    return {"map", written};
  }

  template <typename Part>
  static json OpenSet(const std::vector<Value>& items, Part part) {
    json written = json::array();
    for (const Value& item : items) written.push_back(part(item));
    return {"set", written};
  }

  template <typename Part>
  json OpenView(const View& view, Part part) {
    const std::string data = view.buffer.As<ArrayBuffer>()->data;
    const bool whole = view.type == View::Type::kUint8 && view.length == data.size();
    if (whole && meetings_.at(view.buffer.identity()) == 1) return {"bytes", absl::BytesToHexString(data)};
    json buffer = part(view.buffer);
    return {"view", std::string(ViewName(view.type)), std::move(buffer), view.byte_offset, view.length};
  }

  template <typename Part>
  static json OpenError(const ErrorObject& error, Part part) {
    json content = {{"name", error.name}};
    if (error.message) content["message"] = WriteKey(*error.message);
    if (error.cause) content["cause"] = part(*error.cause);
    return {"error", content};
  }

  std::map<const void*, int> meetings_;
  std::map<const void*, size_t> labels_;
};

const char* KindName(ObjectReference::Kind kind) {
  switch (kind) {
    case ObjectReference::Kind::kObject: return "OBJECT";
    case ObjectReference::Kind::kFunction: return "FUNCTION";
    case ObjectReference::Kind::kClass: return "CLASS";
    case ObjectReference::Kind::kArray: return "ARRAY";
    case ObjectReference::Kind::kPromise: return "PROMISE";
    case ObjectReference::Kind::kModule: return "MODULE";
    case ObjectReference::Kind::kSymbol: return "SYMBOL";
    case ObjectReference::Kind::kUnknown: break;
  }
  return "UNKNOWN";
}

}  // namespace

json Write(const Value& value) {
  Writer writer;
  writer.Count(value);
  return writer.Write(value);
}

json WriteHint(const ObjectReference& reference) {
  return {{"kind", KindName(reference.kind())}, {"class_name", reference.class_name()}};
}

}  // namespace jsinterop::conformance
