#include "compare.h"

#include <cmath>
#include <cstdlib>
#include <regex>

namespace jsinterop::conformance {
namespace {

using nlohmann::json;

constexpr size_t kShown = 600;

std::string Show(const json& value) {
  const std::string text = value.dump(-1, ' ', false, json::error_handler_t::replace);
  return text.size() > kShown ? text.substr(0, kShown) + "…" : text;
}

bool HasParts(const json& found, const json& wanted) {
  for (const auto& [key, part] : wanted.items()) {
    if (!found.contains(key) || found.at(key) != part) return false;
  }
  return true;
}

bool SameNumber(const std::string& found, const std::string& wanted) {
  const double a = std::strtod(found.c_str(), nullptr);
  const double b = std::strtod(wanted.c_str(), nullptr);
  return (std::isnan(a) && std::isnan(b)) || (a == b && std::signbit(a) == std::signbit(b));
}

bool IsOf(const json& value, const char* kind) { return value.is_array() && value.size() == 2 && value[0] == kind; }

// Values in notation.
bool IsSame(const json& found, const json& wanted) {
  if (IsOf(found, "number") && IsOf(wanted, "number") && wanted[1].is_string()) return SameNumber(found[1], wanted[1]);
  if (IsOf(found, "reference") && IsOf(wanted, "reference")) return HasParts(found[1], wanted[1]);
  if (found.type() != wanted.type() && !(found.is_number() && wanted.is_number())) return false;
  if (!wanted.is_structured()) return found == wanted;
  if (found.size() != wanted.size()) return false;
  for (const auto& [key, part] : wanted.items()) {
    const json* other = nullptr;
    if (wanted.is_array()) {
      other = &found[std::stoul(key)];
    } else if (found.contains(key)) {
      other = &found.at(key);
    }
    if (other == nullptr || !IsSame(*other, part)) return false;
  }
  return true;
}

bool IsException(const json& found, const json& wanted);

bool HasPart(const json& found, const std::string& key, const json& wanted) {
  const std::string stack = found.at("stack");
  if (key == "stackHas") return stack.find(wanted.get<std::string>()) != std::string::npos;
  if (key == "stackHasNot") return stack.find(wanted.get<std::string>()) == std::string::npos;
  if (key == "cause" && wanted.is_null()) return !found.contains("cause");
  if (!found.contains(key)) return false;
  const json& part = found.at(key);
  if (key == "cause") return IsException(part, wanted);
  if (key == "errors") {
    bool same = part.size() == wanted.size();
    for (size_t i = 0; same && i < wanted.size(); ++i) same = IsException(part[i], wanted[i]);
    return same;
  }
  return IsSame(part, wanted);
}

bool IsException(const json& found, const json& wanted) {
  for (const auto& [key, part] : wanted.items()) {
    if (!HasPart(found, key, part)) return false;
  }
  return true;
}

bool IsError(const json& found, json wanted) {
  if (wanted.contains("messageHas")) {
    const std::string message = found.at("message");
    if (message.find(wanted["messageHas"].get<std::string>()) == std::string::npos) return false;
    wanted.erase("messageHas");
  }
  return HasParts(found, wanted);
}

// A duration against `4s..5s`.
bool IsWithin(const json& found, const std::smatch& bounds) {
  static const std::regex* const kDuration = new std::regex("([0-9.]+)s");
  std::smatch match;
  if (!found.is_string()) return false;
  const std::string text = found;
  if (!std::regex_match(text, match, *kDuration)) return false;
  const double seconds = std::stod(match[1]);
  return seconds >= std::stod(bounds[1]) && seconds <= std::stod(bounds[2]);
}

// A pattern against a response in ProtoJSON; `found` is null where there is nothing.
bool Matches(const json& found, const json& pattern) {
  static const std::regex* const kBounds = new std::regex(R"(([0-9.]+)s\.\.([0-9.]+)s)");
  if (pattern.is_null()) return found.is_null();
  if (pattern == "*") return !found.is_null();
  if (pattern.is_array()) {
    bool same = found.is_array() && found.size() == pattern.size();
    for (size_t i = 0; same && i < pattern.size(); ++i) same = Matches(found[i], pattern[i]);
    return same;
  }
  if (pattern.is_object()) {
    if (!found.is_object()) return false;
    for (const auto& [key, one] : pattern.items()) {
      if (!Matches(found.value(key, json()), one)) return false;
    }
    return true;
  }
  std::smatch bounds;
  if (pattern.is_string()) {
    const std::string text = pattern;
    if (std::regex_match(text, bounds, *kBounds)) return IsWithin(found, bounds);
  }
  return found == pattern;
}

bool IsExpected(const json& outcome, const json& expected) {
  const std::string kind = expected.begin().key();
  const json& wanted = expected.begin().value();
  if (!outcome.contains(kind)) return false;
  const json& found = outcome.at(kind);
  if (kind == "completed") return true;
  if (kind == "exports") return found == wanted;
  if (kind == "reference") return HasParts(found, wanted);
  if (kind == "exception") return IsException(found, wanted);
  if (kind == "error") return IsError(found, wanted);
  if (kind == "response") return Matches(found, wanted);
  return kind == "value" && IsSame(found, wanted);
}

}  // namespace

std::optional<std::string> DifferenceOf(const json& outcome, const json& expected) {
  const bool holds =
      expected.is_null() ? !outcome.contains("error") && !outcome.contains("exception") : IsExpected(outcome, expected);
  if (holds) return std::nullopt;
  return "expected " + (expected.is_null() ? "success" : Show(expected)) + ", got " + Show(outcome);
}

}  // namespace jsinterop::conformance
