#include "utf.h"

#include <cstddef>

namespace jsinterop::inline client::internal {
namespace {

constexpr bool IsSurrogate(char32_t code) { return code >= 0xD800 && code <= 0xDFFF; }
constexpr bool IsHigh(char16_t unit) { return unit >= 0xD800 && unit <= 0xDBFF; }
constexpr bool IsLow(char16_t unit) { return unit >= 0xDC00 && unit <= 0xDFFF; }

// A code point and how many bytes it takes; no bytes if `text` does not begin with one.
struct Decoded {
  char32_t code = 0;
  size_t size = 0;
};

// REQUIRES: `text` is not empty.
Decoded DecodeUtf8(std::string_view text) {
  const auto byte = [&](size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char first = byte(0);
  if (first < 0x80) return {.code = first, .size = 1};
  Decoded decoded;
  char32_t least = 0;
  if ((first & 0xE0) == 0xC0) {
    decoded = {.code = first & 0x1Fu, .size = 2}, least = 0x80;
  } else if ((first & 0xF0) == 0xE0) {
    decoded = {.code = first & 0x0Fu, .size = 3}, least = 0x800;
  } else if ((first & 0xF8) == 0xF0) {
    decoded = {.code = first & 0x07u, .size = 4}, least = 0x10000;
  }
  if (decoded.size == 0 || text.size() < decoded.size) return {};
  for (size_t i = 1; i < decoded.size; ++i) {
    if ((byte(i) & 0xC0) != 0x80) return {};
    decoded.code = (decoded.code << 6) | (byte(i) & 0x3Fu);
  }
  if (decoded.code < least || decoded.code > 0x10FFFF || IsSurrogate(decoded.code)) return {};
  return decoded;
}

void AppendUtf8(char32_t code, std::string& out) {
  if (code < 0x80) {
    out += static_cast<char>(code);
    return;
  }
  const int more = code < 0x800 ? 1 : code < 0x10000 ? 2 : 3;
  constexpr unsigned char kFirst[] = {0x00, 0xC0, 0xE0, 0xF0};
  out += static_cast<char>(kFirst[more] | (code >> (6 * more)));
  for (int i = more - 1; i >= 0; --i) out += static_cast<char>(0x80 | ((code >> (6 * i)) & 0x3F));
}

}  // namespace

bool IsUtf8(std::string_view text) {
  while (!text.empty()) {
    const size_t size = DecodeUtf8(text).size;
    if (size == 0) return false;
    text.remove_prefix(size);
  }
  return true;
}

std::u16string ToUtf16(std::string_view text) {
  std::u16string units;
  units.reserve(text.size());
  while (!text.empty()) {
    const Decoded decoded = DecodeUtf8(text);
    if (decoded.code < 0x10000) {
      units += static_cast<char16_t>(decoded.code);
    } else {
      units += static_cast<char16_t>(0xD800 + ((decoded.code - 0x10000) >> 10));
      units += static_cast<char16_t>(0xDC00 + ((decoded.code - 0x10000) & 0x3FF));
    }
    text.remove_prefix(decoded.size);
  }
  return units;
}

std::optional<std::string> ToUtf8(std::u16string_view text) {
  std::string utf8;
  utf8.reserve(text.size());
  for (size_t i = 0; i < text.size(); ++i) {
    char32_t code = text[i];
    if (IsHigh(text[i]) && i + 1 < text.size() && IsLow(text[i + 1])) {
      code = 0x10000 + ((code - 0xD800) << 10) + (text[++i] - 0xDC00);
    } else if (IsSurrogate(code)) {
      return std::nullopt;
    }
    AppendUtf8(code, utf8);
  }
  return utf8;
}

std::string ToUtf16Bytes(std::u16string_view text) {
  std::string bytes;
  bytes.reserve(2 * text.size());
  for (const char16_t unit : text) {
    bytes += static_cast<char>(unit & 0xFF);
    bytes += static_cast<char>(unit >> 8);
  }
  return bytes;
}

std::u16string FromUtf16Bytes(std::string_view bytes) {
  std::u16string units;
  units.reserve(bytes.size() / 2);
  for (size_t i = 0; i + 1 < bytes.size(); i += 2) {
    const auto low = static_cast<unsigned char>(bytes[i]);
    const auto high = static_cast<unsigned char>(bytes[i + 1]);
    units += static_cast<char16_t>(low | high << 8);
  }
  return units;
}

}  // namespace jsinterop::inline client::internal
