// JsTraits of the standard library's containers. Their table stands in traits.h.
//
// A container asks for its result as JSON, which is the fastest, where that loses nothing of its elements (strings,
// booleans, and containers of such); else without loss, so that NaN, -0, bigints and typed arrays arrive too.

#ifndef JSINTEROP_CONTAINERS_H_
#define JSINTEROP_CONTAINERS_H_

#include <array>
#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <type_traits>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <variant>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "jsinterop/traits.h"
#include "jsinterop/value.h"

namespace jsinterop::inline client {

// The properties of a plain object, in the order in which JavaScript has them.
template <typename T>
struct OrderedObject {
  std::vector<std::pair<std::string, T>> properties = {};
  friend bool operator==(const OrderedObject&, const OrderedObject&) = default;
};

namespace internal {

template <typename T>
inline constexpr bool kIsOptional = false;
template <typename T>
inline constexpr bool kIsOptional<std::optional<T>> = true;

// The elements of an array or typed array, of which there are to be exactly `count`.
absl::StatusOr<std::vector<Value>> ExactItems(const Value& value, size_t count);

// The elements of a Set.
absl::StatusOr<std::vector<Value>> SetItems(const Value& value);

// Keys and values of a Map.
absl::StatusOr<std::vector<std::pair<Value, Value>>> MapEntries(const Value& value);

// A key as it stands in a path.
std::string KeyText(const Value& key);

template <typename Range>
std::vector<Value> ToValues(const Range& range) {
  std::vector<Value> values;
  values.reserve(range.size());
  for (const auto& item : range) values.emplace_back(static_cast<const typename Range::value_type&>(item));
  return values;
}

// Gives each of `items` as a T to `add`.
template <typename T, typename Add>
absl::Status ConvertItems(const std::vector<Value>& items, Add add) {
  for (size_t i = 0; i < items.size(); ++i) {
    absl::StatusOr<T> element = JsTraits<T>::FromValue(items[i]);
    if (!element.ok()) return AtIndex(element.status(), i);
    add(*std::move(element));
  }
  return absl::OkStatus();
}

// Gives each key and value of an object or Map to `add`.
template <typename K, typename T, typename Add>
absl::Status ConvertEntries(const std::vector<std::pair<Value, Value>>& entries, Add add) {
  for (const auto& [key, member] : entries) {
    absl::StatusOr<K> name = JsTraits<K>::FromValue(key);
    if (!name.ok()) return AtKey(name.status(), KeyText(key));
    absl::StatusOr<T> element = JsTraits<T>::FromValue(member);
    if (!element.ok()) return AtKey(element.status(), KeyText(key));
    add(*std::move(name), *std::move(element));
  }
  return absl::OkStatus();
}

// A tuple, from the positions of an array.
template <typename Tuple, size_t... I>
absl::StatusOr<Tuple> ToTuple([[maybe_unused]] const std::vector<Value>& items, std::index_sequence<I...>) {
  [[maybe_unused]] std::tuple<absl::StatusOr<std::tuple_element_t<I, Tuple>>...> elements(
      JsTraits<std::tuple_element_t<I, Tuple>>::FromValue(items[I])...);
  absl::Status error;
  [[maybe_unused]] const auto check = [&](const absl::Status& status, size_t index) {
    if (error.ok() && !status.ok()) error = AtIndex(status, index);
  };
  (check(std::get<I>(elements).status(), I), ...);
  if (!error.ok()) return error;
  return Tuple(*std::get<I>(std::move(elements))...);
}

template <typename... T>
inline constexpr bool kAllDifferent = true;
template <typename First, typename... Rest>
inline constexpr bool kAllDifferent<First, Rest...> = !(std::is_same_v<First, Rest> || ...) && kAllDifferent<Rest...>;

// std::map and std::unordered_map.
template <typename MapType>
struct MapTraits {
  using Key = typename MapType::key_type;
  using T = typename MapType::mapped_type;
  static constexpr bool kIsObject = std::is_same_v<Key, std::string>;
  // JSON has no Map.
  static constexpr Ask kAsk = kIsObject ? AskForAll<T>() : AskForAll<Bytes, Key, T>();

