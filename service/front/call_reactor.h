// One Import, Invoke or InvokeAsync in flight.
//
// Ownership: gRPC holds the reactor until OnDone, which deletes it. OnDone cannot come before the handler that
// made the reactor has returned, so Begin may finish the RPC in its own call stack.

#ifndef JSINTEROP_SERVICE_FRONT_CALL_REACTOR_H_
#define JSINTEROP_SERVICE_FRONT_CALL_REACTOR_H_

#include <grpcpp/server_context.h>
#include <grpcpp/support/byte_buffer.h>
#include <grpcpp/support/server_callback.h>

#include <string>
#include <vector>

#include "front/translate.h"
#include "router/router.h"
#include "rpc/bytes.h"

namespace jsinterop::front {

class CallReactor : public grpc::ServerUnaryReactor, public router::Caller {
 public:
  // `router` must outlive the reactor; `response` is gRPC's and lives as long as the RPC.
  CallReactor(grpc::CallbackServerContext* context, grpc::ByteBuffer* response, router::Router& router)
      : context_(context), response_(response), router_(router) {}

  // Answers a request that is refused.
  void Refuse(const absl::Status& status);

  // Starts the call. Once, and last in the handler.
  void Begin(router::CallSpec spec);

  // grpc::ServerUnaryReactor
  void OnCancel() override;
  void OnDone() override;

  // router::Caller
  void OnOutcome(router::Outcome outcome) override;
  std::string connection() const override;

 protected:
  // The response to an outcome that is OK.
  virtual grpc::ByteBuffer Respond(router::Outcome& outcome) = 0;

 private:
  grpc::CallbackServerContext* const context_;
  grpc::ByteBuffer* const response_;
  router::Router& router_;
  router::CallId id_ = 0;             // Written by Begin; gRPC calls OnCancel only after the handler.
  std::vector<std::string> granted_;  // Tokens that the answer grants, should it not arrive.
};

// Response: wire::ImportResponse or wire::InvokeResponse.
template <typename Response>
class CallReactorWith final : public CallReactor {
 public:
  using CallReactor::CallReactor;

 private:
  grpc::ByteBuffer Respond(router::Outcome& outcome) override {
    Response response;
    ToResponse(outcome, &response);
    return rpc::ToByteBuffer(response);
  }
};

}  // namespace jsinterop::front

#endif  // JSINTEROP_SERVICE_FRONT_CALL_REACTOR_H_
