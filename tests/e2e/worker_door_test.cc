// Who may come in as a worker, and what a misbehaving one can do.

#include <sys/stat.h>
#include <unistd.h>

#include <fstream>
#include <thread>

#include "broker_fixture.h"
#include "jsinterop/v1/worker.grpc.pb.h"

namespace jsinterop::e2e {
namespace {

constexpr char kSecret[] = "correct horse battery staple";

v1::FromWorker HelloFrame() {
  v1::FromWorker frame;
  v1::Hello& hello = *frame.mutable_hello();
  hello.set_protocol_min(1);
  hello.set_protocol_max(1);
  hello.set_worker_id("scripted");
  hello.set_incarnation(std::string(16, 'i'));
  hello.set_window(16);
  hello.set_max_running(16);
  hello.set_max_message_bytes(1 << 20);
  return frame;
}

// A worker whose every word is the test's.
class ScriptedWorker {
 public:
  explicit ScriptedWorker(const std::string& address)
      : stub_(v1::WorkerHub::NewStub(grpc::CreateChannel(address, grpc::InsecureChannelCredentials()))),
        stream_(stub_->Attach(&context_)) {}

  void Send(const v1::FromWorker& frame) { stream_->Write(frame); }

  v1::FromBroker Read() {
    v1::FromBroker frame;
    EXPECT_TRUE(stream_->Read(&frame)) << "the stream ended";
    return frame;
  }

  // The status with which the broker ends the stream.
  grpc::Status End() {
    v1::FromBroker frame;
    while (stream_->Read(&frame)) {
    }
    return stream_->Finish();
  }

  void HalfClose() { stream_->WritesDone(); }

 private:
  std::unique_ptr<v1::WorkerHub::Stub> stub_;
  grpc::ClientContext context_;
  std::unique_ptr<grpc::ClientReaderWriter<v1::FromWorker, v1::FromBroker>> stream_;
};

class WorkerDoor : public BrokerTest {
 protected:
  std::string Socket() const { return "unix:" + broker_->worker_socket(); }

  std::string SecretFile() {
    std::string path = ::testing::TempDir() + "/secret" + std::to_string(getpid());
    std::ofstream(path) << kSecret << "\n";
    return path;
  }

  // Makes a scripted worker one that gets calls.
  void Attach(ScriptedWorker& worker) {
    worker.Send(HelloFrame());
    EXPECT_TRUE(worker.Read().has_welcome());
    AwaitWorkers(1);
  }

  // A call that a scripted worker will get.
  void CallInBackground() {
    caller_ = std::thread([this] { status_ = Invoke(Call("./m.js", "f"), &response_); });
  }
  void AwaitAnswer() { caller_.join(); }

