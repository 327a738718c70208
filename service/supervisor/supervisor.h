// Starts local worker processes, watches them, and starts again those that end.
//
// It knows processes only: that a worker has attached, or that its calls are lost, is told by its stream.
//
// Thread safety: Start and Stop are called once each, from one thread. Each child has a thread of its own, which
// sleeps until the child ends.

#ifndef JSINTEROP_SERVICE_SUPERVISOR_SUPERVISOR_H_
#define JSINTEROP_SERVICE_SUPERVISOR_SUPERVISOR_H_

#include <sys/types.h>

#include <atomic>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "base/clock.h"
#include "supervisor/child_process.h"

namespace jsinterop::supervisor {

// What happens to the children, for the log. Called from the children's threads.
class Observer {
 public:
  virtual ~Observer() = default;
  virtual void OnStarted(int /*number*/, pid_t /*pid*/) {}

  // `how`: see ChildProcess::Reap. It will be started again after `delay`.
  virtual void OnEnded(int /*number*/, absl::string_view /*how*/, Duration /*delay*/) {}
  virtual void OnCannotStart(int /*number*/, const absl::Status& /*why*/, Duration /*delay*/) {}
};

class Supervisor {
 public:
  // One child for each command. `clock` and `observer` must outlive the supervisor.
  Supervisor(std::vector<std::vector<std::string>> commands, const Clock& clock, Observer& observer);

  // Stops, if that was not done.
  ~Supervisor();

  void Start();

  // Asks every child to end (SIGTERM), ends those that have not after `grace` (SIGKILL), and returns when all
  // have ended.
  void Stop(Duration grace);

 private:
  void Run(int number, const std::vector<std::string>& command);

  // Waits until the child ends, or Stop. Says whether it ended.
  bool AwaitEnd(const ChildProcess& child) const;
  void End(ChildProcess& child) const;

  // Waits for `delay`, or until Stop. Says whether to go on.
  bool Pause(Duration delay) const;

  const std::vector<std::vector<std::string>> commands_;
  const Clock& clock_;
  Observer& observer_;
  Fd stop_;  // An eventfd: readable once Stop was called.
  // Written before `stop_` is made readable. Atomic, because a descriptor orders nothing in the eyes of C++.
  std::atomic<Duration> grace_{Duration(0)};
  std::vector<std::thread> threads_;
};

}  // namespace jsinterop::supervisor

#endif  // JSINTEROP_SERVICE_SUPERVISOR_SUPERVISOR_H_
