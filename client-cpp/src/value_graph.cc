// ValueGraph: values with aliases and cycles.

#include <optional>
#include <utility>

#include "graph.h"
#include "jsinterop/kinds.h"
#include "payload.h"
#include "status.h"
#include "utf.h"

namespace jsinterop::inline client {

struct ValueGraph::State {
  internal::ReferenceTable references;
  internal::GraphBuilder builder{references};
  absl::Status error;  // The first.

  void Refuse(const absl::Status& why) { error.Update(why); }
  void Refuse(std::string_view why) { Refuse(internal::BadArgument(why)); }

  // The node, if it is of this kind; else null, and `why` is refused.
  v1::Node* Find(Node node, v1::Node::KindCase kind, std::string_view why) {
    v1::Node* found = builder.At(node.number_);
    if (found != nullptr && found->kind_case() == kind) return found;
    Refuse(why);
    return nullptr;
  }

  // Whether the node is one of this graph's.
  bool Check(Node node) {
    if (builder.At(node.number_) == nullptr) Refuse("a node is not of this graph");
    return builder.At(node.number_) != nullptr;
  }
};

ValueGraph::ValueGraph() : state_(std::make_unique<State>()) {}
ValueGraph::ValueGraph(ValueGraph&&) noexcept = default;
ValueGraph& ValueGraph::operator=(ValueGraph&&) noexcept = default;
ValueGraph::~ValueGraph() = default;

ValueGraph::Node ValueGraph::Add(const Value& value) {
  state_->Refuse(value.status());
  return Node(value.status().ok() ? state_->builder.Add(value) : 0);
}

ValueGraph::Node ValueGraph::AddArray() {
  const auto [number, node] = state_->builder.NewNode();
  node->mutable_array();
  return Node(number);
}

ValueGraph::Node ValueGraph::AddObject() {
  const auto [number, node] = state_->builder.NewNode();
  node->mutable_object();
  return Node(number);
}

ValueGraph::Node ValueGraph::AddMap() {
  const auto [number, node] = state_->builder.NewNode();
  node->mutable_map();
  return Node(number);
}

ValueGraph::Node ValueGraph::AddSet() {
  const auto [number, node] = state_->builder.NewNode();
  node->mutable_set();
  return Node(number);
}

ValueGraph::Node ValueGraph::AddError(std::string_view name, const std::optional<Value>& message,
                                      const std::optional<Value>& stack) {
  if (!internal::IsUtf8(name)) state_->Refuse("the name of an error is not UTF-8");
  const auto add_text = [&](const std::optional<Value>& text) -> uint32_t {
    if (!text) return 0;
    if (text->status().ok() && text->kind() != Value::Kind::kString) {
      state_->Refuse("message and stack of an error are strings");
    }
    return Add(*text).number_;
  };
  const auto [number, node] = state_->builder.NewNode();
  v1::ErrorNode& error = *node->mutable_error();
  error.set_name(std::string(name));
  error.set_message(add_text(message));
  error.set_stack(add_text(stack));
  return Node(number);
}

ValueGraph::Node ValueGraph::AddView(View::Type type, Node buffer, uint64_t byte_offset, uint64_t length) {
  const v1::Node* bytes = state_->Find(buffer, v1::Node::kArrayBuffer, "a view is of an ArrayBuffer");
  v1::ViewNode view;
  view.set_type(static_cast<v1::ViewNode::Type>(static_cast<int>(type) + v1::ViewNode::TYPE_INT8));
  view.set_buffer(buffer.number_);
  view.set_byte_offset(byte_offset);
  view.set_length(length);
  if (bytes != nullptr && !internal::ViewFits(view, bytes->array_buffer().size())) {
    state_->Refuse("a view reaches beyond its buffer, or lies between its elements");
  }
  const auto [number, node] = state_->builder.NewNode();
  *node->mutable_view() = std::move(view);
  return Node(number);
}

void ValueGraph::Append(Node collection, Node item) {
  if (!state_->Check(collection) || !state_->Check(item)) return;
  v1::Node& node = *state_->builder.At(collection.number_);
  if (node.has_set()) {
    node.mutable_set()->add_items(item.number_);
  } else if (node.has_array()) {
    node.mutable_array()->add_items(item.number_);
    node.mutable_array()->set_length(static_cast<uint32_t>(node.array().items_size()));
  } else {
    state_->Refuse("only AddArray and AddSet make what can be appended to");
  }
}

void ValueGraph::AppendHole(Node array) {
  v1::Node* node = state_->Find(array, v1::Node::kArray, "only an array has holes");
  if (node == nullptr) return;
  node->mutable_array()->add_items(0);
  node->mutable_array()->set_length(static_cast<uint32_t>(node->array().items_size()));
}

void ValueGraph::Set(Node object, const Value& key, Node value) {
  if (!state_->Check(object) || !state_->Check(value)) return;
  const absl::StatusOr<std::u16string> name = key.As<std::u16string>();
  if (!name.ok()) return state_->Refuse("the key of a property is a string");
  v1::Node& node = *state_->builder.At(object.number_);
  if (!node.has_object() && !node.has_array()) {
    return state_->Refuse("only AddObject and AddArray make what can have properties");
  }
  auto& properties =
      node.has_object() ? *node.mutable_object()->mutable_properties() : *node.mutable_array()->mutable_properties();
  v1::Property& property = *properties.Add();
  internal::SetKey(*name, property);
  property.set_value(value.number_);
}

void ValueGraph::Put(Node map, Node key, Node value) {
  v1::Node* node = state_->Find(map, v1::Node::kMap, "only a Map has entries");
  if (node == nullptr || !state_->Check(key) || !state_->Check(value)) return;
  node->mutable_map()->add_entries(key.number_);
  node->mutable_map()->add_entries(value.number_);
}

void ValueGraph::SetCause(Node error, Node cause) {
  v1::Node* node = state_->Find(error, v1::Node::kError, "only an Error has a cause");
  if (node != nullptr && state_->Check(cause)) node->mutable_error()->set_cause(cause.number_);
}

void ValueGraph::SetLength(Node array, uint32_t length) {
  v1::Node* node = state_->Find(array, v1::Node::kArray, "only an array has a length");
  if (node == nullptr) return;
  if (length < static_cast<uint32_t>(node->array().items_size())) {
    return state_->Refuse("an array is not shorter than its items");
  }
  node->mutable_array()->set_length(length);
}

Value ValueGraph::Take(Node root) && {
  state_->Check(root);
  const std::unique_ptr<State> state = std::exchange(state_, std::make_unique<State>());
  if (!state->error.ok()) return Value::Invalid(state->error);
  v1::Value value;
  *value.mutable_graph() = std::move(state->builder).Take();
  return internal::MakeValue(std::move(value), std::move(state->references).Take(), root.number_);
}

}  // namespace jsinterop::inline client
