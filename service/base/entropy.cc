#include "base/entropy.h"

#include <sys/random.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace jsinterop {
namespace {

void FillFromKernel(char* out, size_t size) {
  while (size > 0) {
    const ssize_t got = getrandom(out, size, 0);
    if (got < 0) {
      if (errno == EINTR) continue;
      std::perror("jsinterop: getrandom");
      std::abort();
    }
    out += got;
    size -= static_cast<size_t>(got);
  }
}

// 4 KiB serve about 200 tokens per system call.
struct Buffer {
  std::array<char, 4096> bytes;
  size_t used = sizeof(bytes);
};

}  // namespace

void KernelEntropy::Fill(void* out, size_t size) {
  thread_local Buffer buffer;
  char* to = static_cast<char*>(out);
  while (size > 0) {
    if (buffer.used == buffer.bytes.size()) {
      FillFromKernel(buffer.bytes.data(), buffer.bytes.size());
      buffer.used = 0;
    }
    const size_t part = std::min(size, buffer.bytes.size() - buffer.used);
    char* from = buffer.bytes.data() + buffer.used;
    std::memcpy(to, from, part);
    std::memset(from, 0, part);  // What was handed out is not kept.
    buffer.used += part;
    to += part;
    size -= part;
  }
}

}  // namespace jsinterop
