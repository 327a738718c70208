#include "exception.h"

#include <optional>
#include <utility>

#include "graph.h"
#include "payload.h"

namespace jsinterop::inline client::internal {
namespace {

// The broker's bound on causes, with room to spare; what nests deeper is left out.
constexpr int kMaxCauses = 32;

std::optional<Value> ReadValue(const v1::Value& message) {
  v1::Value value = message;
  if (!CheckValue(value, /*references=*/0).ok()) return std::nullopt;
  return MakeValue(std::move(value));
}

JsException ReadException(const v1::Exception& message, int depth) {
  JsException exception{.name = message.name(),
                        .message = message.message(),
                        .stack = message.stack(),
                        .code = message.code(),
                        .truncated = message.truncated()};
  if (depth < kMaxCauses) {
    if (message.has_cause()) exception.cause.push_back(ReadException(message.cause(), depth + 1));
    for (const v1::Exception& error : message.errors()) exception.errors.push_back(ReadException(error, depth + 1));
  }
  for (const v1::ExceptionProperty& property : message.properties()) {
    if (std::optional<Value> value = ReadValue(property.value())) {
      exception.properties.emplace_back(property.key(), *std::move(value));
    }
  }
  if (message.has_thrown()) exception.thrown = ReadValue(message.thrown());
  return exception;
}

v1::Value WithoutReferences(const Value& value) {
  ReferenceTable none;
  return ToMessage(value, none);
}

}  // namespace

JsException FromMessage(const v1::Exception& message) { return ReadException(message, 0); }

v1::Exception ToMessage(const JsException& exception) {
  v1::Exception message;
  message.set_name(exception.name);
  message.set_message(exception.message);
  message.set_stack(exception.stack);
  message.set_code(exception.code);
  message.set_truncated(exception.truncated);
  if (!exception.cause.empty()) *message.mutable_cause() = ToMessage(exception.cause.front());
  for (const JsException& error : exception.errors) *message.add_errors() = ToMessage(error);
  for (const auto& [key, value] : exception.properties) {
    v1::ExceptionProperty& property = *message.add_properties();
    property.set_key(key);
    *property.mutable_value() = WithoutReferences(value);
  }
  if (exception.thrown) *message.mutable_thrown() = WithoutReferences(*exception.thrown);
  return message;
}

}  // namespace jsinterop::inline client::internal
