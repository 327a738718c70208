// Graphs: checking what arrives, and making what is sent.

#ifndef JSINTEROP_CLIENT_CPP_SRC_GRAPH_H_
#define JSINTEROP_CLIENT_CPP_SRC_GRAPH_H_

#include <cstdint>
#include <memory>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "jsinterop/v1/value.pb.h"
#include "jsinterop/value.h"
#include "payload.h"

namespace jsinterop::inline client::internal {

// Whether a value that came over the wire keeps the rules of value.proto, so that reading it needs no further
// checks. `references` is the size of the table of references around it. Not const, but changes nothing.
absl::Status CheckValue(v1::Value& value, size_t references);

// The bytes of one element of a view.
size_t ElementSize(const v1::ViewNode& view);

// Whether the view lies within a buffer of so many bytes, and where its elements may begin.
bool ViewFits(const v1::ViewNode& view, uint64_t bytes);

// Whether `leaf` is a primitive that a box can hold.
bool IsBoxable(const v1::Value& leaf);

// A table of references that grows while values are added to it.
class ReferenceTable {
 public:
  // The position of the reference.
  uint32_t Add(const std::shared_ptr<ReferenceState>& reference);
  const References& references() const { return references_; }
  References Take() && { return std::move(references_); }

 private:
  References references_;
  absl::flat_hash_map<const ReferenceState*, uint32_t> positions_;
};

// Builds a graph out of Values, which may be graphs, or parts of graphs, themselves.
class GraphBuilder {
 public:
  explicit GraphBuilder(ReferenceTable& table) : table_(table) {}

  // A new node, to be filled in by the caller. The pointer is good for the life of the builder.
  std::pair<uint32_t, v1::Node*> NewNode();

  // The node with this number, or null if there is none.
  v1::Node* At(uint32_t number);

  // Adds all that `value` consists of; the number of its node.
  uint32_t Add(const Value& value);

  v1::Graph Take() && { return std::move(graph_); }

 private:
  ReferenceTable& table_;
  v1::Graph graph_;
};

// `value` as a message for an argument. Its references are added to `table`. REQUIRES: its kind is not kInvalid.
v1::Value ToMessage(const Value& value, ReferenceTable& table);

}  // namespace jsinterop::inline client::internal

#endif  // JSINTEROP_CLIENT_CPP_SRC_GRAPH_H_
