#include "base/token.h"

#include <cstring>

#include "absl/strings/escaping.h"

namespace jsinterop {
namespace {

constexpr size_t kTokenBytes = 32;

bool SameBytes(const unsigned char* a, const unsigned char* b, size_t size) {
  unsigned char difference = 0;
  for (size_t i = 0; i < size; ++i) difference |= static_cast<unsigned char>(a[i] ^ b[i]);
  return difference == 0;
}

}  // namespace

std::string FormatToken(const Token& token) {
  std::array<char, kTokenBytes> bytes;
  std::memcpy(bytes.data(), &token.epoch, 4);
  std::memcpy(bytes.data() + 4, &token.lease, 8);
  std::memcpy(bytes.data() + 12, &token.ordinal, 4);
  std::memcpy(bytes.data() + 16, token.secret.data(), 16);
  // 32 bytes leave no padding character but one, which WebSafeBase64Escape drops.
  return absl::WebSafeBase64Escape(absl::string_view(bytes.data(), bytes.size()));
}

std::optional<Token> ParseToken(absl::string_view text) {
  std::string bytes;
  if (text.size() != kTokenTextSize || !absl::WebSafeBase64Unescape(text, &bytes) || bytes.size() != kTokenBytes) {
    return std::nullopt;
  }
  Token token;
  std::memcpy(&token.epoch, bytes.data(), 4);
  std::memcpy(&token.lease, bytes.data() + 4, 8);
  std::memcpy(&token.ordinal, bytes.data() + 12, 4);
  std::memcpy(token.secret.data(), bytes.data() + 16, 16);
  // The last character has two bits to spare, which the decoder ignores: one token must have one spelling.
  if (FormatToken(token) != text) return std::nullopt;
  return token;
}

bool SameSecret(const Secret& a, const Secret& b) { return SameBytes(a.data(), b.data(), a.size()); }

bool SameSecret(absl::string_view a, absl::string_view b) {
  if (a.size() != b.size()) return false;
  return SameBytes(reinterpret_cast<const unsigned char*>(a.data()), reinterpret_cast<const unsigned char*>(b.data()),
                   a.size());
}

}  // namespace jsinterop
