// Bytes that look random enough to be distinct, and are the same in every run.

#ifndef JSINTEROP_TESTS_TESTING_FAKE_ENTROPY_H_
#define JSINTEROP_TESTS_TESTING_FAKE_ENTROPY_H_

#include <cstdint>
#include <cstring>
#include <mutex>
#include <random>

#include "base/entropy.h"

namespace jsinterop::testing {

class FakeEntropy final : public Entropy {
 public:
  explicit FakeEntropy(uint64_t seed = 1) : engine_(seed) {}

  void Fill(void* out, size_t size) override {
    const std::lock_guard lock(mutex_);
    auto* to = static_cast<unsigned char*>(out);
    for (size_t i = 0; i < size; ++i) to[i] = static_cast<unsigned char>(engine_());
  }

 private:
  std::mutex mutex_;
  std::mt19937_64 engine_;
};

}  // namespace jsinterop::testing

#endif  // JSINTEROP_TESTS_TESTING_FAKE_ENTROPY_H_
