// One worker's Attach stream.
//
// A stream that is cancelled needs no reaction of its own: the read that is always pending fails, and that ends
// the stream like any other end.
//
// Ownership: gRPC holds the stream until OnDone, which deletes it. The router holds the StreamWorker, and so may
// outlast the stream; the stream lives as long as a write is under way, because it calls Finish only when none
// is. That is why StreamWorker may start a write without a lock: see Outbox.

#ifndef JSINTEROP_SERVICE_LINK_ATTACH_STREAM_H_
#define JSINTEROP_SERVICE_LINK_ATTACH_STREAM_H_

#include <grpcpp/support/byte_buffer.h>
#include <grpcpp/support/server_callback.h>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "link/handshake.h"
#include "link/outbox.h"
#include "router/router.h"

namespace jsinterop::link {

class AttachStream final : public grpc::ServerBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer> {
 public:
  // `options` and `router` must outlive the stream.
  AttachStream(const DoorOptions& options, router::Router& router);

  void OnReadDone(bool ok) override;
  void OnWriteDone(bool ok) override;
  void OnDone() override;

 private:
  class StreamWorker;

  // Each says whether the stream goes on.
  bool OnFrame(wire::FromWorker& frame);
  bool OnHello(const wire::FromWorker& frame);

  void Write(wire::Frame frame);

  // Ends the stream. The first call decides the status; the RPC is finished when no write is under way.
  void Close(const grpc::Status& status);

  // The worker is gone, as far as the router is concerned.
  void Leave(absl::string_view why);

  const DoorOptions& options_;
  router::Router& router_;

  // Used by the reading reactions only, which gRPC runs one at a time.
  grpc::ByteBuffer read_;
  std::shared_ptr<StreamWorker> worker_;  // Set when the worker has come in.
  lease::WorkerKey key_ = 0;

  grpc::ByteBuffer write_;  // In use while a write is under way.

  absl::Mutex mutex_;
  bool closing_ ABSL_GUARDED_BY(mutex_) = false;
  bool finished_ ABSL_GUARDED_BY(mutex_) = false;
  grpc::Status status_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace jsinterop::link

#endif  // JSINTEROP_SERVICE_LINK_ATTACH_STREAM_H_
