// One child process.
//
// The child gets a pipe as its standard input that nobody writes to: it ends when this process ends, however
// that happens, so a child that watches it never outlives us. Its standard output and error are ours. It is in a
// process group of its own, so that a Ctrl-C at the terminal stops us, and we stop it.

#ifndef JSINTEROP_SERVICE_SUPERVISOR_CHILD_PROCESS_H_
#define JSINTEROP_SERVICE_SUPERVISOR_CHILD_PROCESS_H_

#include <sys/types.h>

#include <string>
#include <vector>

#include "absl/status/statusor.h"

namespace jsinterop::supervisor {

// A file descriptor with an owner.
class Fd {
 public:
  explicit Fd(int fd = -1) : fd_(fd) {}
  Fd(Fd&& other) noexcept : fd_(other.Take()) {}
  Fd& operator=(Fd&& other) noexcept;
  ~Fd();

  int get() const { return fd_; }

 private:
  int Take();

  int fd_;
};

// Not thread-safe.
class ChildProcess {
 public:
  // Starts argv[0], looked up in PATH, with the arguments `argv`.
  static absl::StatusOr<ChildProcess> Start(const std::vector<std::string>& argv);

  ChildProcess(ChildProcess&&) = default;
  ChildProcess& operator=(ChildProcess&&) = default;

  pid_t pid() const { return pid_; }

  // Readable, for poll, once the child has ended.
  int ended_fd() const { return pidfd_.get(); }

  void Signal(int signal) const;

  // Waits for the end, and says in words how it ended: `exited with 1`, `was ended by signal 9`. Once.
  std::string Reap();

 private:
  ChildProcess(pid_t pid, Fd pidfd, Fd lifeline)
      : pid_(pid), pidfd_(std::move(pidfd)), lifeline_(std::move(lifeline)) {}

  pid_t pid_;
  Fd pidfd_;
  Fd lifeline_;  // The other end of the child's standard input.
};

}  // namespace jsinterop::supervisor

#endif  // JSINTEROP_SERVICE_SUPERVISOR_CHILD_PROCESS_H_
