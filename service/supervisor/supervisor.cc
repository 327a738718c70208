#include "supervisor/supervisor.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <utility>

#include "supervisor/restart_policy.h"

namespace jsinterop::supervisor {
namespace {

int Milliseconds(Duration duration) {
  return static_cast<int>(std::chrono::ceil<std::chrono::milliseconds>(duration).count());
}

// Waits until one of the descriptors is readable, at most `timeout` milliseconds (-1: for ever). Says which is:
// a bit for each.
int Await(std::initializer_list<int> fds, int timeout) {
  std::vector<pollfd> polled;
  for (const int fd : fds) polled.push_back({fd, POLLIN, 0});
  while (poll(polled.data(), polled.size(), timeout) < 0 && errno == EINTR) {
  }
  int ready = 0;
  for (size_t i = 0; i < polled.size(); ++i) {
    if (polled[i].revents != 0) ready |= 1 << i;
  }
  return ready;
}

}  // namespace

Supervisor::Supervisor(std::vector<std::vector<std::string>> commands, const Clock& clock, Observer& observer)
    : commands_(std::move(commands)), clock_(clock), observer_(observer), stop_(eventfd(0, EFD_CLOEXEC)) {}

Supervisor::~Supervisor() { Stop(Duration::zero()); }

void Supervisor::Start() {
  for (size_t i = 0; i < commands_.size(); ++i) {
    threads_.emplace_back([this, i] { Run(static_cast<int>(i) + 1, commands_[i]); });
  }
}

void Supervisor::Stop(Duration grace) {
  if (threads_.empty()) return;
  grace_ = grace;
  const uint64_t one = 1;
  if (write(stop_.get(), &one, sizeof(one)) < 0) return;  // Cannot fail: nobody else writes.
  for (std::thread& thread : threads_) thread.join();
  threads_.clear();
}

void Supervisor::Run(int number, const std::vector<std::string>& command) {
  RestartPolicy policy;
  while (true) {
    const Instant begun = clock_.Now();
    auto child = ChildProcess::Start(command);
    if (!child.ok()) {
      const Duration delay = policy.Next(Duration::zero());
      observer_.OnCannotStart(number, child.status(), delay);
      if (!Pause(delay)) return;
      continue;
    }
    observer_.OnStarted(number, child->pid());
    if (!AwaitEnd(*child)) {
      End(*child);
      return;
    }
    const std::string how = child->Reap();
    const Duration delay = policy.Next(clock_.Now() - begun);
    observer_.OnEnded(number, how, delay);
    if (!Pause(delay)) return;
  }
}

bool Supervisor::AwaitEnd(const ChildProcess& child) const {
  return (Await({child.ended_fd(), stop_.get()}, -1) & 1) != 0;
}

void Supervisor::End(ChildProcess& child) const {
  child.Signal(SIGTERM);
  if (Await({child.ended_fd()}, Milliseconds(grace_)) == 0) child.Signal(SIGKILL);
  child.Reap();
}

bool Supervisor::Pause(Duration delay) const { return Await({stop_.get()}, Milliseconds(delay)) == 0; }

}  // namespace jsinterop::supervisor
