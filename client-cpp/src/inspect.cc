// Value::ToString.

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "jsinterop/kinds.h"
#include "json.h"
#include "parts.h"
#include "payload.h"
#include "reference_state.h"
#include "text.h"
#include "utf.h"

namespace jsinterop::inline client {
namespace {

// A person reads no further than this.
constexpr int kMaxDepth = 8;
constexpr size_t kMaxItems = 100;
constexpr size_t kMaxBytes = 50;
constexpr size_t kMaxText = 10'000;
// Of all texts together. Parts that stand at many places would multiply from one level to the next.
constexpr size_t kMaxTotal = 100'000;

constexpr absl::string_view kEllipsis = "…";

std::string Clip(std::string_view text) {
  std::string clipped(text.substr(0, kMaxText));
  if (text.size() > kMaxText) {
    while (!internal::IsUtf8(clipped)) clipped.pop_back();
    absl::StrAppend(&clipped, kEllipsis);
  }
  return clipped;
}

std::string Quote(std::string_view text) {
  std::string quoted = "'";
  for (const char c : Clip(text)) {
    switch (c) {
      case '\'': quoted += "\\'"; break;
      case '\\': quoted += "\\\\"; break;
      case '\n': quoted += "\\n"; break;
      case '\t': quoted += "\\t"; break;
      default:
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) {
          absl::StrAppend(&quoted, "\\x", absl::Hex(c, absl::kZeroPad2));
        } else {
          quoted += c;
        }
    }
  }
  return quoted + "'";
}

// UTF-16 that is not well-formed, so that it cannot be shown as it is.
std::string QuoteUtf16(std::string_view bytes) {
  std::string quoted = "'";
  for (size_t i = 0; i + 1 < bytes.size() && i < kMaxText; i += 2) {
    const int unit = static_cast<unsigned char>(bytes[i]) | static_cast<unsigned char>(bytes[i + 1]) << 8;
    if (unit >= 0x20 && unit < 0x7f && unit != '\'' && unit != '\\') {
      quoted += static_cast<char>(unit);
    } else {
      absl::StrAppend(&quoted, "\\u", absl::Hex(unit, absl::kZeroPad4));
    }
  }
  return quoted + "'";
}

std::string NumberText(double number) {
  if (std::isnan(number)) return "NaN";
  if (std::isinf(number)) return number < 0 ? "-Infinity" : "Infinity";
  std::string text;
  internal::AppendJsonNumber(number, text);
  return text;
}

std::string DateText(double milliseconds) {
  if (!(std::abs(milliseconds) <= internal::kLastDate)) return "Invalid Date";  // Or NaN.
  return absl::FormatTime("%Y-%m-%dT%H:%M:%E3SZ", absl::FromUnixMillis(static_cast<int64_t>(std::floor(milliseconds))),
                          absl::UTCTimeZone());
}

std::string BytesText(absl::string_view name, absl::string_view bytes) {
  std::string text = absl::StrCat(name, "(", bytes.size(), ") [");
  for (size_t i = 0; i < bytes.size() && i < kMaxBytes; ++i) {
    absl::StrAppend(&text, " ", absl::Hex(static_cast<unsigned char>(bytes[i]), absl::kZeroPad2));
  }
  if (bytes.size() > kMaxBytes) absl::StrAppend(&text, " ", kEllipsis);
  return text + " ]";
}

bool IsIdentifier(absl::string_view text) {
  if (text.empty() || absl::ascii_isdigit(text[0])) return false;
  for (const char c : text) {
    if (!absl::ascii_isalnum(c) && c != '_' && c != '$') return false;
  }
  return true;
}

// Null if `value` is no string. As<std::string>() would show it in its error, and so begin all over again.
const std::string* TextOf(const Value& value) {
  const v1::Value* scalar = internal::Look(value).scalar;
  return scalar != nullptr && scalar->has_string() ? &scalar->string() : nullptr;
}

class Inspector {
 public:
  std::string Show(const Value& value, int depth) {
    if (!Spend(1)) return std::string(kEllipsis);
    const internal::Seen seen = internal::Look(value);
    if (seen.node != nullptr) return ShowNode(value, *seen.node, depth);
    if (seen.scalar != nullptr && seen.scalar->has_json()) return ShowJson(value, seen.scalar->json(), depth);
    if (seen.scalar != nullptr) return Leaf(ShowScalar(value, *seen.scalar));
    return value.kind() == Value::Kind::kInvalid ? absl::StrCat("<", value.status().message(), ">") : "undefined";
  }