  static Value ToValue(const MapType& value) requires Sendable<Key> && Sendable<T> {
    if constexpr (kIsObject) {
      std::vector<Field> fields;
      fields.reserve(value.size());
      for (const auto& [key, member] : value) fields.push_back({key, Value(member)});
      return Value::Object(fields);
    } else {
      std::vector<std::pair<Value, Value>> entries;
      entries.reserve(value.size());
      for (const auto& [key, member] : value) entries.emplace_back(Value(key), Value(member));
      return Value::Map(entries);
    }
  }

  static absl::StatusOr<MapType> FromValue(const Value& value) {
    const auto entries = kIsObject ? value.Entries() : MapEntries(value);
    if (!entries.ok()) return entries.status();
    MapType result;
    bool twice = false;
    const absl::Status status = ConvertEntries<Key, T>(*entries, [&](Key key, T member) {
      // Two keys of JavaScript's that are one in C++ (1 and 1n): one of the values would be lost. In JSON text, the
      // later of two equal names counts.
      twice = !result.insert_or_assign(std::move(key), std::move(member)).second || twice;
    });
    if (!status.ok()) return status;
    if (twice && !kIsObject) return MismatchError("a Map whose keys are different in C++ too", value);
    return result;
  }
};

// std::set and std::unordered_set.
template <typename SetType>
struct SetTraits {
  using T = typename SetType::value_type;
  static constexpr Ask kAsk = AskForAll<Bytes, T>();  // JSON has no Set.

  static Value ToValue(const SetType& value) requires Sendable<T> { return Value::Set(ToValues(value)); }

  static absl::StatusOr<SetType> FromValue(const Value& value) {
    const absl::StatusOr<std::vector<Value>> items = SetItems(value);
    if (!items.ok()) return items.status();
    SetType result;
    const absl::Status status = ConvertItems<T>(*items, [&](T item) { result.insert(std::move(item)); });
    if (!status.ok()) return status;
    if (result.size() != items->size()) return MismatchError("a Set whose elements are different in C++ too", value);
    return result;
  }
};

// std::pair, std::tuple and std::array.
template <typename Tuple, typename Indices = std::make_index_sequence<std::tuple_size_v<Tuple>>>
struct TupleTraits;

template <typename Tuple, size_t... I>
struct TupleTraits<Tuple, std::index_sequence<I...>> {
  static constexpr Ask kAsk = AskForAll<std::tuple_element_t<I, Tuple>...>();

  static Value ToValue(const Tuple& value) requires(Sendable<std::tuple_element_t<I, Tuple>>&&...) {
    return Value::Array({Value(std::get<I>(value))...});
  }

