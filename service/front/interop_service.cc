#include "front/interop_service.h"

#include "front/call_reactor.h"
#include "front/lease_methods.h"
#include "front/read_request.h"
#include "rpc/bytes.h"
#include "rpc/status.h"

namespace jsinterop::front {

template <typename Request, typename Response, typename MakeCall>
grpc::ServerUnaryReactor* InteropService::StartCall(grpc::CallbackServerContext* context,
                                                    const grpc::ByteBuffer& request, grpc::ByteBuffer* response,
                                                    MakeCall make_call) {
  auto* const reactor = new CallReactorWith<Response>(context, response, router_);  // Deletes itself in OnDone.
  Request message;
  if (const absl::Status status = ReadRequest(request, max_message_bytes_, message); !status.ok()) {
    reactor->Refuse(status);
  } else {
    reactor->Begin(make_call(message));
  }
  return reactor;
}

template <typename Request, typename Handle>
grpc::ServerUnaryReactor* InteropService::Answer(grpc::CallbackServerContext* context, const grpc::ByteBuffer& request,
                                                 grpc::ByteBuffer* response, Handle handle) {
  grpc::ServerUnaryReactor* const reactor = context->DefaultReactor();
  Request message;
  absl::Status status = ReadRequest(request, max_message_bytes_, message);
  if (status.ok()) {
    const auto answer = handle(message);
    if (answer.ok()) *response = rpc::ToByteBuffer(*answer);
    status = answer.status();
  }
  reactor->Finish(rpc::ToGrpc(status));
  return reactor;
}

grpc::ServerUnaryReactor* InteropService::Import(grpc::CallbackServerContext* context, const grpc::ByteBuffer* request,
                                                 grpc::ByteBuffer* response) {
  return StartCall<wire::ImportRequest, wire::ImportResponse>(
      context, *request, response, [](wire::ImportRequest& message) { return ToCall(message); });
}

grpc::ServerUnaryReactor* InteropService::Invoke(grpc::CallbackServerContext* context, const grpc::ByteBuffer* request,
                                                 grpc::ByteBuffer* response) {
  return StartCall<wire::InvokeRequest, wire::InvokeResponse>(
      context, *request, response, [](wire::InvokeRequest& message) { return ToCall(message, Await::kNo); });
}

grpc::ServerUnaryReactor* InteropService::InvokeAsync(grpc::CallbackServerContext* context,
                                                      const grpc::ByteBuffer* request, grpc::ByteBuffer* response) {
  return StartCall<wire::InvokeRequest, wire::InvokeResponse>(
      context, *request, response, [](wire::InvokeRequest& message) { return ToCall(message, Await::kYes); });
}

grpc::ServerUnaryReactor* InteropService::Dispose(grpc::CallbackServerContext* context, const grpc::ByteBuffer* request,
                                                  grpc::ByteBuffer* response) {
  return Answer<wire::DisposeRequest>(context, *request, response, [&](const wire::DisposeRequest& message) {
    return front::Dispose(message, router_);
  });
}

grpc::ServerUnaryReactor* InteropService::GrantLease(grpc::CallbackServerContext* context,
                                                     const grpc::ByteBuffer* request, grpc::ByteBuffer* response) {
  return Answer<wire::GrantLeaseRequest>(context, *request, response, [&](const wire::GrantLeaseRequest& message) {
    return front::GrantLease(message, context->peer(), router_);
  });
}

grpc::ServerUnaryReactor* InteropService::RenewLease(grpc::CallbackServerContext* context,
                                                     const grpc::ByteBuffer* request, grpc::ByteBuffer* response) {
  return Answer<wire::RenewLeaseRequest>(context, *request, response, [&](const wire::RenewLeaseRequest& message) {
    return front::RenewLease(message, router_);
  });
}

}  // namespace jsinterop::front
