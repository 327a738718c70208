#include "front/interop_service.h"

#include "absl/strings/str_cat.h"
#include "base/error.h"
#include "front/call_reactor.h"
#include "front/lease_methods.h"
#include "rpc/bytes.h"
#include "rpc/status.h"
#include "wire/check.h"

namespace jsinterop::front {
namespace {

// Answers an RPC that needs no worker.
template <typename Message>
grpc::ServerUnaryReactor* Answer(grpc::CallbackServerContext* context, const absl::StatusOr<Message>& message,
                                 grpc::ByteBuffer* response) {
  grpc::ServerUnaryReactor* const reactor = context->DefaultReactor();
  if (message.ok()) *response = rpc::ToByteBuffer(*message);
  reactor->Finish(rpc::ToGrpc(message.status()));
  return reactor;
}

}  // namespace

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

grpc::ServerUnaryReactor* InteropService::Import(grpc::CallbackServerContext* context, const grpc::ByteBuffer* request,
                                                 grpc::ByteBuffer* response) {
  auto* const reactor = new ImportReactor(context, response, router_);  // Deletes itself in OnDone.
  wire::ImportRequest message;
  if (const absl::Status status = Read(*request, message); !status.ok()) {
    reactor->Refuse(status);
  } else {
    reactor->Begin(ToCall(message));
  }
  return reactor;
}

grpc::ServerUnaryReactor* InteropService::Invoke(grpc::CallbackServerContext* context, const grpc::ByteBuffer* request,
                                                 grpc::ByteBuffer* response) {
  return StartInvoke(context, *request, response, Await::kNo);
}

grpc::ServerUnaryReactor* InteropService::InvokeAsync(grpc::CallbackServerContext* context,
                                                      const grpc::ByteBuffer* request, grpc::ByteBuffer* response) {
  return StartInvoke(context, *request, response, Await::kYes);
}

grpc::ServerUnaryReactor* InteropService::StartInvoke(grpc::CallbackServerContext* context,
                                                      const grpc::ByteBuffer& request, grpc::ByteBuffer* response,
                                                      Await await) {
  auto* const reactor = new InvokeReactor(context, response, router_);  // Deletes itself in OnDone.
  wire::InvokeRequest message;
  if (const absl::Status status = Read(request, message); !status.ok()) {
    reactor->Refuse(status);
  } else {
    reactor->Begin(ToCall(message, await));
  }
  return reactor;
}

grpc::ServerUnaryReactor* InteropService::Dispose(grpc::CallbackServerContext* context, const grpc::ByteBuffer* request,
                                                  grpc::ByteBuffer* response) {
  wire::DisposeRequest message;
  const absl::Status status = Read(*request, message);
  return Answer(context, status.ok() ? front::Dispose(message, router_) : absl::StatusOr<wire::DisposeResponse>(status),
                response);
}

grpc::ServerUnaryReactor* InteropService::GrantLease(grpc::CallbackServerContext* context,
                                                     const grpc::ByteBuffer* request, grpc::ByteBuffer* response) {
  wire::GrantLeaseRequest message;
  const absl::Status status = Read(*request, message);
  return Answer(context,
                status.ok() ? front::GrantLease(message, context->peer(), router_)
                            : absl::StatusOr<wire::GrantLeaseResponse>(status),
                response);
}

grpc::ServerUnaryReactor* InteropService::RenewLease(grpc::CallbackServerContext* context,
                                                     const grpc::ByteBuffer* request, grpc::ByteBuffer* response) {
  wire::RenewLeaseRequest message;
  const absl::Status status = Read(*request, message);
  return Answer(context,
                status.ok() ? front::RenewLease(message, router_) : absl::StatusOr<wire::RenewLeaseResponse>(status),
                response);
}

}  // namespace jsinterop::front
