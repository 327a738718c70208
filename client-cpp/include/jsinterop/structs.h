// Structs and enums of yours: bases for a specialisation of JsTraits.
//
//   struct Line { std::string sku; int count = 1; std::optional<double> discount; };
//   enum class Size { kSmall, kLarge };
//
//   template <>
//   struct jsinterop::JsTraits<Line>
//       : jsinterop::StructTraits<Line, jsinterop::Property<"sku", &Line::sku>,
//                                 jsinterop::Property<"count", &Line::count>,
//                                 jsinterop::Property<"discount", &Line::discount>> {};
//
//   template <>
//   struct jsinterop::JsTraits<Size>
//       : jsinterop::EnumTraits<jsinterop::Name<"small", Size::kSmall>, jsinterop::Name<"large", Size::kLarge>> {};
//
// A struct is a plain object with these properties, in this order. An empty optional is left out of what is sent. Of
// what is received, each property is read as its member's type: one that is missing is `undefined`, which only an
// optional (or a Value) takes; properties that the struct does not name are not looked at. Members may be of any type
// with JsTraits, other structs too. The struct needs a default constructor.
//
// An enum is one of these strings, and nothing else: a value without a name is refused, in both directions. (For an
// enum that JavaScript knows as a number, convert it to an integer yourself.)

#ifndef JSINTEROP_STRUCTS_H_
#define JSINTEROP_STRUCTS_H_

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "jsinterop/containers.h"
#include "jsinterop/traits.h"
#include "jsinterop/value.h"

namespace jsinterop::inline client {

namespace internal {

// A string literal as an argument of a template.
template <size_t N>
struct Literal {
  consteval Literal(const char (&text)[N]) { std::copy_n(text, N, characters); }  // NOLINT(google-explicit-constructor)
  constexpr std::string_view view() const { return std::string_view(characters, N - 1); }
  char characters[N];
};

template <typename Owner, typename T>
Owner OwnerOf(T Owner::*);
template <typename Owner, typename T>
T TypeOf(T Owner::*);

// The names of properties and their values: the parts of a plain object (or of a Map with string keys).
class Properties {
 public:
  static absl::StatusOr<Properties> Of(const Value& value);
  // `undefined` if there is none.
  const Value& operator[](std::string_view key) const;

 private:
  std::vector<std::pair<std::string, Value>> properties_;
};

// The error of an enum: `names` are all that it has.
absl::Status NoSuchName(const std::vector<std::string_view>& names, const Value& value);
// A value of an enum that has no name.
Value Nameless();

}  // namespace internal

// A member of a struct, and the property of the object that it is.
template <internal::Literal kKey, auto kMember>
struct Property {
  using Struct = decltype(internal::OwnerOf(kMember));
  using Type = decltype(internal::TypeOf(kMember));
  static constexpr std::string_view kName = kKey.view();

  static void Add(const Struct& from, std::vector<Field>& fields) {
    if constexpr (internal::kIsOptional<Type>) {
      if (!(from.*kMember)) return;
    }
    fields.push_back({std::string(kName), Value(from.*kMember)});
  }

  static absl::Status Read(const internal::Properties& properties, Struct& to) {
    absl::StatusOr<Type> member = JsTraits<Type>::FromValue(properties[kName]);
    if (!member.ok()) return AtKey(member.status(), kName);
    to.*kMember = *std::move(member);
    return absl::OkStatus();
  }
};

// JsTraits of a struct with these properties.
template <typename Struct, typename... Properties>
struct StructTraits {
  static constexpr Ask kAsk = internal::AskForAll<typename Properties::Type...>();

  static Value ToValue(const Struct& from) {
    std::vector<Field> fields;
    fields.reserve(sizeof...(Properties));
    (Properties::Add(from, fields), ...);
    return Value::Object(fields);
  }

  static absl::StatusOr<Struct> FromValue(const Value& value) {
    const absl::StatusOr<internal::Properties> properties = internal::Properties::Of(value);
    if (!properties.ok()) return properties.status();
    Struct result;
    absl::Status status;
    (void)((status = Properties::Read(*properties, result), status.ok()) && ...);
    if (!status.ok()) return status;
    return result;
  }
};

// A value of an enum, and the string that it is in JavaScript.
template <internal::Literal kText, auto kEnumerator>
struct Name {
  using Enum = decltype(kEnumerator);
  static constexpr std::string_view kName = kText.view();
  static constexpr Enum kValue = kEnumerator;
};

// JsTraits of an enum with these values.
template <typename First, typename... Rest>
struct EnumTraits {
  using Enum = typename First::Enum;
  static constexpr Ask kAsk = Ask::kCopy;
  static constexpr Ask kAskInside = Ask::kJson;

  static Value ToValue(Enum value) {
    for (const auto& [name, one] : Names()) {
      if (one == value) return Value(name);
    }
    return internal::Nameless();
  }

  static absl::StatusOr<Enum> FromValue(const Value& value) {
    const absl::StatusOr<std::string> text = value.As<std::string>();
    for (const auto& [name, one] : Names()) {
      if (text.ok() && *text == name) return one;
    }
    return internal::NoSuchName({First::kName, Rest::kName...}, value);
  }

 private:
  static std::vector<std::pair<std::string_view, Enum>> Names() {
    return {{First::kName, First::kValue}, {Rest::kName, Rest::kValue}...};
  }
};

}  // namespace jsinterop::inline client

#endif  // JSINTEROP_STRUCTS_H_
