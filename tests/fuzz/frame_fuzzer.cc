// What a worker sends: the frames of one Attach stream, through the stream itself, to a router in which calls wait.
//
// Input: one byte of settings, then frames, each with two bytes before it that say its length. Calls have the ids 1
// to 6, in the order of Calls below.

#include <utility>
#include <vector>

#include "fuzz/expect.h"
#include "fuzz/input.h"
#include "fuzz/world.h"
#include "link/attach_stream.h"
#include "rpc/bytes.h"

namespace jsinterop::fuzz {
namespace {

// The other side of a stream, as gRPC would play it: one read and one write at a time, and nothing after the end.
class Transport final : public grpc::ServerCallbackReaderWriter<grpc::ByteBuffer, grpc::ByteBuffer> {
 public:
  explicit Transport(link::AttachStream* stream) : stream_(stream) { BindReactor(stream); }
  ~Transport() override { stream_->OnDone(); }

  // False once the stream has ended.
  bool Send(absl::string_view frame) {
    if (read_ == nullptr) return false;
    const grpc::Slice slice(frame.data(), frame.size());
    *std::exchange(read_, nullptr) = grpc::ByteBuffer(&slice, 1);
    stream_->OnReadDone(true);
    EndWrites();
    return read_ != nullptr;
  }

  // The worker is gone.
  void Break() {
    if (std::exchange(read_, nullptr) != nullptr) stream_->OnReadDone(false);
    EndWrites();
    Expect(finished_, "a stream that broke was not finished");
  }

  void EndWrites() {
    while (std::exchange(writing_, false)) stream_->OnWriteDone(true);
  }

  // grpc::ServerCallbackReaderWriter
  void Finish(grpc::Status status) override {
    Expect(!finished_ && !writing_, "a stream was finished twice, or while it was written to");
    finished_ = true;
    ExpectDocumented(status);
  }
  void SendInitialMetadata() override { Fail("nobody asked for metadata"); }
  void Read(grpc::ByteBuffer* into) override {
    Expect(read_ == nullptr && !finished_, "a read too many");
    read_ = into;
  }
  void Write(const grpc::ByteBuffer* frame, grpc::WriteOptions /*options*/) override {
    Expect(!writing_ && !finished_, "a write too many");
    wire::FromBroker sent;
    Expect(rpc::Parse(*frame, sent), "a frame to the worker cannot be read");
    writing_ = true;
  }
  void WriteAndFinish(const grpc::ByteBuffer* /*frame*/, grpc::WriteOptions /*options*/, grpc::Status) override {
    Fail("nobody writes so");
  }

 private:
  // The codes of worker.proto.
  static void ExpectDocumented(const grpc::Status& status) {
    switch (status.error_code()) {
      case grpc::StatusCode::OK:
      case grpc::StatusCode::INVALID_ARGUMENT:
      case grpc::StatusCode::FAILED_PRECONDITION:
      case grpc::StatusCode::UNAUTHENTICATED: break;
      default: Fail("a stream ended with a code that is not documented");
    }
    Expect(status.ok() || !status.error_message().empty(), "a stream was refused without a word");
  }

  grpc::internal::ServerReactor* reactor() override { return stream_; }
  void CallOnDone() override {}

  link::AttachStream* const stream_;  // Deletes itself in OnDone.
  grpc::ByteBuffer* read_ = nullptr;
  bool writing_ = false;
  bool finished_ = false;
};

// Calls of every kind that a result may be an answer to.
std::vector<router::CallSpec> Calls() {
  std::vector<router::CallSpec> calls(6);
  calls[0].call.mutable_invoke()->set_member("value");
  calls[1].call.mutable_import()->set_specifier("./m.js");
  calls[2].call.mutable_invoke()->set_member("of another");
  calls[3].call.mutable_invoke()->set_member("with a nonce");
  calls[3].nonce = "a nonce of twenty-two!";
  calls[4].call.mutable_invoke()->set_member("given up");
  calls[5].call.mutable_import()->set_specifier("./other.js");
  return calls;
}

void Run(Input input) {
  const uint8_t settings = input.Byte();
  link::DoorOptions door;
  door.max_message_bytes = 1 << 16;
  door.broker_incarnation = "sixteen bytes...";
  if ((settings & 1) != 0) door.secret = "a secret of the door";

  World world({});
  Transport worker(new link::AttachStream(door, world.router()));
  bool asked = false;
  while (!input.empty() && worker.Send(input.Piece())) {
    if (std::exchange(asked, true)) continue;
    Expect(world.router().stats().workers == 1, "a stream goes on without a worker");
    for (router::CallSpec& call : Calls()) world.Start(std::move(call), "a client");
    world.router().Cancel(world.clients()[4].id);
    worker.EndWrites();
  }
  worker.Break();
  Expect(world.router().stats().workers == 0, "a worker outlived its stream");
  world.End();
}

}  // namespace
}  // namespace jsinterop::fuzz

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  jsinterop::fuzz::Run({data, size});
  return 0;
}
