#include <cstdlib>
#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/escaping.h"
#include "notation.h"

namespace jsinterop::conformance {
namespace {

using nlohmann::json;

std::u16string UnitsOf(const json& units) {
  std::u16string text;
  for (const json& unit : units) text += static_cast<char16_t>(unit.get<int>());
  return text;
}

Value ReadKey(const json& key) {
  if (key.is_string()) return key.get<std::string>();
  return UnitsOf(key[1]);
}

Value ReadDate(const std::string& milliseconds) {
  if (milliseconds == "NaN") return Value::Date(absl::InfiniteFuture());
  return absl::FromUnixMillis(std::stoll(milliseconds));
}

View::Type ViewType(const std::string& name) {
  for (int i = 0; i <= static_cast<int>(View::Type::kDataView); ++i) {
    if (ViewName(static_cast<View::Type>(i)) == name) return static_cast<View::Type>(i);
  }
  throw std::runtime_error("no view is called " + name);
}

bool HasLabels(const json& part) {
  if (!part.is_structured()) return false;
  if (part.is_array() && !part.empty() && part[0] == "#") return true;
  for (const json& inner : part) {
    if (HasLabels(inner)) return true;
  }
  return false;
}

// What has no label in it, as a user composes it.
class ValueReader {
 public:
  explicit ValueReader(const Referenced& referenced) : referenced_(referenced) {}

  Value Read(const json& notation) const {
    const std::string kind = notation[0];
    if (kind == "array") return ReadArray(notation);
    if (kind == "object") return Value::ObjectFromEntries(ReadProperties(notation[1]));
    if (kind == "map") return ReadMap(notation[1]);
    if (kind == "set") return Value::Set(ReadAll(notation[1]));
    if (kind == "error") return ReadError(notation[1]);
    if (kind == "boxed") return Boxed{.primitive = Read(notation[1])};
    if (kind == "view") {
      return View{.type = ViewType(notation[1]),
                  .buffer = Read(notation[2]),
                  .byte_offset = notation[3].get<uint64_t>(),
                  .length = notation[4].get<uint64_t>()};
    }
    if (kind == "reference") return referenced_(notation[1]);
    return ReadSimple(kind, notation);
  }

  std::optional<Value> ReadMessage(const json& error) const {
    if (!error.contains("message")) return std::nullopt;
    return ReadKey(error.at("message"));
  }

 private:
  static Value ReadSimple(const std::string& kind, const json& notation) {
    if (kind == "undefined") return Value();
    if (kind == "null") return Value::Null();
    if (kind == "boolean") return notation[1].get<bool>();
    if (kind == "number") return std::strtod(notation[1].get<std::string>().c_str(), nullptr);
    if (kind == "bigint") return BigInt(notation[1].get<std::string>());
    if (kind == "string") return notation[1].get<std::string>();
    if (kind == "utf16") return UnitsOf(notation[1]);
    if (kind == "date") return ReadDate(notation[1]);
    if (kind == "bytes") return Bytes(absl::HexStringToBytes(notation[1].get<std::string>()));
    if (kind == "array_buffer") return ArrayBuffer{.data = absl::HexStringToBytes(notation[1].get<std::string>())};
    if (kind == "regexp") return RegExp{.source = notation[1], .flags = notation[2]};
    if (kind == "json") return Json(notation[1].get<std::string>());
    throw std::runtime_error("unknown notation " + kind);
  }

  Value ReadArray(const json& notation) const {
    bool plain = notation.size() == 2;
    for (const json& item : notation[1]) plain = plain && item[0] != "hole";
    if (plain) return Value::Array(ReadAll(notation[1]));
    SparseArray array;
    for (const json& item : notation[1]) {
      array.items.push_back(item[0] == "hole" ? std::nullopt : std::optional<Value>(Read(item)));
    }
    if (notation.size() == 3) {
      array.length = notation[2].value("length", 0u);
      array.properties = ReadProperties(notation[2].value("properties", json::array()));
    }
    return array;
  }

