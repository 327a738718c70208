// Tokens: the opaque names that clients hold for references and leases.
//
// A token is 32 bytes, written as 43 characters of base64url:
//
//   epoch     4 bytes   drawn at the broker's start; another epoch means that the broker was restarted
//   lease     8 bytes   the key of the lease: random, and the same in every token of that lease
//   ordinal   4 bytes   which grant of the lease, from 1; 0 is the lease itself
//   secret   16 bytes   random; what makes the token unguessable (128 bits)
//
// Lease and ordinal let a table tell a token that it has forgotten from one that never was, without keeping
// anything for it: see lease/lease_table.h. Tokens are secrets. Nothing may log one.

#ifndef JSINTEROP_SERVICE_BASE_TOKEN_H_
#define JSINTEROP_SERVICE_BASE_TOKEN_H_

#include <array>
#include <cstdint>
#include <optional>
#include <string>

#include "absl/strings/string_view.h"

namespace jsinterop {

using Secret = std::array<unsigned char, 16>;

struct Token {
  uint32_t epoch = 0;
  uint64_t lease = 0;
  uint32_t ordinal = 0;
  Secret secret{};
};

// The length of every token as text.
inline constexpr size_t kTokenTextSize = 43;

// Writes a token as text.
std::string FormatToken(const Token& token);

// Reads one. Nothing if `text` is not what FormatToken writes for some token.
std::optional<Token> ParseToken(absl::string_view text);

// Compares in a time that does not depend on the content, so that a secret cannot be found out by timing.
bool SameSecret(const Secret& a, const Secret& b);
bool SameSecret(absl::string_view a, absl::string_view b);

}  // namespace jsinterop

#endif  // JSINTEROP_SERVICE_BASE_TOKEN_H_
