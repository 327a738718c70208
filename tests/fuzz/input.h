// The bytes of one run, read as the numbers and pieces that a fuzzer asks for. When they are used up, numbers are 0
// and pieces empty.

#ifndef JSINTEROP_TESTS_FUZZ_INPUT_H_
#define JSINTEROP_TESTS_FUZZ_INPUT_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "absl/strings/string_view.h"

namespace jsinterop::fuzz {

class Input {
 public:
  Input(const uint8_t* data, size_t size) : rest_(reinterpret_cast<const char*>(data), size) {}

  bool empty() const { return rest_.empty(); }
  absl::string_view rest() const { return rest_; }

  uint8_t Byte() { return rest_.empty() ? 0 : static_cast<uint8_t>(Take(1)[0]); }

  // Below `bound`, which is at most 256.
  size_t Below(size_t bound) { return bound == 0 ? 0 : Byte() % bound; }

  // As many bytes as the next two say, the low one first.
  absl::string_view Piece() {
    const size_t low = Byte();
    return Take(low + (size_t{Byte()} << 8));
  }

  absl::string_view Take(size_t size) {
    const absl::string_view taken = rest_.substr(0, size);
    rest_.remove_prefix(taken.size());
    return taken;
  }

 private:
  absl::string_view rest_;
};

}  // namespace jsinterop::fuzz

#endif  // JSINTEROP_TESTS_FUZZ_INPUT_H_
