#include "link/attach_stream.h"

#include <utility>

#include "rpc/bytes.h"
#include "rpc/status.h"

namespace jsinterop::link {

// The router's way to the stream.
class AttachStream::StreamWorker final : public router::Worker {
 public:
  StreamWorker(AttachStream* stream, size_t max_frame_bytes) : stream_(stream), outbox_(max_frame_bytes) {}

  void AddCall(uint64_t call_id, uint64_t remaining_micros, std::string body) override {
    outbox_.AddCall(call_id, remaining_micros, std::move(body));
  }
  void AddCancel(uint64_t call_id) override { outbox_.AddCancel(call_id); }
  void AddRelease(uint64_t call_id, const std::vector<uint32_t>& indices) override {
    outbox_.AddRelease(call_id, indices);
  }
  void AddGoodbye(const std::string& why) override {
    wire::FromBroker frame;
    frame.mutable_goodbye()->set_why(why);
    outbox_.AddFrame(frame.SerializeAsString());
  }
  void Flush() override {
    // A frame is handed out only while the outbox is open, and from then on the stream waits for Next.
    if (auto frame = outbox_.Begin()) stream_->Write(*std::move(frame));
  }

  Outbox& outbox() { return outbox_; }

 private:
  AttachStream* const stream_;  // Lives while the outbox is open or a write is under way.
  Outbox outbox_;
};

AttachStream::AttachStream(const DoorOptions& options, router::Router& router) : options_(options), router_(router) {
  StartRead(&read_);
}

void AttachStream::OnReadDone(bool ok) {
  if (!ok) {
    Leave("The stream ended.");
    Close(grpc::Status::OK);
    return;
  }
  wire::FromWorker frame;
  if (!rpc::Parse(read_, frame)) {
    Leave("It sent a frame that is no FromWorker message.");
    Close(grpc::Status(grpc::StatusCode::INVALID_ARGUMENT, "The frame is not a FromWorker message."));
    return;
  }
  read_.Clear();
  // After Close, the stream may be gone as soon as this returns: nothing may be started any more.
  if (OnFrame(frame)) StartRead(&read_);
}

bool AttachStream::OnFrame(wire::FromWorker& frame) {
  if (worker_ == nullptr) return OnHello(frame);
  if (frame.has_hello()) {
    Leave("It said hello twice.");
    Close(grpc::Status(grpc::StatusCode::INVALID_ARGUMENT, "Hello may stand only in the first frame."));
    return false;
  }
  if (frame.results_size() != 0) router_.OnResults(key_, frame.mutable_results());
  if (frame.has_goodbye()) {
    Leave("It said goodbye.");
    Close(grpc::Status::OK);
    return false;
  }
  return true;
}

bool AttachStream::OnHello(const wire::FromWorker& frame) {
  const auto info = Admit(frame, options_);
  if (!info.ok()) {
    Close(rpc::ToGrpc(info.status()));
    return false;
  }
  worker_ = std::make_shared<StreamWorker>(this, info->max_message_bytes);
  worker_->outbox().AddFrame(WelcomeFrame(options_));
  worker_->Flush();
  key_ = router_.Attach(*info, worker_);
  return true;
}

void AttachStream::Write(wire::Frame frame) {
  write_ = rpc::ToByteBuffer(std::move(frame));
  StartWrite(&write_);
}

void AttachStream::OnWriteDone(bool /*ok*/) {
  // If the write failed, the read fails too, and that ends the stream; until then writes fail one by one.
  if (auto frame = worker_->outbox().Next()) {
    Write(*std::move(frame));
    return;
  }
  grpc::Status status;
  {
    absl::MutexLock lock(&mutex_);
    if (!closing_ || finished_) return;
    finished_ = true;
    status = status_;
  }
  Finish(std::move(status));
}

void AttachStream::OnDone() {
  Leave("The stream broke.");
  delete this;
}

void AttachStream::Close(const grpc::Status& status) {
  const bool writing = worker_ != nullptr && worker_->outbox().Close();
  {
    absl::MutexLock lock(&mutex_);
    if (finished_) return;
    if (!closing_) status_ = status;
    closing_ = true;
    if (writing) return;  // OnWriteDone finishes.
    finished_ = true;
  }
  Finish(status);
}

void AttachStream::Leave(absl::string_view why) {
  if (key_ != 0) router_.Lose(std::exchange(key_, 0), why);
}

}  // namespace jsinterop::link