 private:
  // False if it was all spent before.
  bool Spend(size_t characters) {
    const bool has_room = left_ > 0;
    left_ -= std::min(left_, characters);
    return has_room;
  }

  std::string Leaf(std::string text) {
    Spend(text.size());
    return text;
  }

  static std::string ShowScalar(const Value& value, const v1::Value& scalar) {
    switch (scalar.kind_case()) {
      case v1::Value::kNull: return "null";
      case v1::Value::kBoolean: return scalar.boolean() ? "true" : "false";
      case v1::Value::kNumber: return NumberText(scalar.number());
      case v1::Value::kString: return Quote(scalar.string());
      case v1::Value::kUtf16: return QuoteUtf16(scalar.utf16());
      case v1::Value::kBigint: return Clip(scalar.bigint()) + "n";
      case v1::Value::kDate: return DateText(scalar.date());
      case v1::Value::kBytes: return BytesText("Uint8Array", scalar.bytes());
      case v1::Value::kReference: return ShowReference(*internal::Payload::Of(value)->references[scalar.reference()]);
      default: return "undefined";
    }
  }

  static std::string ShowReference(const internal::ReferenceState& reference) {
    const std::string& name = reference.class_name();
    return absl::StrCat("[reference", name.empty() ? "" : " ", name, "]");
  }

  std::string ShowJson(const Value& value, const std::string& text, int depth) {
    // Text that is not well-formed is shown as it is; asking for its parts would end up here again.
    if (internal::SplitJsonArray(text).ok()) return ShowItems("", value, depth);
    if (internal::SplitJsonObject(text).ok()) return ShowEntries("", value, ": ", depth);
    const Value plain = internal::FromJsonText(text);
    return internal::Look(plain).scalar->has_json() ? Leaf(Clip(text)) : Show(plain, depth);
  }

  std::string ShowNode(const Value& value, const v1::Node& node, int depth) {
    if (!above_.insert(&node).second) return "[Circular]";
    std::string text;
    switch (node.kind_case()) {
      case v1::Node::kArray: text = ShowArray(value, node.array(), depth); break;
      case v1::Node::kObject: text = ShowEntries("", value, ": ", depth); break;
      case v1::Node::kMap:
        text = ShowEntries(absl::StrCat("Map(", node.map().entries_size() / 2, ") "), value, " => ", depth);
        break;
      case v1::Node::kSet: text = ShowItems(absl::StrCat("Set(", node.set().items_size(), ") "), value, depth); break;
      case v1::Node::kArrayBuffer: text = Leaf(BytesText("ArrayBuffer", node.array_buffer())); break;
      case v1::Node::kView:
        text =
            ShowItems(absl::StrCat(internal::ToAbsl(ViewName(value.As<View>()->type)), "(", node.view().length(), ") "),
                      value, depth);
        break;
      case v1::Node::kRegexp:
        text = Leaf(absl::StrCat("/", Clip(node.regexp().source()), "/", Clip(node.regexp().flags())));
        break;
      case v1::Node::kError: text = ShowError(value, node.error(), depth); break;
      default: text = absl::StrCat("[boxed ", Show(internal::Payload::Sibling(value, node.boxed()), depth), "]");
    }
    above_.erase(&node);
    return text;
  }