  static absl::StatusOr<Tuple> FromValue(const Value& value) {
    const absl::StatusOr<std::vector<Value>> items = ExactItems(value, sizeof...(I));
    if (!items.ok()) return items.status();
    return ToTuple<Tuple>(*items, std::index_sequence<I...>());
  }
};

}  // namespace internal

template <typename T>
struct JsTraits<std::optional<T>> {
  static_assert(!internal::kIsOptional<T>, "JavaScript has no absence within an absence");
  static constexpr Ask kAsk = JsTraits<T>::kAsk;
  static constexpr Ask kAskInside = internal::AskForElements<T>();
  static Value ToValue(const std::optional<T>& value) requires Sendable<T> { return value ? Value(*value) : Value(); }
  static absl::StatusOr<std::optional<T>> FromValue(const Value& value) {
    if (value.IsNullish()) return std::optional<T>();
    absl::StatusOr<T> present = JsTraits<T>::FromValue(value);
    if (!present.ok()) return std::move(present).status();
    return std::optional<T>(*std::move(present));
  }
};

template <typename T>
struct JsTraits<std::vector<T>> {
  static constexpr Ask kAsk = internal::AskForElements<T>();
  static Value ToValue(const std::vector<T>& value) requires Sendable<T> {
    return Value::Array(internal::ToValues(value));
  }
  static absl::StatusOr<std::vector<T>> FromValue(const Value& value) {
    const absl::StatusOr<std::vector<Value>> items = value.Items();
    if (!items.ok()) return items.status();
    std::vector<T> result;
    result.reserve(items->size());
    absl::Status status = internal::ConvertItems<T>(*items, [&](T item) { result.push_back(std::move(item)); });
    if (!status.ok()) return status;
    return result;
  }
};

template <>
struct JsTraits<std::vector<std::byte>> {
  static constexpr Ask kAsk = Ask::kCopy;
  static Value ToValue(const std::vector<std::byte>& bytes);
  static absl::StatusOr<std::vector<std::byte>> FromValue(const Value& value);
};

template <typename T, size_t N>
struct JsTraits<std::array<T, N>> {
  static constexpr Ask kAsk = internal::AskForElements<T>();
  static Value ToValue(const std::array<T, N>& value) requires Sendable<T> {
    return Value::Array(internal::ToValues(value));
  }
  static absl::StatusOr<std::array<T, N>> FromValue(const Value& value) {
    const absl::StatusOr<std::vector<Value>> items = internal::ExactItems(value, N);
    if (!items.ok()) return items.status();
    std::array<T, N> result;
    auto next = result.begin();
    absl::Status status = internal::ConvertItems<T>(*items, [&](T item) { *next++ = std::move(item); });
    if (!status.ok()) return status;
    return result;
  }
};

template <typename First, typename Second>
struct JsTraits<std::pair<First, Second>> : internal::TupleTraits<std::pair<First, Second>> {};

template <typename... T>
struct JsTraits<std::tuple<T...>> : internal::TupleTraits<std::tuple<T...>> {};

template <typename K, typename T, typename... Rest>
struct JsTraits<std::map<K, T, Rest...>> : internal::MapTraits<std::map<K, T, Rest...>> {};

template <typename K, typename T, typename... Rest>
struct JsTraits<std::unordered_map<K, T, Rest...>> : internal::MapTraits<std::unordered_map<K, T, Rest...>> {};

template <typename T, typename... Rest>
struct JsTraits<std::set<T, Rest...>> : internal::SetTraits<std::set<T, Rest...>> {};

template <typename T, typename... Rest>
struct JsTraits<std::unordered_set<T, Rest...>> : internal::SetTraits<std::unordered_set<T, Rest...>> {};

template <typename T>
struct JsTraits<OrderedObject<T>> {
  static constexpr Ask kAsk = internal::AskForElements<T>();
  static Value ToValue(const OrderedObject<T>& value) requires Sendable<T> {
    std::vector<Field> fields;
    fields.reserve(value.properties.size());
    for (const auto& [key, member] : value.properties) fields.push_back({key, Value(member)});
    return Value::Object(fields);
  }
  static absl::StatusOr<OrderedObject<T>> FromValue(const Value& value) {
    const auto entries = value.Entries();
    if (!entries.ok()) return entries.status();
    OrderedObject<T> result;
    absl::Status status = internal::ConvertEntries<std::string, T>(*entries, [&](std::string key, T member) {
      result.properties.emplace_back(std::move(key), std::move(member));
    });
    if (!status.ok()) return status;
    return result;
  }
};

template <typename... T>
struct JsTraits<std::variant<T...>> {
  static_assert(internal::kAllDifferent<T...>, "of two equal alternatives, the second would never be chosen");
  static constexpr Ask kAsk = internal::AskForAll<T...>();

  static Value ToValue(const std::variant<T...>& value) requires(Sendable<T>&&...) {
    return std::visit([](const auto& held) { return Value(held); }, value);
  }

  static absl::StatusOr<std::variant<T...>> FromValue(const Value& value) {
    std::optional<std::variant<T...>> found;
    (Try<T>(value, found), ...);
    if (!found) return MismatchError("what one of the alternatives of a variant can hold", value);
    return *std::move(found);
  }

 private:
  template <typename One>
  static void Try(const Value& value, std::optional<std::variant<T...>>& found) {
    if (found) return;
    if (absl::StatusOr<One> one = JsTraits<One>::FromValue(value); one.ok()) found.emplace(*std::move(one));
  }
};

}  // namespace jsinterop::inline client

#endif  // JSINTEROP_CONTAINERS_H_
