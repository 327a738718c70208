#include "link/worker_hub.h"

#include "link/attach_stream.h"

namespace jsinterop::link {

grpc::ServerBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer>* WorkerHub::Attach(grpc::CallbackServerContext*) {
  return new AttachStream(options_, router_);  // Deletes itself in OnDone.
}

}  // namespace jsinterop::link
