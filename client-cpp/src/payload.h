// What is inside a Value: a message of the protocol, and the references that it indexes.

#ifndef JSINTEROP_CLIENT_CPP_SRC_PAYLOAD_H_
#define JSINTEROP_CLIENT_CPP_SRC_PAYLOAD_H_

#include <cstdint>
#include <memory>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "jsinterop/v1/value.pb.h"
#include "jsinterop/value.h"

namespace jsinterop::inline client::internal {

class ReferenceState;
using References = std::vector<std::shared_ptr<ReferenceState>>;

// The last Date that JavaScript has, in milliseconds since 1970. The first is as far back.
inline constexpr double kLastDate = 8.64e15;

// Immutable once a Value holds it.
struct Payload {
  v1::Value value;
  References references;  // What Value.reference in `value` indexes.
  absl::Status error;     // Not OK: there is no value, and this is why.
  bool own_json = false;  // `value` is JSON text that this library wrote, and so is well-formed.

  static Value Wrap(std::shared_ptr<const Payload> payload, uint32_t node = 0) {
    return Value(std::move(payload), node);
  }
  static const Payload* Of(const Value& value) { return value.payload_.get(); }
  static Value Sibling(const Value& value, uint32_t node) { return Value(value.payload_, node); }
  static uint32_t NodeOf(const Value& value) { return value.node_; }
};

// A Value that holds `value`, or of a graph this node. REQUIRES: CheckValue(value, references.size()) is OK.
Value MakeValue(v1::Value value, References references = {}, uint32_t node = 0);

// Where to look for what a Value is. Both are null for undefined that has no payload and for kInvalid; else
// exactly one is set.
struct Seen {
  const v1::Value* scalar = nullptr;  // Anything but a graph.
  const v1::Node* node = nullptr;     // A node that is not a leaf.
};
Seen Look(const Value& value);

// The node with this number. REQUIRES: `value` is in a graph.
const v1::Node& NodeAt(const Value& value, uint32_t number);

// `text` as a string of the protocol: in UTF-8 if that can say it.
void SetString(std::u16string_view text, v1::Value& value);
void SetKey(std::u16string_view key, v1::Property& property);

// A property's key, as a string.
Value KeyOf(const v1::Property& property);

}  // namespace jsinterop::inline client::internal

#endif  // JSINTEROP_CLIENT_CPP_SRC_PAYLOAD_H_
