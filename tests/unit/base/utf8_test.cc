#include "base/utf8.h"

#include <cstdint>
#include <string>

#include "gtest/gtest.h"

namespace jsinterop {
namespace {

// The bytes that the pattern of UTF-8 gives for a number, well-formed or not. `size`: in bytes.
std::string Encode(uint32_t code, int size) {
  if (size == 1) return std::string(1, static_cast<char>(code));
  std::string out;
  for (int i = size - 1; i > 0; --i) {
    out.insert(out.begin(), static_cast<char>(0x80 | (code & 0x3F)));
    code >>= 6;
  }
  const uint32_t marks[] = {0, 0, 0xC0, 0xE0, 0xF0};
  out.insert(out.begin(), static_cast<char>(marks[size] | code));
  return out;
}

int ShortestSize(uint32_t code) { return code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4; }

TEST(Utf8, IsExactlyTheShortestFormsOfAllScalarValues) {
  for (uint32_t code = 0; code < 0x200000; ++code) {
    const bool scalar = code < 0xD800 || (code >= 0xE000 && code < 0x110000);
    for (int size = ShortestSize(code); size <= 4; ++size) {
      ASSERT_EQ(IsUtf8(Encode(code, size)), scalar && size == ShortestSize(code))
          << std::hex << code << " in " << size << " bytes";
    }
  }
}

TEST(Utf8, IsNotCutShort) {
  for (const uint32_t code : {0x80u, 0x7FFu, 0x800u, 0xFFFFu, 0x10000u, 0x10FFFFu}) {
    const std::string whole = Encode(code, ShortestSize(code));
    for (size_t size = 1; size < whole.size(); ++size) {
      EXPECT_FALSE(IsUtf8(whole.substr(0, size))) << std::hex << code;
      EXPECT_FALSE(IsUtf8(whole.substr(0, size) + "a")) << std::hex << code;
    }
    EXPECT_FALSE(IsUtf8(whole.substr(1))) << std::hex << code;
  }
}

TEST(Utf8, IsTheEmptyTextToo) { EXPECT_TRUE(IsUtf8("")); }

TEST(Utf8, MayHoldZeros) { EXPECT_TRUE(IsUtf8(std::string("a\0b", 3))); }

TEST(Utf8, IsLookedAtToItsEnd) { EXPECT_FALSE(IsUtf8(std::string(1000, 'a') + "\xFF")); }

TEST(Excerpt, LeavesShortTextAsItIs) {
  EXPECT_EQ(Excerpt(""), "");
  EXPECT_EQ(Excerpt("Größe – 大きさ 😀"), "Größe – 大きさ 😀");
}

TEST(Excerpt, CutsAtTheLimitAndSaysSo) {
  EXPECT_EQ(Excerpt(std::string(128, 'a')), std::string(128, 'a'));
  EXPECT_EQ(Excerpt(std::string(129, 'a')), std::string(128, 'a') + "…");
  EXPECT_EQ(Excerpt("abcdef", 3), "abc…");
  EXPECT_EQ(Excerpt("abcdef", 0), "…");
}

TEST(Excerpt, NeverCutsACharacter) {
  EXPECT_EQ(Excerpt("aé", 2), "a…");
  EXPECT_EQ(Excerpt("aé", 3), "aé");
  EXPECT_EQ(Excerpt("ab😀", 5), "ab…");
  for (size_t limit = 0; limit < 40; ++limit) {
    EXPECT_TRUE(IsUtf8(Excerpt("Größe – 大きさ 😀😀😀", limit))) << limit;
  }
}

TEST(Excerpt, HoldsNoControlCharacters) {
  std::string controls;
  for (char c = 1; c < 0x20; ++c) controls += c;
  EXPECT_EQ(Excerpt("a" + controls + "\x7F" + std::string(1, '\0') + "b"), "a" + std::string(33, ' ') + "b");
}

TEST(Excerpt, HoldsNoControlCharactersOfTwoBytes) {
  std::string controls;
  for (int second = 0x80; second < 0xA0; ++second) controls += {'\xC2', static_cast<char>(second)};
  EXPECT_EQ(Excerpt("a" + controls + "\xC2\xA0z"), "a" + std::string(32, ' ') + "\xC2\xA0z");
}

TEST(Excerpt, IsWellFormedWhateverItIsGiven) {
  EXPECT_EQ(Excerpt("a\xFF\xC3"), "a??");
  EXPECT_EQ(Excerpt("\xED\xA0\x80"), "???");
  for (int first = 0x80; first < 0x100; ++first) {
    for (int second = 0; second < 0x100; ++second) {
      const std::string bytes = {static_cast<char>(first), static_cast<char>(second), 'z'};
      ASSERT_TRUE(IsUtf8(Excerpt(bytes))) << first << " " << second;
    }
  }
}

}  // namespace
}  // namespace jsinterop
