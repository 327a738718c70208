#include "front/interop_service.h"

#include "absl/strings/str_cat.h"
#include "base/error.h"
#include "front/call_reactor.h"
#include "front/lease_methods.h"
#include "rpc/bytes.h"
#include "rpc/status.h"
#include "wire/check.h"

namespace jsinterop::front {
template <typename Request>
absl::Status InteropService::Read(const grpc::ByteBuffer& bytes, Request& out) const {
  if (bytes.Length() > max_message_bytes_) {
    return MakeError(Reason::kRequestTooLarge, absl::StrCat("The request is ", bytes.Length(),
                                                            " bytes; this broker takes ", max_message_bytes_, "."));
  }
  if (!rpc::Parse(bytes, out)) {
    return MakeError(Reason::kMalformedMessage, absl::StrCat("The request is not a message of type jsinterop.v1.",
                                                             Request::descriptor()->name(), "."));
  }
  return wire::Check(out);
}

template <typename Request, typename Response, typename MakeCall>
grpc::ServerUnaryReactor* InteropService::StartCall(grpc::CallbackServerContext* context,
                                                    const grpc::ByteBuffer& request, grpc::ByteBuffer* response,
                                                    MakeCall make_call) {
  auto* const reactor = new CallReactorWith<Response>(context, response, router_);  // Deletes itself in OnDone.
  Request message;
  if (const absl::Status status = Read(request, message); !status.ok()) {
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
  absl::Status status = Read(request, message);
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
