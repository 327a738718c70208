#include "core.h"

#include <algorithm>
#include <utility>

#include "callback_thread.h"
#include "pending_call.h"

namespace jsinterop::inline client::internal {
namespace {

// Renewals and disposals are short; one that takes longer has been lost.
constexpr absl::Duration kOwnRpcTimeout = absl::Seconds(10);

// What still waits to be released when the runtime is destroyed and its lease is not.
constexpr int kMaxLastReferences = 16'384;

google::protobuf::Duration ToProto(absl::Duration duration) {
  google::protobuf::Duration proto;
  absl::Duration rest;
  proto.set_seconds(absl::IDivDuration(duration, absl::Seconds(1), &rest));
  proto.set_nanos(static_cast<int32_t>(absl::ToInt64Nanoseconds(rest)));
  return proto;
}

absl::Status Closed() { return NotUsable("the Runtime was destroyed"); }

template <typename Response>
absl::StatusOr<Terms> ReadTerms(const absl::StatusOr<Response>& response) {
  if (!response.ok()) return response.status();
  return TermsFrom(response->lease());
}

}  // namespace

std::shared_ptr<Core> Core::Make(const std::shared_ptr<grpc::Channel>& channel, RemoteOptions options, System system) {
  auto core = std::make_shared<Core>(channel, std::move(options), std::move(system));
  core->leases_ =
      std::make_shared<LeaseBook>(core, core->system_, LeaseBook::Given{core->options_.lease, core->options_.pool});
  core->disposer_ = std::make_shared<Disposer>(core, core->system_);
  return core;
}

Core::Core(const std::shared_ptr<grpc::Channel>& channel, RemoteOptions options, System system)
    : options_(std::move(options)), system_(std::move(system)), stub_(v1::Interop::NewStub(channel)) {}

void Core::Close() {
  const bool keeps_lease = leases_->KeepsAny();
  registry_->Close();
  if (!IsInCallback()) registry_->AwaitEmpty();
  v1::DisposeRequest request = disposer_->Close();
  for (std::string& lease : leases_->Close()) request.add_leases(std::move(lease));
  // References end with their leases. Where the lease stays, they are named, as far as one message goes.
  const int named = keeps_lease ? std::min(request.references_size(), kMaxLastReferences) : 0;
  request.mutable_references()->DeleteSubrange(named, request.references_size() - named);
  if (request.references_size() + request.leases_size() + request.nonces_size() > 0) SendLast(std::move(request));
  DropChannel();
}

std::string Core::NewNonce() {
  std::string nonce(16, '\0');
  random().Fill(nonce.data(), nonce.size());
  return nonce;
}

void Core::StartCall(Call call, Done done) { PendingCall::Start(shared_from_this(), std::move(call), std::move(done)); }

void Core::StartDispose(std::shared_ptr<ReferenceState> reference, Done done) {
  const auto answer = [](bool held) { return absl::StatusOr<Answer>(Answer{.value = held}); };
  if (reference->gone()) return Post(std::move(done), answer(false));
  v1::DisposeRequest request;
  request.add_references()->set_token(reference->token());
  auto shared = std::make_shared<Done>(std::move(done));
  const bool started = UnaryRpc<v1::DisposeRequest, v1::DisposeResponse>::Start(
      *registry_, stub_, &AsyncStub::Dispose, std::move(request), options_.default_timeout,
      [self = shared_from_this(), reference, shared, answer](const absl::Status& status,
                                                             v1::DisposeResponse& response) {
        if (status.ok()) reference->MarkGone();
        const bool held = response.references_size() == 1 && response.references(0) == v1::DISPOSAL_RELEASED;
        const InCallback mark;
        std::move (*shared)(status.ok() ? answer(held) : absl::StatusOr<Answer>(status));
      });
  // Closing has released it.
  if (!started) Post(std::move(*shared), answer(false));
}

void Core::Discard(std::string token) { disposer_->AddReference(token); }

void Core::GrantLease(TermsDone done) {
  v1::GrantLeaseRequest request;
  if (options_.lease_ttl) *request.mutable_ttl() = ToProto(*options_.lease_ttl);
  const std::string nonce = NewNonce();
  request.set_nonce(nonce);
  Begin<v1::GrantLeaseRequest, v1::GrantLeaseResponse>(
      &AsyncStub::GrantLease, std::move(request),
      [self = shared_from_this(), nonce,
       done = std::move(done)](const absl::StatusOr<v1::GrantLeaseResponse>& response) mutable {
        if (!IsAnswered(response.status())) self->disposer_->AddNonce(nonce);
        std::move(done)(ReadTerms(response));
      },
      Closed());
}

void Core::RenewLease(const std::string& id, TermsDone done) { Renew(id, std::nullopt, std::move(done)); }

void Core::ReleaseLease(const std::string& id) { disposer_->AddLease(id); }

void Core::SendDispose(v1::DisposeRequest request, StatusDone done) {
  Dispose(std::move(request), [done = std::move(done)](const absl::StatusOr<v1::DisposeResponse>& response) mutable {
    std::move(done)(response.status());
  });
}

void Core::Renew(const std::string& id, std::optional<absl::Duration> ttl, TermsDone done) {
  v1::RenewLeaseRequest request;
  request.set_lease(id);
  if (ttl) *request.mutable_ttl() = ToProto(*ttl);
  Begin<v1::RenewLeaseRequest, v1::RenewLeaseResponse>(
      &AsyncStub::RenewLease, std::move(request),
      [done = std::move(done)](const absl::StatusOr<v1::RenewLeaseResponse>& response) mutable {
        std::move(done)(ReadTerms(response));
      },
      Closed());
}

void Core::Dispose(v1::DisposeRequest request, absl::AnyInvocable<void(absl::StatusOr<v1::DisposeResponse>) &&> done) {
  // To the disposer, being closed is trouble on the way: what it could not deliver is in the last message then.
  Begin<v1::DisposeRequest, v1::DisposeResponse>(&AsyncStub::Dispose, std::move(request), std::move(done),
                                                 absl::CancelledError("closed"));
}

template <typename Request, typename Response>
void Core::Begin(AsyncMethod<Request, Response> method, Request request,
                 absl::AnyInvocable<void(absl::StatusOr<Response>) &&> done, absl::Status if_closed) {
  auto shared = std::make_shared<decltype(done)>(std::move(done));
  const bool started = UnaryRpc<Request, Response>::Start(
      *registry_, stub_, method, std::move(request), kOwnRpcTimeout,
      [self = shared_from_this(), shared](const absl::Status& status, Response& response) {
        std::move (*shared)(status.ok() ? absl::StatusOr<Response>(std::move(response)) : status);
      });
  if (!started) Post(std::move(*shared), absl::StatusOr<Response>(std::move(if_closed)));
}

template <typename D, typename T>
void Core::Post(D done, T result) {
  system_.timers->RunAfter(absl::ZeroDuration(), [done = std::move(done), result = std::move(result)]() mutable {
    const InCallback mark;
    std::move(done)(std::move(result));
  });
}

void Core::SendLast(v1::DisposeRequest request) {
  // Whatever comes of it: there is nobody left to tell, and the leases' terms do the rest.
  UnaryRpc<v1::DisposeRequest, v1::DisposeResponse>::StartAfterClose(*registry_, stub_, &AsyncStub::Dispose,
                                                                     std::move(request), options_.close_timeout,
                                                                     [](const absl::Status&, v1::DisposeResponse&) {});
}

void Core::DropChannel() {
  if (!IsInCallback()) {
    registry_->AwaitEmpty();
    stub_ = nullptr;
    return;
  }
  // This is a callback thread of gRPC's, and so is the one on which the last item ends; timers have others.
  registry_->WhenEmpty([self = shared_from_this()] {
    self->system_.timers->RunAfter(absl::ZeroDuration(), [self] { self->stub_ = nullptr; });
  });
}

}  // namespace jsinterop::inline client::internal
