#include "supervisor/restart_policy.h"

#include <algorithm>

namespace jsinterop::supervisor {

Duration RestartPolicy::Next(Duration ran_for) {
  if (ran_for >= kHealthyAfter) delay_ = kFirstDelay;
  const Duration now = delay_;
  delay_ = std::min(delay_ * 2, kLongestDelay);
  return now;
}

}  // namespace jsinterop::supervisor
