// Calls the things that happen by the clock.

#ifndef JSINTEROP_SERVICE_SERVER_TICKER_H_
#define JSINTEROP_SERVICE_SERVER_TICKER_H_

#include <functional>
#include <thread>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "base/clock.h"

namespace jsinterop::server {

// A thread that calls `tick` every `interval`, from construction to destruction. A tick that says that there is
// more to do is called again at once.
class Ticker {
 public:
  Ticker(Duration interval, std::function<bool()> tick);
  ~Ticker();
  Ticker(const Ticker&) = delete;
  Ticker& operator=(const Ticker&) = delete;

 private:
  void Run(Duration interval, const std::function<bool()>& tick);

  absl::Mutex mutex_;
  bool stop_ ABSL_GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

}  // namespace jsinterop::server

#endif  // JSINTEROP_SERVICE_SERVER_TICKER_H_
