// How long to wait before a worker that ended is started again. Only the decision; supervisor.h does the waiting.

#ifndef JSINTEROP_SERVICE_SUPERVISOR_RESTART_POLICY_H_
#define JSINTEROP_SERVICE_SUPERVISOR_RESTART_POLICY_H_

#include "base/clock.h"

namespace jsinterop::supervisor {

class RestartPolicy {
 public:
  // A first crash is mended so quickly that clients hardly see it; a worker that cannot start does not keep a
  // processor busy.
  static constexpr Duration kFirstDelay = std::chrono::milliseconds(100);
  static constexpr Duration kLongestDelay = std::chrono::seconds(10);

  // A worker that ran this long was healthy: its end counts as a first one.
  static constexpr Duration kHealthyAfter = std::chrono::seconds(10);

  // A worker ended after `ran_for`. The delay doubles with each end that follows too soon upon its start.
  Duration Next(Duration ran_for);

 private:
  Duration delay_ = kFirstDelay;
};

}  // namespace jsinterop::supervisor

#endif  // JSINTEROP_SERVICE_SUPERVISOR_RESTART_POLICY_H_
