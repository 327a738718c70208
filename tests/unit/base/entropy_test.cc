#include "base/entropy.h"

#include <array>
#include <cstdint>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "gtest/gtest.h"

namespace jsinterop {
namespace {

std::string Draw(Entropy& entropy, size_t size) {
  std::string out(size, '\0');
  entropy.Fill(out.data(), size);
  return out;
}

TEST(KernelEntropy, NeverRepeatsItself) {
  KernelEntropy entropy;
  std::set<std::string> seen;
  for (int i = 0; i < 10'000; ++i) ASSERT_TRUE(seen.insert(Draw(entropy, 16)).second);
}

TEST(KernelEntropy, FillsMoreThanItsBufferHolds) {
  KernelEntropy entropy;
  const std::string bytes = Draw(entropy, 100'000);
  std::set<std::string> blocks;
  for (size_t i = 0; i + 16 <= bytes.size(); i += 16) blocks.insert(bytes.substr(i, 16));
  EXPECT_EQ(blocks.size(), bytes.size() / 16);
}

TEST(KernelEntropy, FillsAcrossTheEndOfItsBuffer) {
  KernelEntropy entropy;
  std::set<std::string> seen;
  // 4,096 is no multiple of 24, so draws begin at every place and some straddle the end.
  for (int i = 0; i < 5'000; ++i) ASSERT_TRUE(seen.insert(Draw(entropy, 24)).second);
}

TEST(KernelEntropy, WritesNoMoreThanItIsAskedFor) {
  KernelEntropy entropy;
  std::array<unsigned char, 64> bytes;
  for (size_t size = 0; size <= 32; ++size) {
    bytes.fill(0x5A);
    entropy.Fill(bytes.data() + 16, size);
    for (size_t i = 0; i < 16; ++i) ASSERT_EQ(bytes[i], 0x5A) << size;
    for (size_t i = 16 + size; i < bytes.size(); ++i) ASSERT_EQ(bytes[i], 0x5A) << size;
  }
}

TEST(KernelEntropy, GivesEveryBitBothValues) {
  KernelEntropy entropy;
  uint64_t ever_set = 0;
  uint64_t ever_clear = 0;
  for (int i = 0; i < 200; ++i) {
    uint64_t drawn = 0;
    entropy.Fill(&drawn, sizeof(drawn));
    ever_set |= drawn;
    ever_clear |= ~drawn;
  }
  EXPECT_EQ(ever_set, ~uint64_t{0});
  EXPECT_EQ(ever_clear, ~uint64_t{0});
}

TEST(KernelEntropy, GivesEachThreadBytesOfItsOwn) {
  KernelEntropy entropy;
  std::mutex mutex;
  std::set<std::string> seen;
  std::vector<std::thread> threads;
  threads.reserve(4);
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&] {
      for (int i = 0; i < 1'000; ++i) {
        const std::string drawn = Draw(entropy, 16);
        const std::lock_guard<std::mutex> lock(mutex);
        EXPECT_TRUE(seen.insert(drawn).second);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(seen.size(), 4'000u);
}

}  // namespace
}  // namespace jsinterop
