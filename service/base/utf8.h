// UTF-8 checks for the few texts that the broker itself reads.

#ifndef JSINTEROP_SERVICE_BASE_UTF8_H_
#define JSINTEROP_SERVICE_BASE_UTF8_H_

#include <cstddef>
#include <string>

#include "absl/strings/string_view.h"

namespace jsinterop {

// Whether `text` is well-formed UTF-8 (Unicode 15, table 3-7: no overlong forms, no surrogates).
bool IsUtf8(absl::string_view text);

// The first `limit` bytes of `text`, less what would cut a character in two; `…` is added where something
// was cut. Control characters become spaces, so that the result may stand in a log line or a trailer.
std::string Excerpt(absl::string_view text, size_t limit = 128);

}  // namespace jsinterop

#endif  // JSINTEROP_SERVICE_BASE_UTF8_H_
