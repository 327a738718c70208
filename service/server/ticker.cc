#include "server/ticker.h"

#include <utility>

namespace jsinterop::server {

Ticker::Ticker(Duration interval, std::function<bool()> tick)
    : thread_([this, interval, tick = std::move(tick)] { Run(interval, tick); }) {}

Ticker::~Ticker() {
  {
    absl::MutexLock lock(&mutex_);
    stop_ = true;
  }
  thread_.join();
}

void Ticker::Run(Duration interval, const std::function<bool()>& tick) {
  bool more = false;
  while (true) {
    {
      absl::MutexLock lock(&mutex_);
      const auto wait = more ? absl::ZeroDuration() : absl::FromChrono(interval);
      if (mutex_.AwaitWithTimeout(absl::Condition(&stop_), wait)) return;
    }
    more = tick();
  }
}

}  // namespace jsinterop::server