  std::string ShowArray(const Value& value, const v1::ArrayNode& array, int depth) {
    if (depth >= kMaxDepth) return "[ … ]";
    std::vector<std::string> parts;
    size_t holes = array.length() - static_cast<size_t>(array.items_size());
    for (const uint32_t number : array.items()) {
      if (parts.size() >= kMaxItems) break;
      parts.push_back(number == 0 ? "<hole>" : Show(internal::Payload::Sibling(value, number), depth + 1));
    }
    if (static_cast<size_t>(array.items_size()) > parts.size()) {
      parts.push_back(absl::StrCat("… ", array.items_size() - static_cast<int>(parts.size()), " more"));
    }
    if (holes > 0) parts.push_back(absl::StrCat("<", holes, holes == 1 ? " hole>" : " holes>"));
    for (const v1::Property& property : array.properties()) {
      if (parts.size() >= 2 * kMaxItems) {
        parts.emplace_back(kEllipsis);
        break;
      }
      parts.push_back(absl::StrCat(ShowKey(internal::KeyOf(property), depth), ": ",
                                   Show(internal::Payload::Sibling(value, property.value()), depth + 1)));
    }
    return Join("[", parts, "]");
  }

  // REQUIRES: `value` has Items.
  std::string ShowItems(absl::string_view prefix, const Value& value, int depth) {
    const bool braces = value.kind() == Value::Kind::kSet;
    if (depth >= kMaxDepth) return absl::StrCat(prefix, braces ? "{ … }" : "[ … ]");
    std::vector<std::string> parts;
    const internal::FirstParts<Value> items = *internal::FirstItems(value, kMaxItems);
    for (const Value& item : items.parts) parts.push_back(Show(item, depth + 1));
    if (items.count > kMaxItems) parts.push_back(absl::StrCat("… ", items.count - kMaxItems, " more"));
    return absl::StrCat(prefix, Join(braces ? "{" : "[", parts, braces ? "}" : "]"));
  }

  // REQUIRES: `value` has Entries.
  std::string ShowEntries(absl::string_view prefix, const Value& value, absl::string_view arrow, int depth) {
    if (depth >= kMaxDepth) return absl::StrCat(prefix, "{ … }");
    const internal::FirstParts<std::pair<Value, Value>> entries = *internal::FirstEntries(value, kMaxItems);
    std::vector<std::string> parts;
    for (const auto& [key, member] : entries.parts) {
      const std::string name = prefix.empty() ? ShowKey(key, depth) : Show(key, depth + 1);
      parts.push_back(absl::StrCat(name, arrow, Show(member, depth + 1)));
    }
    if (entries.count > kMaxItems) parts.push_back(absl::StrCat("… ", entries.count - kMaxItems, " more"));
    return absl::StrCat(prefix, Join("{", parts, "}"));
  }

  // Of a property.
  std::string ShowKey(const Value& key, int depth) {
    const std::string* name = TextOf(key);
    return name != nullptr && IsIdentifier(*name) ? Leaf(Clip(*name)) : Show(key, depth + 1);
  }

  std::string ShowError(const Value& value, const v1::ErrorNode& error, int depth) {
    std::string text = absl::StrCat("[", Clip(error.name()));
    if (error.message() != 0) {
      const std::string* message = TextOf(internal::Payload::Sibling(value, error.message()));
      absl::StrAppend(&text, ": ", message != nullptr ? Clip(*message) : "");
    }
    Spend(text.size());
    if (error.cause() != 0 && depth < kMaxDepth) {
      absl::StrAppend(&text, ", cause: ", Show(internal::Payload::Sibling(value, error.cause()), depth + 1));
    }
    return text + "]";
  }

  static std::string Join(absl::string_view open, const std::vector<std::string>& parts, absl::string_view close) {
    if (parts.empty()) return absl::StrCat(open, close);
    std::string text(open);
    text += ' ';
    for (size_t i = 0; i < parts.size(); ++i) absl::StrAppend(&text, i == 0 ? "" : ", ", parts[i]);
    absl::StrAppend(&text, " ", close);
    return text;
  }

  size_t left_ = kMaxTotal;
  absl::flat_hash_set<const v1::Node*> above_;  // What is being shown: meeting it again is a cycle.
};

}  // namespace

std::string Value::ToString() const { return Inspector().Show(*this, 0); }

}  // namespace jsinterop::inline client
