#include "graph.h"

#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/strings/str_cat.h"
#include "text.h"

namespace jsinterop::inline client::internal {
namespace {

enum class MayBeZero { kNo, kYes };
using Remap = absl::FunctionRef<uint32_t(uint32_t, MayBeZero)>;

void RemapProperties(google::protobuf::RepeatedPtrField<v1::Property>& properties, Remap remap) {
  for (v1::Property& property : properties) property.set_value(remap(property.value(), MayBeZero::kNo));
}

// Replaces every number of a node in `node` by what `remap` makes of it.
void RemapEdges(v1::Node& node, Remap remap) {
  switch (node.kind_case()) {
    case v1::Node::kArray:
      for (uint32_t& item : *node.mutable_array()->mutable_items()) item = remap(item, MayBeZero::kYes);
      RemapProperties(*node.mutable_array()->mutable_properties(), remap);
      break;
    case v1::Node::kObject: RemapProperties(*node.mutable_object()->mutable_properties(), remap); break;
    case v1::Node::kMap:
      for (uint32_t& entry : *node.mutable_map()->mutable_entries()) entry = remap(entry, MayBeZero::kNo);
      break;
    case v1::Node::kSet:
      for (uint32_t& item : *node.mutable_set()->mutable_items()) item = remap(item, MayBeZero::kNo);
      break;
    case v1::Node::kView: node.mutable_view()->set_buffer(remap(node.view().buffer(), MayBeZero::kNo)); break;
    case v1::Node::kError: {
      v1::ErrorNode& error = *node.mutable_error();
      error.set_message(remap(error.message(), MayBeZero::kYes));
      error.set_stack(remap(error.stack(), MayBeZero::kYes));
      error.set_cause(remap(error.cause(), MayBeZero::kYes));
      break;
    }
    case v1::Node::kBoxed: node.set_boxed(remap(node.boxed(), MayBeZero::kNo)); break;
    case v1::Node::kLeaf:
    case v1::Node::kArrayBuffer:
    case v1::Node::kRegexp:
    case v1::Node::KIND_NOT_SET: break;
  }
}

absl::Status Malformed(std::string_view what) {
  return absl::InternalError(absl::StrCat("a value arrived malformed: ", ToAbsl(what)));
}

absl::Status CheckScalar(const v1::Value& value, size_t references) {
  switch (value.kind_case()) {
    case v1::Value::KIND_NOT_SET: return Malformed("it has no kind that this client knows");
    case v1::Value::kUtf16:
      if (value.utf16().size() % 2 != 0) return Malformed("a string has half a code unit");
      break;
    case v1::Value::kReference:
      if (value.reference() >= references) return Malformed("a reference is not in the table");
      break;
    case v1::Value::kCallback:
    case v1::Value::kStream: return Malformed("a callback or stream outside a session");
    default: break;
  }
  return absl::OkStatus();
}

absl::Status CheckNode(const v1::Graph& graph, const v1::Node& node, size_t references) {
  switch (node.kind_case()) {
    case v1::Node::KIND_NOT_SET: return Malformed("a node has no kind that this client knows");
    case v1::Node::kLeaf:
      if (node.leaf().has_graph()) return Malformed("a leaf is a graph");
      return CheckScalar(node.leaf(), references);
    case v1::Node::kArray:
      if (node.array().length() < static_cast<uint32_t>(node.array().items_size())) {
        return Malformed("an array is shorter than its items");
      }
      break;
    case v1::Node::kMap:
      if (node.map().entries_size() % 2 != 0) return Malformed("a Map has half an entry");
      break;
    case v1::Node::kView: {
      const v1::Node& buffer = graph.nodes(static_cast<int>(node.view().buffer()) - 1);
      if (node.view().type() == v1::ViewNode::TYPE_UNSPECIFIED || !v1::ViewNode::Type_IsValid(node.view().type())) {
        return Malformed("a view has no type that this client knows");
      }
      if (!buffer.has_array_buffer()) return Malformed("a view is not of an ArrayBuffer");
      if (!ViewFits(node.view(), buffer.array_buffer().size())) return Malformed("a view reaches beyond its buffer");
      break;
    }
    case v1::Node::kBoxed:
      if (!IsBoxable(graph.nodes(static_cast<int>(node.boxed()) - 1).leaf())) {
        return Malformed("a box holds no primitive");
      }
      break;
    default: break;
  }
  return absl::OkStatus();
}

}  // namespace

size_t ElementSize(const v1::ViewNode& view) {
  switch (view.type()) {
    case v1::ViewNode::TYPE_INT16:
    case v1::ViewNode::TYPE_UINT16: return 2;
    case v1::ViewNode::TYPE_INT32:
    case v1::ViewNode::TYPE_UINT32:
    case v1::ViewNode::TYPE_FLOAT32: return 4;
    case v1::ViewNode::TYPE_BIG_INT64:
    case v1::ViewNode::TYPE_BIG_UINT64:
    case v1::ViewNode::TYPE_FLOAT64: return 8;
    default: return 1;
  }
}

bool ViewFits(const v1::ViewNode& view, uint64_t bytes) {
  const size_t size = ElementSize(view);
  return view.byte_offset() % size == 0 && view.byte_offset() <= bytes &&
         view.length() <= (bytes - view.byte_offset()) / size;
}

bool IsBoxable(const v1::Value& leaf) {
  switch (leaf.kind_case()) {
    case v1::Value::kBoolean:
    case v1::Value::kNumber:
    case v1::Value::kString:
    case v1::Value::kUtf16:
    case v1::Value::kBigint: return true;
    default: return false;
  }
}

absl::Status CheckValue(v1::Value& value, size_t references) {
  if (!value.has_graph()) return CheckScalar(value, references);
  v1::Graph& graph = *value.mutable_graph();
  if (graph.nodes().empty()) return Malformed("a graph has no nodes");
  const auto count = static_cast<uint32_t>(graph.nodes_size());
  bool in_range = true;
  for (v1::Node& node : *graph.mutable_nodes()) {
    RemapEdges(node, [&](uint32_t number, MayBeZero zero) {
      in_range = in_range && number <= count && (number != 0 || zero == MayBeZero::kYes);
      return number;
    });
  }
  if (!in_range) return Malformed("a node names a node that there is not");
  for (const v1::Node& node : graph.nodes()) {
    if (absl::Status status = CheckNode(graph, node, references); !status.ok()) return status;
  }
  return absl::OkStatus();
}

uint32_t ReferenceTable::Add(const std::shared_ptr<ReferenceState>& reference) {
  const auto [it, fresh] = positions_.try_emplace(reference.get(), static_cast<uint32_t>(references_.size()));
  if (fresh) references_.push_back(reference);
  return it->second;
}

std::pair<uint32_t, v1::Node*> GraphBuilder::NewNode() {
  v1::Node* node = graph_.add_nodes();
  return {static_cast<uint32_t>(graph_.nodes_size()), node};
}

v1::Node* GraphBuilder::At(uint32_t number) {
  if (number == 0 || number > static_cast<uint32_t>(graph_.nodes_size())) return nullptr;
  return graph_.mutable_nodes(static_cast<int>(number) - 1);
}

uint32_t GraphBuilder::Add(const Value& value) {
  const Payload* payload = Payload::Of(value);
  if (payload == nullptr) {
    const auto [number, node] = NewNode();
    node->mutable_leaf()->mutable_undefined();
    return number;
  }
  const auto move_reference = [&](v1::Value& leaf) {
    if (leaf.has_reference()) leaf.set_reference(table_.Add(payload->references[leaf.reference()]));
  };
  if (!payload->value.has_graph()) {
    const auto [number, node] = NewNode();
    *node->mutable_leaf() = payload->value;
    move_reference(*node->mutable_leaf());
    return number;
  }

  // Copies what can be reached from the value's node, breadth first, and nothing else.
  const uint32_t root = Payload::NodeOf(value) == 0 ? 1 : Payload::NodeOf(value);
  absl::flat_hash_map<uint32_t, uint32_t> renamed;
  std::vector<uint32_t> waiting;
  const auto rename = [&](uint32_t old_number) {
    if (old_number == 0) return 0u;
    const auto [it, fresh] = renamed.try_emplace(old_number, 0);
    if (fresh) {
      it->second = NewNode().first;
      waiting.push_back(old_number);
    }
    return it->second;
  };
  const uint32_t result = rename(root);
  size_t next = 0;
  while (next < waiting.size()) {
    const uint32_t number = waiting[next++];
    v1::Node copy = payload->value.graph().nodes(static_cast<int>(number) - 1);
    RemapEdges(copy, [&](uint32_t old_number, MayBeZero) { return rename(old_number); });
    if (copy.has_leaf()) move_reference(*copy.mutable_leaf());
    graph_.mutable_nodes(static_cast<int>(renamed[number]) - 1)->Swap(&copy);
  }
  return result;
}

v1::Value ToMessage(const Value& value, ReferenceTable& table) {
  v1::Value message;
  const Seen seen = Look(value);
  if (seen.node != nullptr) {
    GraphBuilder builder(table);
    builder.Add(value);
    *message.mutable_graph() = std::move(builder).Take();
  } else if (seen.scalar != nullptr) {
    message = *seen.scalar;
    if (message.has_reference()) {
      message.set_reference(table.Add(Payload::Of(value)->references[message.reference()]));
    }
  } else {
    message.mutable_undefined();
  }
  return message;
}

}  // namespace jsinterop::inline client::internal
