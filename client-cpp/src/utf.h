// UTF-8, which C++ texts are in, and UTF-16, which JavaScript's strings are in, lone surrogates and all.

#ifndef JSINTEROP_CLIENT_CPP_SRC_UTF_H_
#define JSINTEROP_CLIENT_CPP_SRC_UTF_H_

#include <optional>
#include <string>
#include <string_view>

namespace jsinterop::inline client::internal {

bool IsUtf8(std::string_view text);

// REQUIRES: `text` is UTF-8.
std::u16string ToUtf16(std::string_view text);

// Nothing if there are lone surrogates.
std::optional<std::string> ToUtf8(std::u16string_view text);

// Code units as the protocol has them: little-endian.
std::string ToUtf16Bytes(std::u16string_view text);
// REQUIRES: the count of bytes is even.
std::u16string FromUtf16Bytes(std::string_view bytes);

}  // namespace jsinterop::inline client::internal

#endif  // JSINTEROP_CLIENT_CPP_SRC_UTF_H_
