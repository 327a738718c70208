// Text across two kinds of string_view: depending on how Abseil was built, absl::string_view is std::string_view
// or a type of its own.

#ifndef JSINTEROP_CLIENT_CPP_SRC_TEXT_H_
#define JSINTEROP_CLIENT_CPP_SRC_TEXT_H_

#include <string_view>

#include "absl/strings/string_view.h"

namespace jsinterop::inline client::internal {

inline absl::string_view ToAbsl(std::string_view text) { return absl::string_view(text.data(), text.size()); }

}  // namespace jsinterop::inline client::internal

#endif  // JSINTEROP_CLIENT_CPP_SRC_TEXT_H_
