#include "front/call_reactor.h"

#include <chrono>
#include <utility>

#include "rpc/status.h"

namespace jsinterop::front {
namespace {

// gRPC tells a deadline as a time of day that it computed from a duration; this takes it back to a duration.
// A caller without a deadline has one in the far future.
Duration TimeLeft(const grpc::CallbackServerContext& context) {
  const auto left = context.deadline() - std::chrono::system_clock::now();
  if (left > std::chrono::hours(24 * 365)) return Duration::max();
  return std::chrono::duration_cast<Duration>(left);
}

}  // namespace

void CallReactor::Refuse(const absl::Status& status) { Finish(rpc::ToGrpc(status)); }

void CallReactor::Begin(router::CallSpec spec) {
  spec.time_left = TimeLeft(*context_);
  id_ = router_.Start(std::move(spec), this);
}

void CallReactor::OnCancel() {
  if (id_ != 0) router_.Cancel(id_);
}

void CallReactor::OnDone() {
  // The client may never have seen the answer: then nobody could ever dispose what it grants.
  if (!granted_.empty() && context_->IsCancelled()) {
    for (const std::string& token : granted_) router_.leases().DisposeReference(token);
  }
  delete this;
}

void CallReactor::OnOutcome(router::Outcome outcome) {
  if (!outcome.status.ok()) {
    Finish(rpc::ToGrpc(outcome.status));
    return;
  }
  granted_ = outcome.granted.tokens;
  *response_ = Respond(outcome);
  Finish(grpc::Status::OK);
}

std::string CallReactor::connection() const { return context_->peer(); }

}  // namespace jsinterop::front
