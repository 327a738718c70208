// Lets ThreadSanitizer see what waits in Abseil: conditions of mutexes, CondVar, Notification, BlockingCounter. Part of
// the programs only in a build with that sanitizer, and only together with tsan_mutex.cc, which says why.
//
// A wait is told to the sanitizer as an unlock before it and a lock after it. Conditions that are looked at meanwhile
// are ignored: Abseil holds the mutex then, and the sanitizer cannot know.

#include <dlfcn.h>
#include <sanitizer/tsan_interface.h>

#include <cstdio>
#include <cstdlib>
#include <string>
#include <utility>

#include "absl/base/options.h"
#include "absl/synchronization/blocking_counter.h"
#include "absl/synchronization/mutex.h"
#include "absl/synchronization/notification.h"

extern "C" void AnnotateIgnoreReadsBegin(const char* file, int line);
extern "C" void AnnotateIgnoreReadsEnd(const char* file, int line);

// gRPC comes without instrumentation as well, and orders much by atomic counters that cannot be seen. What has one of
// its frames in a stack says nothing; there remain our own threads against each other. CondVar may wait with any mutex,
// also one that was locked inside the libraries, so that what is told of mutexes is not always a pair. And gRPC does
// not always join its threads before the process ends.
extern "C" const char* __tsan_default_suppressions() {
  return "race:libgrpc.so\nrace:libgrpc++.so\nrace:libgpr.so\nrace:libupb.so\nrace:libabsl_*.so\n"
         "called_from_lib:libabsl_graphcycles_internal.so\n";
}
extern "C" const char* __tsan_default_options() {
  return "report_mutex_bugs=0:detect_deadlocks=0:report_thread_leaks=0";
}

namespace {

#define JSINTEROP_TEXT_OF(name) #name
#define JSINTEROP_TEXT(name) JSINTEROP_TEXT_OF(name)

// The library's own definition. `front` and `rest` stand around Abseil's name in the mangled symbol.
void* Original(const std::string& front, const std::string& rest) {
  std::string name = "4absl";
#if ABSL_OPTION_USE_INLINE_NAMESPACE
  const std::string version = JSINTEROP_TEXT(ABSL_OPTION_INLINE_NAMESPACE_NAME);
  name += std::to_string(version.size()) + version;
#endif
  void* const found = dlsym(RTLD_NEXT, (front + name + rest).c_str());
  if (found == nullptr) {
    std::fprintf(stderr, "no %s in Abseil's library\n", (front + name + rest).c_str());
    std::abort();
  }
  return found;
}

template <typename Result, typename... Arguments>
Result Call(void* original, Arguments... arguments) {
  return reinterpret_cast<Result (*)(Arguments...)>(original)(arguments...);
}

// While it lives, the mutex counts as unlocked, and conditions are not looked at.
class Waiting {
 public:
  explicit Waiting(absl::Mutex* mutex) : mutex_(mutex) {
    __tsan_mutex_pre_unlock(mutex_, 0);
    __tsan_mutex_post_unlock(mutex_, 0);
    AnnotateIgnoreReadsBegin(__FILE__, __LINE__);
  }
  ~Waiting() {
    AnnotateIgnoreReadsEnd(__FILE__, __LINE__);
    __tsan_mutex_pre_lock(mutex_, 0);
    __tsan_mutex_post_lock(mutex_, 0, 0);
  }
  Waiting(const Waiting&) = delete;
  Waiting& operator=(const Waiting&) = delete;

 private:
  absl::Mutex* const mutex_;
};

}  // namespace

namespace absl {
ABSL_NAMESPACE_BEGIN

bool Mutex::TryLock() ABSL_NO_THREAD_SAFETY_ANALYSIS {
  static void* const original = Original("_ZN", "5Mutex7TryLockEv");
  __tsan_mutex_pre_lock(this, __tsan_mutex_try_lock);
  const bool locked = Call<bool>(original, this);
  __tsan_mutex_post_lock(this, __tsan_mutex_try_lock | (locked ? 0 : __tsan_mutex_try_lock_failed), 0);
  return locked;
}

void Mutex::Await(const Condition& condition) ABSL_NO_THREAD_SAFETY_ANALYSIS {
  static void* const original = Original("_ZN", "5Mutex5AwaitERKNS0_9ConditionE");
  const Waiting waiting(this);
  Call<void>(original, this, &condition);
}

bool Mutex::AwaitWithTimeout(const Condition& condition, Duration timeout) ABSL_NO_THREAD_SAFETY_ANALYSIS {
  static void* const original = Original("_ZN", "5Mutex16AwaitWithTimeoutERKNS0_9ConditionENS0_8DurationE");
  const Waiting waiting(this);
  return Call<bool>(original, this, &condition, timeout);
}

void CondVar::Wait(Mutex* mutex) {
  static void* const original = Original("_ZN", "7CondVar4WaitEPNS0_5MutexE");
  const Waiting waiting(mutex);
  Call<void>(original, this, mutex);
}

bool CondVar::WaitWithDeadline(Mutex* mutex, Time deadline) {
  static void* const original = Original("_ZN", "7CondVar16WaitWithDeadlineEPNS0_5MutexENS0_4TimeE");
  const Waiting waiting(mutex);
  return Call<bool>(original, this, mutex, deadline);
}

bool CondVar::WaitWithTimeout(Mutex* mutex, Duration timeout) {
  static void* const original = Original("_ZN", "7CondVar15WaitWithTimeoutEPNS0_5MutexENS0_8DurationE");
  const Waiting waiting(mutex);
  return Call<bool>(original, this, mutex, timeout);
}

void Notification::Notify() {
  static void* const original = Original("_ZN", "12Notification6NotifyEv");
  __tsan_release(this);
  Call<void>(original, this);
}

void Notification::WaitForNotification() const {
  static void* const original = Original("_ZNK", "12Notification19WaitForNotificationEv");
  Call<void>(original, this);
  __tsan_acquire(const_cast<Notification*>(this));
}

bool BlockingCounter::DecrementCount() {
  static void* const original = Original("_ZN", "15BlockingCounter14DecrementCountEv");
  __tsan_release(this);
  return Call<bool>(original, this);
}

void BlockingCounter::Wait() {
  static void* const original = Original("_ZN", "15BlockingCounter4WaitEv");
  Call<void>(original, this);
  __tsan_acquire(this);
}

ABSL_NAMESPACE_END
}  // namespace absl
