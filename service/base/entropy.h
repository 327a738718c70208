// Random bytes that cannot be guessed.

#ifndef JSINTEROP_SERVICE_BASE_ENTROPY_H_
#define JSINTEROP_SERVICE_BASE_ENTROPY_H_

#include <cstddef>

namespace jsinterop {

// A source of random bytes. Safe for concurrent use.
class Entropy {
 public:
  virtual ~Entropy() = default;

  // Fills `size` bytes at `out`.
  virtual void Fill(void* out, size_t size) = 0;
};

// The kernel's generator (getrandom), read through a buffer of each thread so that a token does not cost a
// system call. Ends the process if the kernel has no random bytes: nothing secret could be made then.
class KernelEntropy final : public Entropy {
 public:
  void Fill(void* out, size_t size) override;
};

}  // namespace jsinterop

#endif  // JSINTEROP_SERVICE_BASE_ENTROPY_H_
