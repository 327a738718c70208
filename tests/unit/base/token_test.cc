#include "base/token.h"

#include <string>

#include "gtest/gtest.h"

namespace jsinterop {
namespace {

Token SomeToken() {
  Token token{0x01020304, 0x1122334455667788, 0xA1B2C3D4, {}};
  for (size_t i = 0; i < token.secret.size(); ++i) token.secret[i] = static_cast<unsigned char>(0xF0 + i);
  return token;
}

void ExpectSame(const Token& a, const Token& b) {
  EXPECT_EQ(a.epoch, b.epoch);
  EXPECT_EQ(a.lease, b.lease);
  EXPECT_EQ(a.ordinal, b.ordinal);
  EXPECT_EQ(a.secret, b.secret);
}

TEST(Token, SurvivesBeingWrittenAndRead) {
  const std::string text = FormatToken(SomeToken());
  const auto read = ParseToken(text);
  ASSERT_TRUE(read);
  ExpectSame(*read, SomeToken());
}

TEST(Token, IsFortyThreeCharactersThatNeedNoEscapeInUrls) {
  for (const unsigned char fill : {0x00, 0x3E, 0x3F, 0xFB, 0xFF}) {
    Token token;
    token.secret.fill(fill);
    token.lease = ~uint64_t{fill};
    const std::string text = FormatToken(token);
    EXPECT_EQ(text.size(), kTokenTextSize);
    EXPECT_EQ(text.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"),
              std::string::npos)
        << text;
  }
}

TEST(Token, DiffersInTextWhenAnyBitDiffers) {
  const std::string text = FormatToken(SomeToken());
  Token other = SomeToken();
  other.ordinal ^= 1;
  EXPECT_NE(FormatToken(other), text);
  other = SomeToken();
  other.secret.back() ^= 1;
  EXPECT_NE(FormatToken(other), text);
}

TEST(Token, IsNotReadFromTextOfAnotherLength) {
  const std::string text = FormatToken(SomeToken());
  EXPECT_FALSE(ParseToken(""));
  EXPECT_FALSE(ParseToken(text.substr(1)));
  EXPECT_FALSE(ParseToken(text + "A"));
  EXPECT_FALSE(ParseToken(text + "="));
  EXPECT_FALSE(ParseToken(text + text));
}

TEST(Token, IsNotReadFromOtherCharacters) {
  for (const char bad : {'+', '/', '=', '.', ' ', '\n', '\t', '%', '\0', '\x80', '\xFF', ','}) {
    for (const size_t place : {size_t{0}, size_t{1}, size_t{20}, kTokenTextSize - 2, kTokenTextSize - 1}) {
      std::string text = FormatToken(SomeToken());
      text[place] = bad;
      EXPECT_FALSE(ParseToken(text)) << "character " << int{bad} << " at " << place;
    }
  }
}

// The last character carries four bits of the token and two that mean nothing. One token, one text.
TEST(Token, IsNotReadFromASecondSpelling) {
  const std::string alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  const std::string text = FormatToken(SomeToken());
  int accepted = 0;
  for (const char last : alphabet) {
    const std::string spelling = text.substr(0, kTokenTextSize - 1) + last;
    const auto read = ParseToken(spelling);
    if (!read) continue;
    ++accepted;
    EXPECT_EQ(FormatToken(*read), spelling);
  }
  EXPECT_EQ(accepted, 16);
}

TEST(SameSecret, ComparesAllBytes) {
  Secret a{};
  Secret b{};
  EXPECT_TRUE(SameSecret(a, b));
  for (size_t i = 0; i < a.size(); ++i) {
    b = a;
    b[i] = 0x80;
    EXPECT_FALSE(SameSecret(a, b)) << i;
  }
}

TEST(SameSecret, ComparesTextsOfAnyLength) {
  EXPECT_TRUE(SameSecret(std::string(), std::string()));
  EXPECT_TRUE(SameSecret(std::string("swordfish"), std::string("swordfish")));
  EXPECT_FALSE(SameSecret(std::string("swordfish"), std::string("swordfisH")));
  EXPECT_FALSE(SameSecret(std::string("swordfish"), std::string("swordfis")));
  EXPECT_FALSE(SameSecret(std::string("a\0b", 3), std::string("a\0c", 3)));
}

}  // namespace
}  // namespace jsinterop
