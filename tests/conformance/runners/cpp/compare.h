// Compares outcomes, both as README.md of the suite writes them.

#ifndef JSINTEROP_TESTS_CONFORMANCE_RUNNERS_CPP_COMPARE_H_
#define JSINTEROP_TESTS_CONFORMANCE_RUNNERS_CPP_COMPARE_H_

#include <nlohmann/json.hpp>
#include <optional>
#include <string>

namespace jsinterop::conformance {

// What differs between what came and what a case expects, in words; nothing if it is as expected. Without an
// expectation (null), any success is.
std::optional<std::string> DifferenceOf(const nlohmann::json& outcome, const nlohmann::json& expected);

}  // namespace jsinterop::conformance

#endif  // JSINTEROP_TESTS_CONFORMANCE_RUNNERS_CPP_COMPARE_H_
