// The workers' door: the WorkerHub service.

#ifndef JSINTEROP_SERVICE_LINK_WORKER_HUB_H_
#define JSINTEROP_SERVICE_LINK_WORKER_HUB_H_

#include "jsinterop/v1/worker.grpc.pb.h"
#include "link/handshake.h"
#include "router/router.h"

namespace jsinterop::link {

// Messages are taken and given as bytes, so that a message that cannot be read is our error and not what looks
// like the worker's half-close. One door has one rule of entry: a broker with a Unix socket and a TCP port for
// workers has two of these.
class WorkerHub final
    : public jsinterop::v1::WorkerHub::WithRawCallbackMethod_Attach<jsinterop::v1::WorkerHub::Service> {
 public:
  // `router` must outlive the service.
  WorkerHub(DoorOptions options, router::Router& router) : options_(std::move(options)), router_(router) {}

  grpc::ServerBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer>* Attach(grpc::CallbackServerContext* context) override;

 private:
  const DoorOptions options_;
  router::Router& router_;
};

}  // namespace jsinterop::link

#endif  // JSINTEROP_SERVICE_LINK_WORKER_HUB_H_
