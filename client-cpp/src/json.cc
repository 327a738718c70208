#include "json.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <limits>
#include <optional>

#include "absl/strings/charconv.h"
#include "nlohmann/json.hpp"
#include "payload.h"
#include "utf.h"

namespace jsinterop::inline client::internal {
namespace {

constexpr std::string_view kSpace = " \t\r\n";

std::string_view Trim(std::string_view text) {
  const size_t begin = text.find_first_not_of(kSpace);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(kSpace) - begin + 1);
}

absl::Status NotJson() { return absl::InvalidArgumentError("the JSON text is not well-formed"); }

// Cuts what stands between the brackets of `text` at the commas of its own level. The pieces may be anything;
// whoever reads them judges them.
absl::StatusOr<std::vector<std::string_view>> SplitAtCommas(std::string_view text, char open, char close) {
  text = Trim(text);
  if (text.size() < 2 || text.front() != open || text.back() != close) return NotJson();
  text = text.substr(1, text.size() - 2);
  std::vector<std::string_view> pieces;
  if (Trim(text).empty()) return pieces;
  size_t depth = 0;
  size_t begin = 0;
  bool in_string = false;
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (in_string) {
      if (c == '\\') ++i;
      if (c == '"') in_string = false;
    } else if (c == '"') {
      in_string = true;
    } else if (c == '[' || c == '{') {
      ++depth;
    } else if (c == ']' || c == '}') {
      if (depth == 0) return NotJson();
      --depth;
    } else if (c == ',' && depth == 0) {
      pieces.push_back(Trim(text.substr(begin, i - begin)));
      begin = i + 1;
    }
  }
  if (depth != 0 || in_string) return NotJson();
  pieces.push_back(Trim(text.substr(begin)));
  return pieces;
}

// The length of the string literal at the start of `text`, or 0.
size_t StringLiteralLength(std::string_view text) {
  if (text.empty() || text.front() != '"') return 0;
  for (size_t i = 1; i < text.size(); ++i) {
    if (text[i] == '\\')
      ++i;
    else if (text[i] == '"')
      return i + 1;
  }
  return 0;
}

// The code unit that `\uXXXX` stands for, where `text` begins with the four digits.
std::optional<char16_t> ParseUnit(std::string_view text) {
  if (text.size() < 4) return std::nullopt;
  uint16_t unit = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + 4, unit, 16);
  if (error != std::errc() || end != text.data() + 4) return std::nullopt;
  return unit;
}

// Appends what the escape at the start of `text` stands for; the length of the escape, or 0 if it is none.
size_t AppendEscaped(std::string_view text, std::u16string& out) {
  constexpr std::string_view kNames = "\"\\/bfnrt";
  constexpr std::u16string_view kMeanings = u"\"\\/\b\f\n\r\t";
  if (text.size() < 2) return 0;
  if (const size_t which = kNames.find(text[1]); which != std::string_view::npos) {
    out += kMeanings[which];
    return 2;
  }
  const std::optional<char16_t> unit = text[1] == 'u' ? ParseUnit(text.substr(2)) : std::nullopt;
  if (!unit) return 0;
  out += *unit;
  return 6;
}

std::optional<double> ParseNumber(std::string_view text) {
  if (text.find_first_not_of("0123456789+-.eE") != std::string_view::npos) return std::nullopt;  // `Infinity`, `NaN`.
  double number = 0;
  const auto [end, error] = absl::from_chars(text.data(), text.data() + text.size(), number);
  if (end != text.data() + text.size()) return std::nullopt;
  // Too large: infinity, as JSON.parse has it. (Too small is zero already.)
  if (error == std::errc::result_out_of_range && std::abs(number) > 1) {
    return std::copysign(std::numeric_limits<double>::infinity(), number);
  }
  if (error != std::errc() && error != std::errc::result_out_of_range) return std::nullopt;
  return number;
}

}  // namespace

