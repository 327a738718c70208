// UnaryRpc: one RPC of the library's own (renewals, disposals), with its deadline and its place in the registry.

#ifndef JSINTEROP_CLIENT_CPP_SRC_UNARY_RPC_H_
#define JSINTEROP_CLIENT_CPP_SRC_UNARY_RPC_H_

#include <functional>
#include <memory>
#include <utility>

#include "absl/functional/any_invocable.h"
#include "absl/status/status.h"
#include "absl/time/time.h"
#include "deadline.h"
#include "grpcpp/client_context.h"
#include "jsinterop/v1/interop.grpc.pb.h"
#include "registry.h"
#include "status.h"

namespace jsinterop::inline client::internal {

using Stub = std::unique_ptr<v1::Interop::Stub>;
using AsyncStub = v1::Interop::StubInterface::async_interface;

template <typename Request, typename Response>
using AsyncMethod = void (AsyncStub::*)(grpc::ClientContext*, const Request*, Response*,
                                        std::function<void(grpc::Status)>);

template <typename Request, typename Response>
class UnaryRpc final : public Registered {
 public:
  // What came of it. Called exactly once, on a thread of gRPC.
  using Done = absl::AnyInvocable<void(const absl::Status&, Response&) &&>;

  // False if the registry is closed; `done` is then not called, and `stub` not looked at.
  static bool Start(Registry& registry, const Stub& stub, AsyncMethod<Request, Response> method, Request request,
                    absl::Duration timeout, Done done) {
    auto rpc = std::make_shared<UnaryRpc>(std::move(request), std::move(done));
    if (!registry.Add(rpc)) return false;
    Send(rpc, *stub->async(), method, timeout);
    return true;
  }

  // The same, though the registry is closed.
  static void StartAfterClose(Registry& registry, const Stub& stub, AsyncMethod<Request, Response> method,
                              Request request, absl::Duration timeout, Done done) {
    auto rpc = std::make_shared<UnaryRpc>(std::move(request), std::move(done));
    registry.AddAfterClose(rpc);
    Send(rpc, *stub->async(), method, timeout);
  }

  UnaryRpc(Request request, Done done) : request_(std::move(request)), done_(std::move(done)) {}

  void Cancel() override { context_.TryCancel(); }

 private:
  static void Send(const std::shared_ptr<UnaryRpc>& rpc, AsyncStub& stub, AsyncMethod<Request, Response> method,
                   absl::Duration timeout) {
    rpc->context_.set_deadline(DeadlineAfter(timeout));
    (stub.*method)(&rpc->context_, &rpc->request_, &rpc->response_, [rpc](const grpc::Status& status) {
      std::move(rpc->done_)(FromGrpc(status), rpc->response_);
      rpc->done_ = nullptr;
    });
  }

  grpc::ClientContext context_;
  const Request request_;
  Response response_;
  Done done_;
};

}  // namespace jsinterop::inline client::internal

#endif  // JSINTEROP_CLIENT_CPP_SRC_UNARY_RPC_H_
