// The notation of values in cases, as README.md of the suite tells it: from Values, and to them.

#ifndef JSINTEROP_TESTS_CONFORMANCE_RUNNERS_CPP_NOTATION_H_
#define JSINTEROP_TESTS_CONFORMANCE_RUNNERS_CPP_NOTATION_H_

#include <functional>
#include <nlohmann/json.hpp>
#include <string>

#include "jsinterop/jsinterop.h"

namespace jsinterop::conformance {

// A value in notation. Objects that are met more than once get labels.
nlohmann::json Write(const Value& value);

// What a live object in a result is called: its hint.
nlohmann::json WriteHint(const ObjectReference& reference);

// Finds the reference that a step called by this name.
using Referenced = std::function<Value(const std::string&)>;

// The value that a notation stands for. `referenced` is asked for references.
Value Read(const nlohmann::json& notation, const Referenced& referenced);

}  // namespace jsinterop::conformance

#endif  // JSINTEROP_TESTS_CONFORMANCE_RUNNERS_CPP_NOTATION_H_