std::optional<std::u16string> ParseJsonString(std::string_view literal) {
  if (literal.size() < 2 || StringLiteralLength(literal) != literal.size()) return std::nullopt;
  literal = literal.substr(1, literal.size() - 2);
  std::u16string text;
  while (!literal.empty()) {
    size_t taken = literal.find('\\');
    if (taken == 0) {
      taken = AppendEscaped(literal, text);
      if (taken == 0) return std::nullopt;
    } else {
      const std::string_view plain = literal.substr(0, taken);
      const bool has_control = std::any_of(plain.begin(), plain.end(), [](unsigned char c) { return c < 0x20; });
      if (has_control || !IsUtf8(plain)) return std::nullopt;
      text += ToUtf16(plain);
      taken = plain.size();
    }
    literal.remove_prefix(taken);
  }
  return text;
}

bool IsJson(std::string_view text) { return nlohmann::json::accept(text); }

char JsonStart(std::string_view text) {
  const size_t begin = text.find_first_not_of(kSpace);
  return begin == std::string_view::npos ? '\0' : text[begin];
}

void AppendJsonString(std::string_view text, std::string& out) {
  constexpr std::string_view kHex = "0123456789abcdef";
  out += '"';
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (static_cast<unsigned char>(c) < 0x20) {
      out += "\\u00";
      out += kHex[static_cast<unsigned char>(c) >> 4];
      out += kHex[c & 0xF];
    } else {
      out += c;
    }
  }
  out += '"';
}

void AppendJsonNumber(double number, std::string& out) {
  char buffer[32];  // The shortest form of a double has at most 24 characters.
  const std::to_chars_result end = std::to_chars(buffer, buffer + sizeof(buffer), number);
  out.append(buffer, end.ptr);
}

bool AppendJson(const Value& value, std::string& out) {
  const v1::Value* scalar = Look(value).scalar;
  if (scalar == nullptr) return false;
  switch (scalar->kind_case()) {
    case v1::Value::kNull: out += "null"; return true;
    case v1::Value::kBoolean: out += scalar->boolean() ? "true" : "false"; return true;
    case v1::Value::kNumber:
      if (!std::isfinite(scalar->number())) return false;
      AppendJsonNumber(scalar->number(), out);
      return true;
    case v1::Value::kString: AppendJsonString(scalar->string(), out); return true;
    case v1::Value::kJson:
      // Text from elsewhere must not be able to change what stands around it.
      if (!Payload::Of(value)->own_json && !IsJson(scalar->json())) return false;
      out += scalar->json();
      return true;
    default: return false;
  }
}

Value FromJsonText(std::string_view text) {
  text = Trim(text);
  v1::Value value;
  switch (JsonStart(text)) {
    case 'n':
      if (text == "null") return Value::Null();
      break;
    case 't':
    case 'f':
      if (text == "true" || text == "false") {
        value.set_boolean(text == "true");
        return MakeValue(std::move(value));
      }
      break;
    case '"':
      if (const std::optional<std::u16string> parsed = ParseJsonString(text)) {
        SetString(*parsed, value);
        return MakeValue(std::move(value));
      }
      break;
    case '{':
    case '[': break;
    default:
      if (const std::optional<double> number = ParseNumber(text)) {
        value.set_number(*number);
        return MakeValue(std::move(value));
      }
  }
  value.set_json(std::string(text));
  return MakeValue(std::move(value));
}

absl::StatusOr<std::vector<std::string_view>> SplitJsonArray(std::string_view text) {
  return SplitAtCommas(text, '[', ']');
}

absl::StatusOr<std::vector<std::pair<std::string_view, std::string_view>>> SplitJsonObject(std::string_view text) {
  absl::StatusOr<std::vector<std::string_view>> pieces = SplitAtCommas(text, '{', '}');
  if (!pieces.ok()) return pieces.status();
  std::vector<std::pair<std::string_view, std::string_view>> members;
  members.reserve(pieces->size());
  for (const std::string_view piece : *pieces) {
    const size_t key_length = StringLiteralLength(piece);
    const std::string_view rest = Trim(piece.substr(key_length));
    if (key_length == 0 || !rest.starts_with(':')) return NotJson();
    members.emplace_back(piece.substr(0, key_length), Trim(rest.substr(1)));
  }
  return members;
}

}  // namespace jsinterop::inline client::internal