  std::thread caller_;
  grpc::Status status_;
  v1::InvokeResponse response_;
};

TEST_F(WorkerDoor, IsASocketThatOnlyThisUserCanOpen) {
  Start(0);
  struct stat info {};
  ASSERT_EQ(stat(broker_->worker_socket().c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777, 0600u);
}

TEST_F(WorkerDoor, IsNotTheClientsDoor) {
  Start(0);
  ScriptedWorker worker("127.0.0.1:" + std::to_string(broker_->port()));
  worker.Send(HelloFrame());
  EXPECT_EQ(worker.End().error_code(), grpc::StatusCode::UNIMPLEMENTED);
}

TEST_F(WorkerDoor, WantsHelloFirstOnceAndInAVersionThatItSpeaks) {
  Start(0);
  {
    ScriptedWorker worker(Socket());
    v1::FromWorker frame;
    frame.add_results()->set_call_id(1);
    worker.Send(frame);
    EXPECT_EQ(worker.End().error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  }
  {
    ScriptedWorker worker(Socket());
    worker.Send(HelloFrame());
    EXPECT_TRUE(worker.Read().has_welcome());
    worker.Send(HelloFrame());
    EXPECT_EQ(worker.End().error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  }
  {
    ScriptedWorker worker(Socket());
    v1::FromWorker frame = HelloFrame();
    frame.mutable_hello()->set_protocol_min(2);
    frame.mutable_hello()->set_protocol_max(3);
    worker.Send(frame);
    EXPECT_EQ(worker.End().error_code(), grpc::StatusCode::FAILED_PRECONDITION);
  }
  EXPECT_TRUE(Eventually([&] { return broker_->router().stats().workers == 0; }));
}

TEST_F(WorkerDoor, AsksForTheSecretOverTcp) {
  server::Options options = TestOptions(0);
  options.worker_listen = "127.0.0.1:0";
  options.worker_secret_file = SecretFile();
  Start(options);
  const std::string address = "127.0.0.1:" + std::to_string(broker_->worker_port());
  {
    ScriptedWorker worker(address);
    worker.Send(HelloFrame());
    EXPECT_EQ(worker.End().error_code(), grpc::StatusCode::UNAUTHENTICATED);
  }
  {
    ScriptedWorker worker(address);
    v1::FromWorker frame = HelloFrame();
    frame.mutable_hello()->set_secret("wrong");
    worker.Send(frame);
    EXPECT_EQ(worker.End().error_code(), grpc::StatusCode::UNAUTHENTICATED);
  }
  ScriptedWorker worker(address);
  v1::FromWorker frame = HelloFrame();
  frame.mutable_hello()->set_secret(kSecret);
  worker.Send(frame);
  EXPECT_TRUE(worker.Read().has_welcome());
}

TEST_F(WorkerDoor, AnswersTwiceOrToNothingChangeNothing) {
  Start(0);
  ScriptedWorker worker(Socket());
  Attach(worker);
  CallInBackground();
  const uint64_t id = worker.Read().calls(0).call_id();
  v1::FromWorker answers;
  for (const auto& [call_id, number] : {std::pair(id + 1000, 1.0), std::pair(id, 2.0), std::pair(id, 3.0)}) {
    v1::Result& result = *answers.add_results();
    result.set_call_id(call_id);
    result.mutable_value()->set_number(number);
  }
  worker.Send(answers);
  AwaitAnswer();
  EXPECT_THAT(status_, Succeeds());
  EXPECT_EQ(response_.value().number(), 2);

  // It is still a worker.
  CallInBackground();
  v1::FromWorker answer;
  answer.add_results()->set_call_id(worker.Read().calls(0).call_id());
  answer.mutable_results(0)->mutable_completed();
  worker.Send(answer);
  AwaitAnswer();
  EXPECT_TRUE(response_.has_completed());
}

TEST_F(WorkerDoor, AnAnswerWithoutAnOutcomeIsADefectOfTheWorker) {
  Start(0);
  ScriptedWorker worker(Socket());
  Attach(worker);
  CallInBackground();
  v1::FromWorker answer;
  answer.add_results()->set_call_id(worker.Read().calls(0).call_id());
  worker.Send(answer);
  AwaitAnswer();
  EXPECT_THAT(status_, Fails(grpc::StatusCode::INTERNAL, "INTERNAL"));
}

TEST_F(WorkerDoor, AWorkerThatLeavesOnPurposeLosesItsCallsToo) {
  Start(0);
  ScriptedWorker worker(Socket());
  Attach(worker);
  CallInBackground();
  worker.Read();
  v1::FromWorker goodbye;
  goodbye.mutable_goodbye()->set_why("tired");
  worker.Send(goodbye);
  AwaitAnswer();
  EXPECT_THAT(status_, Fails(grpc::StatusCode::ABORTED, "WORKER_DIED"));
  EXPECT_THAT(worker.End(), Succeeds());
}

TEST_F(WorkerDoor, TokensAreNotShownToWorkers) {
  Start(0);
  ScriptedWorker worker(Socket());
  Attach(worker);
  CallInBackground();
  v1::FromWorker answer;
  v1::Result& result = *answer.add_results();
  result.set_call_id(worker.Read().calls(0).call_id());
  result.mutable_granted();
  result.add_grants();
  worker.Send(answer);
  AwaitAnswer();
  const v1::Reference reference = response_.reference();
  caller_ = std::thread([&] { status_ = Invoke(CallOn(reference, "f"), &response_); });
  const v1::FromBroker frame = worker.Read();
  EXPECT_EQ(frame.SerializeAsString().find(reference.token()), std::string::npos);
  EXPECT_EQ(frame.calls(0).invoke().object().call_id(), result.call_id());
  worker.HalfClose();
  AwaitAnswer();
}

}  // namespace
}  // namespace jsinterop::e2e
