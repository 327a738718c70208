// Real processes: small shell scripts that stand for workers.

#include "supervisor/supervisor.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>

#include <algorithm>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace jsinterop::supervisor {
namespace {

// Waits for events, with a bound that only a defect reaches.
class Events final : public Observer {
 public:
  void OnStarted(int, pid_t pid) override {
    const std::lock_guard lock(mutex_);
    pids_.push_back(pid);
    changed_.notify_all();
  }
  void OnEnded(int, absl::string_view how, Duration) override { Note(std::string(how)); }
  void OnCannotStart(int, const absl::Status& why, Duration) override { Note(std::string(why.message())); }

  std::vector<pid_t> AwaitStarts(size_t count) {
    std::unique_lock lock(mutex_);
    EXPECT_TRUE(changed_.wait_for(lock, std::chrono::seconds(30), [&] { return pids_.size() >= count; }));
    return pids_;
  }
  std::vector<std::string> AwaitEnds(size_t count) {
    std::unique_lock lock(mutex_);
    EXPECT_TRUE(changed_.wait_for(lock, std::chrono::seconds(30), [&] { return ends_.size() >= count; }));
    return ends_;
  }

 private:
  void Note(std::string end) {
    const std::lock_guard lock(mutex_);
    ends_.push_back(std::move(end));
    changed_.notify_all();
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<pid_t> pids_;
  std::vector<std::string> ends_;
};

std::vector<std::string> Shell(const std::string& script) { return {"sh", "-c", script}; }

bool IsAlive(pid_t pid) { return kill(pid, 0) == 0; }

class SupervisorTest : public ::testing::Test {
 protected:
  Events events_;
  SteadyClock clock_;
};

TEST_F(SupervisorTest, StartsAgainWhatEndsWithWhateverCode) {
  Supervisor supervisor({Shell("exit 0"), Shell("exit 3")}, clock_, events_);
  supervisor.Start();
  const auto ends = events_.AwaitEnds(4);
  EXPECT_GE(std::count(ends.begin(), ends.end(), "exited with 0"), 1);
  EXPECT_GE(std::count(ends.begin(), ends.end(), "exited with 3"), 1);
  events_.AwaitStarts(4);
}

TEST_F(SupervisorTest, NoticesAKilledChild) {
  Supervisor supervisor({Shell("cat")}, clock_, events_);
  supervisor.Start();
  kill(events_.AwaitStarts(1)[0], SIGKILL);
  EXPECT_EQ(events_.AwaitEnds(1)[0], "was ended by signal 9");
  events_.AwaitStarts(2);
}

TEST_F(SupervisorTest, StoppingAsksFirstAndLeavesNobodyBehind) {
  Supervisor supervisor({Shell("cat"), Shell("cat")}, clock_, events_);
  supervisor.Start();
  const auto pids = events_.AwaitStarts(2);
  supervisor.Stop(std::chrono::seconds(30));
  for (const pid_t pid : pids) EXPECT_FALSE(IsAlive(pid));
}

TEST_F(SupervisorTest, StoppingEndsAChildThatDoesNotListen) {
  Supervisor supervisor({Shell("trap '' TERM; while :; do read -r line || exec sleep 1000; done")}, clock_, events_);
  supervisor.Start();
  const pid_t pid = events_.AwaitStarts(1)[0];
  supervisor.Stop(std::chrono::milliseconds(50));
  EXPECT_FALSE(IsAlive(pid));
}

TEST_F(SupervisorTest, SaysWhyAProgramCannotBeStarted) {
  Supervisor supervisor({{"/no/such/program"}}, clock_, events_);
  supervisor.Start();
  EXPECT_NE(events_.AwaitEnds(1)[0].find("/no/such/program"), std::string::npos);
}

TEST_F(SupervisorTest, AChildsStandardInputEndsWithItsOwner) {
  // `cat` ends by itself when its standard input does, and says so through its exit code.
  auto child = std::make_unique<ChildProcess>(ChildProcess::Start({"cat"}).value());
  const pid_t pid = child->pid();
  child.reset();  // Closes the lifeline.
  int status = 0;
  ASSERT_EQ(waitpid(pid, &status, 0), pid);
  EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

TEST_F(SupervisorTest, StoppingWithoutAChildIsNothing) {
  Supervisor supervisor({}, clock_, events_);
  supervisor.Start();
  supervisor.Stop(Duration::zero());
}

}  // namespace
}  // namespace jsinterop::supervisor
