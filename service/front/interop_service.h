// The clients' door: the Interop service.
//
// Every method takes and gives bytes (gRPC's raw callback methods): values are not parsed here, and a message
// that cannot be read is answered by us, with an error that says so.

#ifndef JSINTEROP_SERVICE_FRONT_INTEROP_SERVICE_H_
#define JSINTEROP_SERVICE_FRONT_INTEROP_SERVICE_H_

#include <grpcpp/support/byte_buffer.h>
#include <grpcpp/support/server_callback.h>

#include "front/translate.h"
#include "jsinterop/v1/interop.grpc.pb.h"
#include "router/router.h"

namespace jsinterop::front {

template <typename Base>
using RawImport = jsinterop::v1::Interop::WithRawCallbackMethod_Import<Base>;
template <typename Base>
using RawInvoke = jsinterop::v1::Interop::WithRawCallbackMethod_Invoke<Base>;
template <typename Base>
using RawInvokeAsync = jsinterop::v1::Interop::WithRawCallbackMethod_InvokeAsync<Base>;
template <typename Base>
using RawDispose = jsinterop::v1::Interop::WithRawCallbackMethod_Dispose<Base>;
template <typename Base>
using RawGrantLease = jsinterop::v1::Interop::WithRawCallbackMethod_GrantLease<Base>;
template <typename Base>
using RawRenewLease = jsinterop::v1::Interop::WithRawCallbackMethod_RenewLease<Base>;

class InteropService final
    : public RawImport<
          RawInvoke<RawInvokeAsync<RawDispose<RawGrantLease<RawRenewLease<jsinterop::v1::Interop::Service>>>>>> {
 public:
  // Requests larger than `max_message_bytes` are refused. `router` must outlive the service.
  InteropService(router::Router& router, uint64_t max_message_bytes)
      : router_(router), max_message_bytes_(max_message_bytes) {}

  grpc::ServerUnaryReactor* Import(grpc::CallbackServerContext* context, const grpc::ByteBuffer* request,
                                   grpc::ByteBuffer* response) override;
  grpc::ServerUnaryReactor* Invoke(grpc::CallbackServerContext* context, const grpc::ByteBuffer* request,
                                   grpc::ByteBuffer* response) override;
  grpc::ServerUnaryReactor* InvokeAsync(grpc::CallbackServerContext* context, const grpc::ByteBuffer* request,
                                        grpc::ByteBuffer* response) override;
  grpc::ServerUnaryReactor* Dispose(grpc::CallbackServerContext* context, const grpc::ByteBuffer* request,
                                    grpc::ByteBuffer* response) override;
  grpc::ServerUnaryReactor* GrantLease(grpc::CallbackServerContext* context, const grpc::ByteBuffer* request,
                                       grpc::ByteBuffer* response) override;
  grpc::ServerUnaryReactor* RenewLease(grpc::CallbackServerContext* context, const grpc::ByteBuffer* request,
                                       grpc::ByteBuffer* response) override;

 private:
  // A method that runs on a worker: reads a request and starts the call that `make_call` makes of it.
  template <typename Request, typename Response, typename MakeCall>
  grpc::ServerUnaryReactor* StartCall(grpc::CallbackServerContext* context, const grpc::ByteBuffer& request,
                                      grpc::ByteBuffer* response, MakeCall make_call);

  // A method that the broker answers by itself: reads a request and finishes with what `handle` makes of it.
  template <typename Request, typename Handle>
  grpc::ServerUnaryReactor* Answer(grpc::CallbackServerContext* context, const grpc::ByteBuffer& request,
                                   grpc::ByteBuffer* response, Handle handle);

  router::Router& router_;
  const uint64_t max_message_bytes_;
};

}  // namespace jsinterop::front

#endif  // JSINTEROP_SERVICE_FRONT_INTEROP_SERVICE_H_