  Value ReadMap(const json& entries) const {
    std::vector<std::pair<Value, Value>> read;
    for (const json& entry : entries) read.emplace_back(Read(entry[0]), Read(entry[1]));
    return Value::Map(read);
  }

  Value ReadError(const json& error) const {
    ErrorObject read{.name = error.at("name"), .message = ReadMessage(error)};
    if (error.contains("cause")) read.cause = Read(error.at("cause"));
    return read;
  }

  std::vector<Value> ReadAll(const json& items) const {
    std::vector<Value> read;
    for (const json& item : items) read.push_back(Read(item));
    return read;
  }

  std::vector<std::pair<Value, Value>> ReadProperties(const json& properties) const {
    std::vector<std::pair<Value, Value>> read;
    for (const json& property : properties) read.emplace_back(ReadKey(property[0]), Read(property[1]));
    return read;
  }

  const Referenced& referenced_;
};

// What has labels in it, as a graph. An object is known by its label before its parts are read, which may name it.
class GraphReader {
 public:
  explicit GraphReader(const Referenced& referenced) : values_(referenced) {}

  Value Take(const json& notation) && {
    const ValueGraph::Node root = Read(notation);
    return std::move(graph_).Take(root);
  }

 private:
  ValueGraph::Node Read(const json& notation) {
    if (notation[0] == "@") return labels_.at(notation[1]);
    if (notation[0] != "#") return Make(notation, std::nullopt);
    return Make(notation[2], notation[1].get<int>());
  }

  ValueGraph::Node Make(const json& notation, std::optional<int> label) {
    const std::string kind = notation[0];
    if (kind == "array") {
      const ValueGraph::Node array = Told(graph_.AddArray(), label);
      for (const json& item : notation[1]) {
        item[0] == "hole" ? graph_.AppendHole(array) : graph_.Append(array, Read(item));
      }
      if (notation.size() == 3 && notation[2].contains("length")) graph_.SetLength(array, notation[2].at("length"));
      if (notation.size() == 3) SetAll(array, notation[2].value("properties", json::array()));
      return array;
    }
    if (kind == "object") {
      const ValueGraph::Node object = Told(graph_.AddObject(), label);
      SetAll(object, notation[1]);
      return object;
    }
    if (kind == "map") {
      const ValueGraph::Node map = Told(graph_.AddMap(), label);
      for (const json& entry : notation[1]) {
        const ValueGraph::Node key = Read(entry[0]);
        graph_.Put(map, key, Read(entry[1]));
      }
      return map;
    }
    if (kind == "set") {
      const ValueGraph::Node set = Told(graph_.AddSet(), label);
      for (const json& item : notation[1]) graph_.Append(set, Read(item));
      return set;
    }
    if (kind == "error") {
      const json& error = notation[1];
      const auto node = Told(graph_.AddError(error.at("name").get<std::string>(), values_.ReadMessage(error)), label);
      if (error.contains("cause")) graph_.SetCause(node, Read(error.at("cause")));
      return node;
    }
    if (kind == "view") {
      const ValueGraph::Node buffer = Read(notation[2]);
      return Told(graph_.AddView(ViewType(notation[1]), buffer, notation[3], notation[4]), label);
    }
    return Told(graph_.Add(values_.Read(notation)), label);
  }

  ValueGraph::Node Told(ValueGraph::Node node, std::optional<int> label) {
    if (label) labels_[*label] = node;
    return node;
  }

  void SetAll(ValueGraph::Node object, const json& properties) {
    for (const json& property : properties) graph_.Set(object, ReadKey(property[0]), Read(property[1]));
  }

  const ValueReader values_;
  ValueGraph graph_;
  std::map<int, ValueGraph::Node> labels_;
};

}  // namespace

Value Read(const json& notation, const Referenced& referenced) {
  if (HasLabels(notation)) return GraphReader(referenced).Take(notation);
  return ValueReader(referenced).Read(notation);
}

}  // namespace jsinterop::conformance
