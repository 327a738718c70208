#include "pending_call.h"

#include <algorithm>
#include <initializer_list>
#include <string_view>
#include <utility>

#include "callback_thread.h"
#include "deadline.h"
#include "graph.h"
#include "status.h"
#include "utf.h"

namespace jsinterop::inline client::internal {
namespace {

v1::Operation OperationOf(Call::Operation operation) {
  switch (operation) {
    case Call::Operation::kConstruct: return v1::OPERATION_CONSTRUCT;
    case Call::Operation::kGet: return v1::OPERATION_GET;
    case Call::Operation::kSet: return v1::OPERATION_SET;
    case Call::Operation::kCall:
    case Call::Operation::kImport: break;
  }
  return v1::OPERATION_CALL;
}

v1::Encoding EncodingOf(const Call& call) {
  if (!call.options.encoding) return call.ask == Ask::kJson ? v1::ENCODING_JSON : v1::ENCODING_AUTO;
  switch (*call.options.encoding) {
    case Encoding::kJson: return v1::ENCODING_JSON;
    case Encoding::kStructured: return v1::ENCODING_STRUCTURED;
    case Encoding::kAuto: break;
  }
  return v1::ENCODING_AUTO;
}

Export ExportFrom(const v1::Export& message) {
  Export result{.name = message.name()};
  switch (message.kind()) {
    case v1::EXPORT_KIND_FUNCTION: result.kind = Export::Kind::kFunction; break;
    case v1::EXPORT_KIND_CLASS: result.kind = Export::Kind::kClass; break;
    case v1::EXPORT_KIND_OBJECT: result.kind = Export::Kind::kObject; break;
    case v1::EXPORT_KIND_PRIMITIVE: result.kind = Export::Kind::kPrimitive; break;
    default: break;
  }
  return result;
}

absl::Status CancelledUnsent() { return absl::CancelledError("the call was cancelled before it was sent"); }

}  // namespace

struct PendingCall::Reply {
  const v1::LeaseState* lease = nullptr;
  const v1::Exception* exception = nullptr;
  v1::Value* value = nullptr;
  v1::Reference* reference = nullptr;
  google::protobuf::RepeatedPtrField<v1::Reference>* references = nullptr;
  const v1::ImportResponse* module = nullptr;
};

void PendingCall::Start(std::shared_ptr<Core> core, Call call, Done done) {
  auto self = std::make_shared<PendingCall>(std::move(core), std::move(call), std::move(done));
  if (!self->core_->registry().Add(self)) {
    self->core_->timers().RunAfter(absl::ZeroDuration(), [self] {
      const InCallback mark;
      std::move(self->done_)(NotUsable("the Runtime was destroyed"));
    });
    return;
  }
  if (absl::Status status = self->Prepare(); !status.ok()) return self->EndUnsent(status);
  self->on_stop_.emplace(self->call_.options.stop, [weak = self->weak_from_this()] {
    if (const auto call = weak.lock()) call->Cancel();
  });
  self->Proceed();
}

PendingCall::PendingCall(std::shared_ptr<Core> core, Call call, Done done)
    : core_(std::move(core)), call_(std::move(call)), done_(std::move(done)) {
  const absl::Duration timeout = call_.options.timeout.value_or(core_->options().default_timeout);
  deadline_ = DeadlineAfter(timeout);
  gives_up_ = After(core_->timers().Now(), timeout);
}

absl::Status PendingCall::Prepare() {
  for (const std::string_view name : std::initializer_list<std::string_view>{call_.module, call_.member, Pool()}) {
    if (!IsUtf8(name)) return BadArgument("the name of a module, member or pool is not UTF-8");
  }
  if (call_.operation == Call::Operation::kImport) {
    import_.set_specifier(call_.module);
    import_.set_pool(Pool());
    import_.set_nonce(core_->NewNonce());
    return absl::OkStatus();
  }
  if (absl::Status status = AddArguments(); !status.ok()) return status;
  if (absl::Status status = CheckUsable(references_, *core_); !status.ok()) return status;
  FillInvoke();
  // Calls with references run where those live, and a pool that is only a default must not get in the way.
  if (!call_.options.pool.empty() || references_.empty()) invoke_.set_pool(Pool());
  if (MayGrant()) invoke_.set_nonce(core_->NewNonce());
  return absl::OkStatus();
}

absl::Status PendingCall::AddArguments() {
  ReferenceTable table;
  for (size_t i = 0; i < call_.arguments.size(); ++i) {
    if (absl::Status status = call_.arguments[i].status(); !status.ok()) {
      return BadArgumentAt(i, status);
    }
    *invoke_.add_arguments() = ToMessage(call_.arguments[i], table);
  }
  call_.arguments.clear();
  references_ = std::move(table).Take();
  for (const auto& reference : references_) invoke_.add_references()->set_token(reference->token());
  if (call_.reference != nullptr) references_.push_back(call_.reference);
  return absl::OkStatus();
}

void PendingCall::FillInvoke() {
  if (call_.reference != nullptr) {
    invoke_.mutable_reference()->set_token(call_.reference->token());
  } else if (!call_.module.empty()) {
    invoke_.set_module(call_.module);
  }
  invoke_.set_member(call_.member);
  invoke_.set_operation(OperationOf(call_.operation));
  if (call_.discard_result) {
    invoke_.set_result(v1::RESULT_MODE_VOID);
  } else if (call_.ask == Ask::kReference) {
    invoke_.set_result(v1::RESULT_MODE_REFERENCE);
  } else {
    invoke_.set_result(v1::RESULT_MODE_VALUE);
    invoke_.set_encoding(EncodingOf(call_));
  }
}

bool PendingCall::MayGrant() const {
  return call_.operation == Call::Operation::kImport ||
         (!call_.discard_result && (call_.ask == Ask::kReference || call_.ask == Ask::kAnything));
}

// A result that is a reference goes into our lease. A copy that may hold references asks for none: most hold
// none, and a lease would tie the call to one worker; if it does hold some, the broker grants a lease for them.
bool PendingCall::WantsLease() const {
  if (call_.reference != nullptr) return false;  // The target's own lease takes what is granted.
  return call_.operation == Call::Operation::kImport || (!call_.discard_result && call_.ask == Ask::kReference);
}

std::shared_ptr<Lease> PendingCall::LeaseOfReferences() const {
  if (call_.reference != nullptr) return call_.reference->lease();
  for (const auto& reference : references_) {
    if (reference->lease() != nullptr) return reference->lease();
  }
  return nullptr;
}

const std::string& PendingCall::Pool() const {
  return call_.options.pool.empty() ? core_->options().pool : call_.options.pool;
}

void PendingCall::Proceed() {
  if (!WantsLease()) return Send(nullptr);
  // What the arguments refer to lives on one worker; the result has to be granted there too.
  if (std::shared_ptr<Lease> lease = LeaseOfReferences()) return Send(std::move(lease));
  if (std::shared_ptr<Lease> lease = core_->leases().Current(Pool())) return Send(std::move(lease));
  bool cancelled = false;
  {
    absl::MutexLock lock(&mutex_);
    if (phase_ == Phase::kAnswered) return;
    cancelled = cancelled_;
    if (!cancelled) {
      phase_ = Phase::kWaiting;
      ArmDeadline();
    }
  }
  if (cancelled) return EndUnsent(CancelledUnsent());
  core_->leases().Acquire(Pool(), [self = shared_from_this()](absl::StatusOr<std::shared_ptr<Lease>> lease) {
    if (!lease.ok()) return self->EndUnsent(lease.status());
    self->Send(*std::move(lease));
  });
}

void PendingCall::ArmDeadline() {
  if (gives_up_ == Instant::max()) return;
  const absl::Duration left = absl::FromChrono(gives_up_ - core_->timers().Now());
  deadline_timer_ = core_->timers().RunAfter(std::max(left, absl::ZeroDuration()), [weak = weak_from_this()] {
    if (const auto self = weak.lock()) {
      self->EndUnsent(absl::DeadlineExceededError("no lease was granted before the deadline; nothing was sent"));
    }
  });
}

void PendingCall::Send(std::shared_ptr<Lease> lease) {
  auto owned = std::make_unique<Attempt>(std::move(lease));
  Attempt* const attempt = owned.get();
  attempt->context.set_deadline(deadline_);
  bool cancelled = false;
  {
    absl::MutexLock lock(&mutex_);
    if (phase_ == Phase::kAnswered) return;
    cancelled = cancelled_;
    if (!cancelled) {
      phase_ = Phase::kSent;
      attempts_.push_back(std::move(owned));
    }
    if (deadline_timer_ != 0) core_->timers().Cancel(std::exchange(deadline_timer_, 0));
  }
  if (cancelled) return EndUnsent(CancelledUnsent());
  attempt->sent = core_->timers().Now();
  const auto on_reply = [self = shared_from_this(), attempt](const grpc::Status& status) {
    self->OnReply(*attempt, FromGrpc(status));
  };
  const std::string lease_id = attempt->named == nullptr ? "" : attempt->named->id();
  if (call_.operation == Call::Operation::kImport) {
    import_.set_lease(lease_id);
    core_->stub().Import(&attempt->context, &import_, &attempt->imported, on_reply);
  } else {
    invoke_.set_lease(lease_id);
    if (call_.await_promise) {
      core_->stub().InvokeAsync(&attempt->context, &invoke_, &attempt->invoked, on_reply);
    } else {
      core_->stub().Invoke(&attempt->context, &invoke_, &attempt->invoked, on_reply);
    }
  }
}

void PendingCall::OnReply(Attempt& attempt, const absl::Status& status) {
  if (!status.ok()) return OnFailure(attempt, status);
  Reply reply;
  if (call_.operation == Call::Operation::kImport) {
    v1::ImportResponse& response = attempt.imported;
    if (response.has_lease()) reply.lease = &response.lease();
    if (response.has_exception()) reply.exception = &response.exception();
    if (response.has_reference()) reply.reference = response.mutable_reference();
    reply.module = &response;
  } else {
    v1::InvokeResponse& response = attempt.invoked;
    if (response.has_lease()) reply.lease = &response.lease();
    if (response.has_exception()) reply.exception = &response.exception();
    if (response.has_reference()) reply.reference = response.mutable_reference();
    if (response.has_value()) reply.value = response.mutable_value();
    reply.references = response.mutable_references();
  }
  Finish(ReadReply(attempt, reply));
}

void PendingCall::OnFailure(const Attempt& attempt, absl::Status status) {
  const std::string& nonce = call_.operation == Call::Operation::kImport ? import_.nonce() : invoke_.nonce();
  if (!IsAnswered(status) && !nonce.empty()) core_->disposer().AddNonce(nonce);
  if (IsLeaseLost(status)) {
    for (const auto& reference : references_) {
      // It may be the fault of a reference that someone else disposed; asking makes sure.
      if (reference->lease() != nullptr) reference->lease()->Probe();
    }
    if (attempt.named != nullptr && references_.empty()) {
      const bool replaceable = core_->leases().Retire(attempt.named);
      // Nothing ran, and the caller knows nothing of our lease: begin anew, once, with another.
      bool again = false;
      {
        absl::MutexLock lock(&mutex_);
        again = replaceable && !begun_anew_ && !cancelled_ && GetErrorInfo(status).executed == Executed::kNo;
        if (again) {
          begun_anew_ = true;
          phase_ = Phase::kIdle;
        }
      }
      if (again) return Proceed();
    }
  }
  Finish(std::move(status));
}

absl::StatusOr<Answer> PendingCall::ReadReply(const Attempt& attempt, Reply reply) {
  // Whose lease the reply tells of, and where its references belong: the one that the request named, or a new
  // one, which alone has an id then; else the target's.
  std::shared_ptr<Lease> lease = attempt.named;
  if (lease == nullptr && reply.lease != nullptr && !reply.lease->id().empty()) {
    lease = core_->leases().Adopt(reply.lease->id());
  }
  if (lease == nullptr) lease = LeaseOfReferences();
  if (reply.lease != nullptr && lease != nullptr) lease->Touch(attempt.sent, TermsFrom(*reply.lease));
  TouchLeases(attempt, lease);

  const auto hold = [&](v1::Reference& reference) {
    return std::make_shared<ReferenceState>(core_, std::move(reference), lease, Ownership::kOwned);
  };
  References references;
  if (reply.references != nullptr) {
    for (v1::Reference& reference : *reply.references) references.push_back(hold(reference));
  }
  if (reply.exception != nullptr) return FromException(*reply.exception);
  Answer answer;
  if (reply.reference != nullptr) {
    v1::Value value;
    value.set_reference(0);
    answer.value = MakeValue(std::move(value), {hold(*reply.reference)});
  } else if (reply.value != nullptr) {
    if (absl::Status status = CheckValue(*reply.value, references.size()); !status.ok()) {
      return MakeStatus(status.code(), "MALFORMED_RESULT", Executed::kYes, std::string(status.message()));
    }
    answer.value = MakeValue(std::move(*reply.value), std::move(references));
  }
  if (reply.module != nullptr) {
    for (const v1::Export& item : reply.module->exports()) answer.exports.push_back(ExportFrom(item));
    answer.version = reply.module->version();
  }
  return answer;
}

void PendingCall::TouchLeases(const Attempt& attempt, const std::shared_ptr<Lease>& told) const {
  for (const auto& reference : references_) {
    if (reference->lease() != nullptr && reference->lease() != told) reference->lease()->TouchUsed(attempt.sent);
  }
}

void PendingCall::Cancel() {
  Attempt* attempt = nullptr;
  Phase phase = Phase::kIdle;
  {
    absl::MutexLock lock(&mutex_);
    cancelled_ = true;
    phase = phase_;
    if (phase == Phase::kSent) attempt = attempts_.back().get();
  }
  if (attempt != nullptr) attempt->context.TryCancel();
  if (phase == Phase::kWaiting) EndUnsent(CancelledUnsent());
}

void PendingCall::EndUnsent(const absl::Status& status) {
  {
    absl::MutexLock lock(&mutex_);
    if (phase_ == Phase::kAnswered || phase_ == Phase::kSent) return;
    phase_ = Phase::kAnswered;
  }
  // Elsewhere: this may be inside the verb, or inside the caller's own stop_callback.
  core_->timers().RunAfter(absl::ZeroDuration(),
                           [self = shared_from_this(), status] { self->Finish(BeforeSending(status)); });
}

void PendingCall::Finish(absl::StatusOr<Answer> answer) {
  on_stop_.reset();
  {
    absl::MutexLock lock(&mutex_);
    phase_ = Phase::kAnswered;
    if (deadline_timer_ != 0) core_->timers().Cancel(std::exchange(deadline_timer_, 0));
  }
  const InCallback mark;
  std::move(done_)(std::move(answer));
  done_ = nullptr;
  references_.clear();
  call_.reference = nullptr;
}

}  // namespace jsinterop::inline client::internal
