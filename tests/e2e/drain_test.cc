// The end of a broker: as a process, with signals and exit codes, and as an object.

#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <fstream>
#include <thread>

#include "broker_fixture.h"
#include "supervisor/child_process.h"

namespace jsinterop::e2e {
namespace {

// The broker's own program.
class BrokerProcess {
 public:
  explicit BrokerProcess(std::vector<std::string> more = {}) {
    port_file_ = ::testing::TempDir() + "/port" + std::to_string(getpid()) + std::to_string(counter++);
    unlink(port_file_.c_str());
    std::vector<std::string> argv = {
        JSINTEROP_BROKER_BINARY, "--listen=127.0.0.1:0", "--port-file=" + port_file_, "--local-workers=1", "--root",
        JSINTEROP_TEST_MODULES,  "--worker-script",      JSINTEROP_WORKER_SCRIPT,     "--log-level=error"};
    argv.insert(argv.end(), more.begin(), more.end());
    child_.emplace(supervisor::ChildProcess::Start(argv).value());
    EXPECT_TRUE(Eventually([&] { return static_cast<bool>(std::ifstream(port_file_) >> port_); }));
    client_ = v1::Interop::NewStub(
        grpc::CreateChannel("127.0.0.1:" + std::to_string(port_), grpc::InsecureChannelCredentials()));
    EXPECT_TRUE(Eventually([&] { return Invoke("pid").ok(); }));
  }
  ~BrokerProcess() {
    if (!reaped_) {
      Signal(SIGKILL);
      End();
    }
  }

  grpc::Status Invoke(const std::string& member) {
    grpc::ClientContext context;
    v1::InvokeResponse response;
    const grpc::Status status = client_->Invoke(&context, Call("./probe.js", member), &response);
    value = response.value();
    return status;
  }
  grpc::Status InvokeAsync(const std::string& member) {
    grpc::ClientContext context;
    v1::InvokeResponse response;
    return client_->InvokeAsync(&context, Call("./probe.js", member), &response);
  }

  void Signal(int signal) { child_->Signal(signal); }
  std::string End() {
    reaped_ = true;
    return child_->Reap();
  }

  v1::Value value;

 private:
  static inline int counter = 0;
  std::string port_file_;
  std::optional<supervisor::ChildProcess> child_;
  std::unique_ptr<v1::Interop::Stub> client_;
  int port_ = 0;
  bool reaped_ = false;
};

bool IsAlive(pid_t pid) { return kill(pid, 0) == 0; }

TEST(BrokerProcess, EndsWithSuccessOnSigtermAndTakesItsWorkersAlong) {
  BrokerProcess broker;
  ASSERT_TRUE(broker.Invoke("pid").ok());
  const auto worker = static_cast<pid_t>(broker.value.number());
  broker.Signal(SIGTERM);
  EXPECT_EQ(broker.End(), "exited with 0");
  EXPECT_FALSE(IsAlive(worker));
}

TEST(BrokerProcess, FinishesTheCallsThatItHasAndTakesNoMore) {
  BrokerProcess broker({"--drain-timeout=60s"});
  grpc::Status waiting;
  std::thread waiter([&] { waiting = broker.InvokeAsync("wait"); });
  ASSERT_TRUE(Eventually([&] { return broker.Invoke("waitingNow").ok() && broker.value.number() == 1; }));
  // Opened by a call that was accepted before the drain began, and ends after it.
  ASSERT_TRUE(broker.Invoke("openGate").ok());
  broker.Signal(SIGTERM);
  waiter.join();
  EXPECT_THAT(waiting, Succeeds());
  EXPECT_EQ(broker.End(), "exited with 0");
}

TEST(BrokerProcess, AnswersCallsThatOutlastTheDrainTimeout) {
  BrokerProcess broker({"--drain-timeout=100ms"});
  grpc::Status waiting;
  std::thread waiter([&] { waiting = broker.InvokeAsync("wait"); });
  ASSERT_TRUE(Eventually([&] { return broker.Invoke("waitingNow").ok() && broker.value.number() == 1; }));
  broker.Signal(SIGTERM);
  waiter.join();
  EXPECT_THAT(waiting, Fails(grpc::StatusCode::ABORTED, "BROKER_STOPPED"));
  EXPECT_EQ(broker.End(), "exited with 0");
}

TEST(BrokerProcess, ItsWorkersDoNotOutliveItWhenItIsKilled) {
  BrokerProcess broker;
  ASSERT_TRUE(broker.Invoke("pid").ok());
  const auto worker = static_cast<pid_t>(broker.value.number());
  broker.Signal(SIGKILL);
  broker.End();
  EXPECT_TRUE(Eventually([&] { return !IsAlive(worker); }));
}

TEST(BrokerProcess, ExplainsAPortThatIsTaken) {
  auto child = supervisor::ChildProcess::Start({JSINTEROP_BROKER_BINARY, "--listen=256.0.0.1:1", "--log-level=error"});
  ASSERT_TRUE(child.ok());
  EXPECT_EQ(child->Reap(), "exited with 1");
}

class Draining : public BrokerTest {};

TEST_F(Draining, RefusesNewCallsWhileOldOnesEnd) {
  server::Options options = TestOptions(1);
  options.drain_timeout = std::chrono::seconds(60);
  Start(options);
  grpc::Status waiting;
  std::thread waiter([&] {
    v1::InvokeResponse response;
    waiting = InvokeAsync(Call("./probe.js", "wait"), &response);
  });
  ASSERT_TRUE(Eventually([&] { return NumberOf(Call("./probe.js", "waitingNow")) == 1; }));
  // Asked for before the drain begins, answered when the worker gets to it.
  broker_->router().Drain();
  v1::InvokeResponse response;
  const grpc::Status late = Invoke(Call("./probe.js", "pid"), &response);
  EXPECT_THAT(late, Fails(grpc::StatusCode::UNAVAILABLE, "DRAINING"));
  EXPECT_EQ(InfoOf(late).metadata().at("executed"), "NO");
  EXPECT_FALSE(broker_->router().AwaitIdle(Duration::zero()));
  broker_->router().Stop();
  waiter.join();
  EXPECT_THAT(waiting, Fails(grpc::StatusCode::ABORTED, "BROKER_STOPPED"));
}

}  // namespace
}  // namespace jsinterop::e2e
