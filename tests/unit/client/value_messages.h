// Values and the messages that they are on the wire.

#ifndef JSINTEROP_TESTS_UNIT_CLIENT_VALUE_MESSAGES_H_
#define JSINTEROP_TESTS_UNIT_CLIENT_VALUE_MESSAGES_H_

#include <string>
#include <utility>

#include "graph.h"
#include "gtest/gtest.h"
#include "jsinterop/jsinterop.h"
#include "payload.h"
#include "reference_state.h"
#include "status_matchers.h"

namespace jsinterop::testing {

inline v1::Value Message(const Value& value) {
  internal::ReferenceTable table;
  return internal::ToMessage(value, table);
}

inline Value FromMessage(v1::Value message) { return internal::MakeValue(std::move(message)); }

// JSON text that arrived, whatever it is.
inline Value Parsed(std::string text) {
  v1::Value message;
  message.set_json(std::move(text));
  return FromMessage(std::move(message));
}

// `value` as the other side has it: sent, checked, received.
inline Value Received(const Value& value) {
  v1::Value message = Message(value);
  EXPECT_THAT(internal::CheckValue(message, 0), IsOk());
  return FromMessage(std::move(message));
}

// What `fill` makes of a graph, checked as what arrives is checked.
template <typename Fill>
Value GraphOf(Fill fill) {
  v1::Value value;
  fill(*value.mutable_graph());
  EXPECT_THAT(internal::CheckValue(value, 0), IsOk());
  return FromMessage(std::move(value));
}

// Wrong in `path`, and the message begins with it.
MATCHER_P2(MismatchAt, path, wanted, "") {
  const absl::Status& status = StatusOf(arg);
  *result_listener << status.ToString() << ", path '" << GetErrorInfo(status).path << "'";
  const std::string message = (std::string(path).empty() ? "" : "at " + std::string(path) + ": ") + "wanted " + wanted;
  return GetErrorInfo(status).reason == reasons::kResultMismatch && GetErrorInfo(status).path == path &&
         std::string(status.message()).compare(0, message.size(), message) == 0;
}

}  // namespace jsinterop::testing

#endif  // JSINTEROP_TESTS_UNIT_CLIENT_VALUE_MESSAGES_H_
