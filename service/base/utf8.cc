#include "base/utf8.h"

namespace jsinterop {
namespace {

bool IsContinuation(unsigned char c) { return (c & 0xC0) == 0x80; }

// The length of the well-formed character at the start of `text`; 0 if there is none.
size_t CharacterSize(absl::string_view text) {
  const auto at = [&](size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0u; };
  const unsigned first = at(0);
  if (first < 0x80) return 1;
  if (first >= 0xC2 && first <= 0xDF) return IsContinuation(at(1)) ? 2 : 0;
  if (first >= 0xE0 && first <= 0xEF) {
    const unsigned low = first == 0xE0 ? 0xA0 : 0x80;
    const unsigned high = first == 0xED ? 0x9F : 0xBF;
    return at(1) >= low && at(1) <= high && IsContinuation(at(2)) ? 3 : 0;
  }
  if (first >= 0xF0 && first <= 0xF4) {
    const unsigned low = first == 0xF0 ? 0x90 : 0x80;
    const unsigned high = first == 0xF4 ? 0x8F : 0xBF;
    return at(1) >= low && at(1) <= high && IsContinuation(at(2)) && IsContinuation(at(3)) ? 4 : 0;
  }
  return 0;
}

// Whether the well-formed character of this size at the start of `text` is a control character (Unicode's category
// Cc): U+0000 to U+001F, and U+007F to U+009F. Terminals obey the latter, too.
bool IsControl(absl::string_view text, size_t size) {
  const auto first = static_cast<unsigned char>(text[0]);
  if (size == 1) return first < 0x20 || first == 0x7F;
  return size == 2 && first == 0xC2 && static_cast<unsigned char>(text[1]) < 0xA0;
}

}  // namespace

bool IsUtf8(absl::string_view text) {
  while (!text.empty()) {
    const size_t size = CharacterSize(text);
    if (size == 0) return false;
    text.remove_prefix(size);
  }
  return true;
}

std::string Excerpt(absl::string_view text, size_t limit) {
  std::string out;
  while (!text.empty()) {
    const size_t size = CharacterSize(text);
    if (out.size() + (size == 0 ? 1 : size) > limit) return out + "…";
    if (size == 0) {
      out += '?';
    } else if (IsControl(text, size)) {
      out += ' ';
    } else {
      out.append(text.data(), size);
    }
    text.remove_prefix(size == 0 ? 1 : size);
  }
  return out;
}

}  // namespace jsinterop
