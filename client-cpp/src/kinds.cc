// JsTraits of the kinds that C++ has no type for.

#include "jsinterop/kinds.h"

#include <optional>

#include "graph.h"
#include "payload.h"
#include "status.h"
#include "utf.h"

namespace jsinterop::inline client {

using internal::Look;
using internal::Payload;

namespace {

// A graph whose first node is what `fill` makes of it.
template <typename Fill>
Value OneNode(Fill fill) {
  v1::Value value;
  fill(*value.mutable_graph()->add_nodes());
  return internal::MakeValue(std::move(value));
}

const v1::Node* NodeOf(const Value& value, v1::Node::KindCase kind) {
  const v1::Node* node = Look(value).node;
  return node != nullptr && node->kind_case() == kind ? node : nullptr;
}

// Number 0 stands for nothing.
std::optional<Value> OptionalSibling(const Value& value, uint32_t number) {
  if (number == 0) return std::nullopt;
  return Payload::Sibling(value, number);
}

}  // namespace

std::string_view ViewName(View::Type type) {
  switch (type) {
    case View::Type::kInt8: return "Int8Array";
    case View::Type::kUint8: return "Uint8Array";
    case View::Type::kUint8Clamped: return "Uint8ClampedArray";
    case View::Type::kInt16: return "Int16Array";
    case View::Type::kUint16: return "Uint16Array";
    case View::Type::kInt32: return "Int32Array";
    case View::Type::kUint32: return "Uint32Array";
    case View::Type::kBigInt64: return "BigInt64Array";
    case View::Type::kBigUint64: return "BigUint64Array";
    case View::Type::kFloat32: return "Float32Array";
    case View::Type::kFloat64: return "Float64Array";
    case View::Type::kDataView: break;
  }
  return "DataView";
}

absl::StatusOr<BigInt> JsTraits<BigInt>::FromValue(const Value& value) {
  const v1::Value* scalar = Look(value).scalar;
  if (scalar == nullptr || !scalar->has_bigint()) return MismatchError("a bigint", value);
  return BigInt(scalar->bigint());
}

Value JsTraits<RegExp>::ToValue(const RegExp& regexp) {
  if (!internal::IsUtf8(regexp.source) || !internal::IsUtf8(regexp.flags)) {
    return Value::Invalid(internal::BadArgument("a RegExp is not UTF-8"));
  }
  return OneNode([&](v1::Node& node) {
    node.mutable_regexp()->set_source(regexp.source);
    node.mutable_regexp()->set_flags(regexp.flags);
  });
}

absl::StatusOr<RegExp> JsTraits<RegExp>::FromValue(const Value& value) {
  const v1::Node* node = NodeOf(value, v1::Node::kRegexp);
  if (node == nullptr) return MismatchError("a RegExp", value);
  return RegExp{.source = node->regexp().source(), .flags = node->regexp().flags()};
}

Value JsTraits<ErrorObject>::ToValue(const ErrorObject& error) {
  ValueGraph graph;
  const ValueGraph::Node root = graph.AddError(error.name, error.message, error.stack);
  if (error.cause) graph.SetCause(root, graph.Add(*error.cause));
  return std::move(graph).Take(root);
}

absl::StatusOr<ErrorObject> JsTraits<ErrorObject>::FromValue(const Value& value) {
  const v1::Node* node = NodeOf(value, v1::Node::kError);
  if (node == nullptr) return MismatchError("an Error", value);
  return ErrorObject{.name = node->error().name(),
                     .message = OptionalSibling(value, node->error().message()),
                     .stack = OptionalSibling(value, node->error().stack()),
                     .cause = OptionalSibling(value, node->error().cause())};
}

Value JsTraits<ArrayBuffer>::ToValue(const ArrayBuffer& buffer) {
  return OneNode([&](v1::Node& node) { node.set_array_buffer(buffer.data); });
}

absl::StatusOr<ArrayBuffer> JsTraits<ArrayBuffer>::FromValue(const Value& value) {
  const v1::Node* node = NodeOf(value, v1::Node::kArrayBuffer);
  if (node == nullptr) return MismatchError("an ArrayBuffer", value);
  return ArrayBuffer{.data = node->array_buffer()};
}

Value JsTraits<View>::ToValue(const View& view) {
  ValueGraph graph;
  const ValueGraph::Node buffer = graph.Add(view.buffer);
  return std::move(graph).Take(graph.AddView(view.type, buffer, view.byte_offset, view.length));
}

absl::StatusOr<View> JsTraits<View>::FromValue(const Value& value) {
  const internal::Seen seen = Look(value);
  if (seen.scalar != nullptr && seen.scalar->has_bytes()) {
    const std::string& bytes = seen.scalar->bytes();
    return View{.type = View::Type::kUint8, .buffer = ArrayBuffer{.data = bytes}, .length = bytes.size()};
  }
  const v1::Node* node = NodeOf(value, v1::Node::kView);
  if (node == nullptr) return MismatchError("a typed array or DataView", value);
  // Both lists are in the order of the specification's table.
  return View{.type = static_cast<View::Type>(node->view().type() - v1::ViewNode::TYPE_INT8),
              .buffer = Payload::Sibling(value, node->view().buffer()),
              .byte_offset = node->view().byte_offset(),
              .length = node->view().length()};
}

Value JsTraits<SparseArray>::ToValue(const SparseArray& array) {
  ValueGraph graph;
  const ValueGraph::Node root = graph.AddArray();
  for (const std::optional<Value>& item : array.items) {
    if (item) {
      graph.Append(root, graph.Add(*item));
    } else {
      graph.AppendHole(root);
    }
  }
  if (array.length != 0) graph.SetLength(root, array.length);
  for (const auto& [key, value] : array.properties) graph.Set(root, key, graph.Add(value));
  return std::move(graph).Take(root);
}

absl::StatusOr<SparseArray> JsTraits<SparseArray>::FromValue(const Value& value) {
  SparseArray array;
  const v1::Node* node = NodeOf(value, v1::Node::kArray);
  if (node == nullptr) {  // It may be JSON text, which has no holes.
    if (value.kind() != Value::Kind::kArray) return MismatchError("an array", value);
    const absl::StatusOr<std::vector<Value>> items = value.Items();
    if (!items.ok()) return items.status();
    array.items.assign(items->begin(), items->end());
    array.length = static_cast<uint32_t>(items->size());
    return array;
  }
  for (const uint32_t number : node->array().items()) array.items.push_back(OptionalSibling(value, number));
  array.length = node->array().length();
  for (const v1::Property& property : node->array().properties()) {
    array.properties.emplace_back(internal::KeyOf(property), Payload::Sibling(value, property.value()));
  }
  return array;
}

Value JsTraits<Boxed>::ToValue(const Boxed& boxed) {
  const v1::Value* scalar = Look(boxed.primitive).scalar;
  if (scalar == nullptr || !internal::IsBoxable(*scalar)) {
    if (!boxed.primitive.status().ok()) return boxed.primitive;
    return Value::Invalid(internal::BadArgument("only a boolean, number, string or bigint can be boxed"));
  }
  v1::Value value;
  value.mutable_graph()->add_nodes()->set_boxed(2);
  *value.mutable_graph()->add_nodes()->mutable_leaf() = *scalar;
  return internal::MakeValue(std::move(value));
}

absl::StatusOr<Boxed> JsTraits<Boxed>::FromValue(const Value& value) {
  const v1::Node* node = NodeOf(value, v1::Node::kBoxed);
  if (node == nullptr) return MismatchError("a boxed primitive", value);
  return Boxed{.primitive = Payload::Sibling(value, node->boxed())};
}

}  // namespace jsinterop::inline client
