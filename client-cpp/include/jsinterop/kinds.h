// JavaScript's kinds of values that C++ has no type for: one small struct each, sent and received exactly.
//
//   absl::StatusOr<BigInt> big = math.Invoke<BigInt>("factorial", 30);
//   absl::StatusOr<View> samples = audio.Invoke<View>("samples");      // A typed array and where it lies.
//   if (value.kind() == Value::Kind::kRegExp) Use(value.As<RegExp>()->source);
//
// ValueGraph makes values in which one object stands at several places, or in itself.

#ifndef JSINTEROP_KINDS_H_
#define JSINTEROP_KINDS_H_

#include <concepts>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "jsinterop/traits.h"
#include "jsinterop/value.h"

namespace jsinterop::inline client {

// A bigint of any size, in decimal: an optional `-`, then digits.
class BigInt {
 public:
  BigInt() = default;
  explicit BigInt(std::integral auto number) : decimal_(std::to_string(number)) {}
  explicit BigInt(std::string decimal) : decimal_(std::move(decimal)) {}
  const std::string& decimal() const { return decimal_; }
  friend bool operator==(const BigInt&, const BigInt&) = default;

 private:
  std::string decimal_ = "0";
};

// A RegExp. (The broker's workers take one from a client only if they are told to.)
struct RegExp {
  std::string source = {};  // Without slashes.
  std::string flags = {};   // Such as `gi`.
  friend bool operator==(const RegExp&, const RegExp&) = default;
};

// An Error that is part of a value. (What is thrown is a JsException; errors.h.)
struct ErrorObject {
  std::string name = "Error";  // One of the seven of ECMAScript; any other makes an Error.
  // Texts, where there are any.
  std::optional<Value> message = std::nullopt;
  std::optional<Value> stack = std::nullopt;
  std::optional<Value> cause = std::nullopt;
};

// An ArrayBuffer. (Bytes is a Uint8Array.)
struct ArrayBuffer {
  std::string data = {};
  friend bool operator==(const ArrayBuffer&, const ArrayBuffer&) = default;
};

// A typed array or DataView: a part of a buffer, which others may view too.
struct View {
  enum class Type {
    kInt8,
    kUint8,
    kUint8Clamped,
    kInt16,
    kUint16,
    kInt32,
    kUint32,
    kBigInt64,
    kBigUint64,
    kFloat32,
    kFloat64,
    kDataView,
  };
  Type type = Type::kUint8;
  Value buffer = {};         // Of kind kArrayBuffer.
  uint64_t byte_offset = 0;  // A multiple of the element's size.
  uint64_t length = 0;       // Count of elements; of bytes, for a DataView. Elements are little-endian.
};

// `Int16Array`, `DataView`.
std::string_view ViewName(View::Type type);

// An Array with all that an array can have.
struct SparseArray {
  std::vector<std::optional<Value>> items = {};  // Nothing: a hole.
  uint32_t length = 0;                           // What lies beyond the items is holes. At least as many as items.
  std::vector<std::pair<Value, Value>> properties = {};  // Own properties that are not elements, in order.
};

// `Object(primitive)`.
struct Boxed {
  Value primitive = {};  // A boolean, number, string or bigint.
};

template <>
struct JsTraits<BigInt> {
  static constexpr Ask kAsk = Ask::kCopy;
  static Value ToValue(const BigInt& number) { return Value::BigInt(number.decimal()); }
  static absl::StatusOr<BigInt> FromValue(const Value& value);
};

template <>
struct JsTraits<RegExp> {
  static constexpr Ask kAsk = Ask::kCopy;
  static Value ToValue(const RegExp& regexp);
  static absl::StatusOr<RegExp> FromValue(const Value& value);
};

template <>
struct JsTraits<ErrorObject> {
  static constexpr Ask kAsk = Ask::kAnything;
  static Value ToValue(const ErrorObject& error);
  static absl::StatusOr<ErrorObject> FromValue(const Value& value);
};

template <>
struct JsTraits<ArrayBuffer> {
  static constexpr Ask kAsk = Ask::kCopy;
  static Value ToValue(const ArrayBuffer& buffer);
  static absl::StatusOr<ArrayBuffer> FromValue(const Value& value);
};

// From a Uint8Array of kind kBytes too.
template <>
struct JsTraits<View> {
  static constexpr Ask kAsk = Ask::kCopy;
  static Value ToValue(const View& view);
  static absl::StatusOr<View> FromValue(const Value& value);
};

template <>
struct JsTraits<SparseArray> {
  static constexpr Ask kAsk = Ask::kAnything;
  static Value ToValue(const SparseArray& array);
  static absl::StatusOr<SparseArray> FromValue(const Value& value);
};

template <>
struct JsTraits<Boxed> {
  static constexpr Ask kAsk = Ask::kCopy;
  static Value ToValue(const Boxed& boxed);
  static absl::StatusOr<Boxed> FromValue(const Value& value);
};

// Makes a value with aliases and cycles: objects are made first, and then put into one another.
//
//   // const list = [1]; const root = {first: list, second: list}; root.self = root
//   ValueGraph graph;
//   const ValueGraph::Node list = graph.AddArray();
//   graph.Append(list, graph.Add(1));
//   const ValueGraph::Node root = graph.AddObject();
//   graph.Set(root, "first", list);
//   graph.Set(root, "second", list);
//   graph.Set(root, "self", root);
//   Value value = std::move(graph).Take(root);
//
// What breaks a rule (a property of a Map, half a view) makes Take give a value of kind kInvalid that says what.
// Not safe for concurrent use.
class ValueGraph {
 public:
  // An object of one graph. Of no use in another.
  class Node {
   public:
    Node() = default;

   private:
    friend class ValueGraph;
    explicit Node(uint32_t number) : number_(number) {}
    uint32_t number_ = 0;
  };

  ValueGraph();
  ValueGraph(ValueGraph&&) noexcept;
  ValueGraph& operator=(ValueGraph&&) noexcept;
  ~ValueGraph();

  // Any value. Added twice, it is two objects; to have one at two places, use the Node twice.
  Node Add(const Value& value);
  Node AddArray();
  Node AddObject();
  Node AddMap();
  Node AddSet();
  // `message` and `stack`: strings, or nothing.
  Node AddError(std::string_view name, const std::optional<Value>& message = std::nullopt,
                const std::optional<Value>& stack = std::nullopt);
  // `buffer`: of kind kArrayBuffer; else as in View.
  Node AddView(View::Type type, Node buffer, uint64_t byte_offset, uint64_t length);

  // To the end of an array or Set.
  void Append(Node collection, Node item);
  void AppendHole(Node array);
  // A property of an object or array; `key` is a string. Each key once.
  void Set(Node object, const Value& key, Node value);
  // An entry of a Map.
  void Put(Node map, Node key, Node value);
  // Of an error.
  void SetCause(Node error, Node cause);
  // Of an array, beyond its items. Call it last.
  void SetLength(Node array, uint32_t length);

  // The value that is `root`, with all that it leads to.
  Value Take(Node root) &&;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace jsinterop::inline client

#endif  // JSINTEROP_KINDS_H_
