#include "front/call_reactor.h"

#include <grpc/support/time.h>

#include <chrono>
#include <utility>

#include "rpc/status.h"

namespace jsinterop::front {
namespace {

// gRPC tells a deadline as a time of day that it computed from a duration; this takes it back to a duration.
// A caller without a deadline has one in the far future. What lies centuries ahead would not fit into a
// std::chrono time, and so it is looked at before it becomes one.
Duration TimeLeft(const grpc::CallbackServerContext& context) {
  const gpr_timespec deadline = context.raw_deadline();
  const gpr_timespec left = gpr_time_sub(deadline, gpr_now(deadline.clock_type));
  if (gpr_time_cmp(left, gpr_time_from_hours(24 * 365, GPR_TIMESPAN)) > 0) return Duration::max();
  return std::chrono::seconds(left.tv_sec) + std::chrono::nanoseconds(left.tv_nsec);
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
