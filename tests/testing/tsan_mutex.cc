// Lets ThreadSanitizer see absl::Mutex. Part of the program only in a build with that sanitizer.
//
// Distributions ship Abseil without the sanitizer's instrumentation, so it does not see that a mutex orders anything
// and reports every field that one guards. These definitions come before the library's, tell the sanitizer, and call
// the library's. A mutex that is also waited on (Await, CondVar) needs more than this.

#include <dlfcn.h>
#include <sanitizer/tsan_interface.h>

#include <cstdio>
#include <cstdlib>
#include <string>

#include "absl/base/options.h"
#include "absl/synchronization/mutex.h"

namespace {

#define JSINTEROP_TEXT_OF(name) #name
#define JSINTEROP_TEXT(name) JSINTEROP_TEXT_OF(name)

using Method = void (*)(absl::Mutex*);

// The library's own absl::Mutex::`name`().
Method Original(const std::string& name) {
  std::string symbol = "_ZN4absl";
#if ABSL_OPTION_USE_INLINE_NAMESPACE
  const std::string version = JSINTEROP_TEXT(ABSL_OPTION_INLINE_NAMESPACE_NAME);
  symbol += std::to_string(version.size()) + version;
#endif
  symbol += "5Mutex" + std::to_string(name.size()) + name + "Ev";
  void* const found = dlsym(RTLD_NEXT, symbol.c_str());
  if (found == nullptr) {
    std::fprintf(stderr, "no %s in Abseil's library\n", symbol.c_str());
    std::abort();
  }
  return reinterpret_cast<Method>(found);
}

const Method lock = Original("Lock");
const Method unlock = Original("Unlock");
const Method reader_lock = Original("ReaderLock");
const Method reader_unlock = Original("ReaderUnlock");

// Static mutexes of libraries may be used before the constants above are there, but not by threads.
void Call(Method method, const char* name, absl::Mutex* mutex) { (method != nullptr ? method : Original(name))(mutex); }

}  // namespace

namespace absl {
ABSL_NAMESPACE_BEGIN

void Mutex::Lock() ABSL_NO_THREAD_SAFETY_ANALYSIS {
  __tsan_mutex_pre_lock(this, 0);
  Call(lock, "Lock", this);
  __tsan_mutex_post_lock(this, 0, 0);
}

void Mutex::Unlock() ABSL_NO_THREAD_SAFETY_ANALYSIS {
  __tsan_mutex_pre_unlock(this, 0);
  Call(unlock, "Unlock", this);
  __tsan_mutex_post_unlock(this, 0);
}

void Mutex::ReaderLock() ABSL_NO_THREAD_SAFETY_ANALYSIS {
  __tsan_mutex_pre_lock(this, __tsan_mutex_read_lock);
  Call(reader_lock, "ReaderLock", this);
  __tsan_mutex_post_lock(this, __tsan_mutex_read_lock, 0);
}

void Mutex::ReaderUnlock() ABSL_NO_THREAD_SAFETY_ANALYSIS {
  __tsan_mutex_pre_unlock(this, __tsan_mutex_read_lock);
  Call(reader_unlock, "ReaderUnlock", this);
  __tsan_mutex_post_unlock(this, __tsan_mutex_read_lock);
}

ABSL_NAMESPACE_END
}  // namespace absl
