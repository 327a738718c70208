// JSON text: making it, and taking it apart by one level, without a tree in between.

#ifndef JSINTEROP_CLIENT_CPP_SRC_JSON_H_
#define JSINTEROP_CLIENT_CPP_SRC_JSON_H_

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "jsinterop/value.h"

namespace jsinterop::inline client::internal {

// Whether `text` is JSON.
bool IsJson(std::string_view text);

// What a string literal stands for; nothing if it is not well-formed.
std::optional<std::u16string> ParseJsonString(std::string_view literal);

// The first character that says something, or '\0'.
char JsonStart(std::string_view text);

// Adds a string literal. REQUIRES: `text` is UTF-8.
void AppendJsonString(std::string_view text, std::string& out);

// Adds the shortest text that reads back as `number`. REQUIRES: it is finite.
void AppendJsonNumber(double number, std::string& out);

// Adds `value` if JSON can say exactly what it is; else leaves `out` in an unspecified state and says false.
bool AppendJson(const Value& value, std::string& out);

// The value that a piece of JSON text is: scalars in their own kind, all else as text.
Value FromJsonText(std::string_view text);

// The elements of an array, as text.
absl::StatusOr<std::vector<std::string_view>> SplitJsonArray(std::string_view text);

// Keys (string literals, with their quotes) and values of an object, as text.
absl::StatusOr<std::vector<std::pair<std::string_view, std::string_view>>> SplitJsonObject(std::string_view text);

}  // namespace jsinterop::inline client::internal

#endif  // JSINTEROP_CLIENT_CPP_SRC_JSON_H_
