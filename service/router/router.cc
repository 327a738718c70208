#include "router/router.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/error.h"
#include "base/utf8.h"
#include "wire/frame_builder.h"

namespace jsinterop::router {
namespace {

// The call with its objects filled in, as a worker will read it.
std::string Serialise(wire::Call& call, const lease::CallUse& use) {
  if (call.has_invoke()) {
    wire::InvokeCall& invoke = *call.mutable_invoke();
    if (use.target()) {
      invoke.mutable_object()->set_call_id(use.target()->call_id);
      invoke.mutable_object()->set_index(use.target()->index);
    }
    for (const lease::ObjectId& object : use.references()) {
      wire::ObjectId& out = *invoke.add_references();
      out.set_call_id(object.call_id);
      out.set_index(object.index);
    }
  }
  return call.SerializeAsString();
}

}  // namespace

Router::Router(const Options& options, const Clock& clock, Entropy& entropy, Observer& observer)
    : options_(options), clock_(clock), observer_(observer), leases_(options.leases, clock, entropy, *this) {}

Router::~Router() = default;

CallId Router::Start(CallSpec spec, Caller* caller) {
  const CallId id = next_call_id_.fetch_add(1, std::memory_order_relaxed);
  unanswered_.fetch_add(1, std::memory_order_relaxed);

  Pending pending;
  pending.caller = caller;
  pending.what = spec.call.what_case();
  absl::Status status;
  if (!spec.lease.empty() || spec.target || !spec.references.empty()) {
    auto use = leases_.Use({spec.lease, spec.target, spec.references});
    if (use.ok()) {
      pending.use = *std::move(use);
    } else {
      status = use.status();
    }
  }
  Deeds deeds;
  if (status.ok()) {
    pending.body = Serialise(spec.call, pending.use);
    pending.begun = clock_.Now();
    pending.deadline = pending.begun + std::min(spec.time_left, options_.max_call_time);
    absl::MutexLock lock(&mutex_);
    status = Admit(pending, spec.nonce);
    if (status.ok()) status = Assign(id, pending, PoolName(spec.pool), deeds);
  }
  if (!status.ok()) Refuse(id, std::move(pending), std::move(status), deeds);
  Do(std::move(deeds));
  return id;
}

absl::Status Router::Admit(Pending& pending, absl::string_view nonce) {
  if (draining_) return MakeError(Reason::kDraining, "The broker is stopping; call another one, or try again.");
  if (nonce.empty()) return absl::OkStatus();
  if (!nonces_.try_emplace(std::string(nonce), false).second) {
    return InvalidField("nonce", "is that of a call in flight; draw new random bytes for each call");
  }
  pending.nonce = std::string(nonce);
  return absl::OkStatus();
}

void Router::Cancel(CallId id) {
  Deeds deeds;
  {
    absl::MutexLock lock(&mutex_);
    const auto found = calls_.find(id);
    if (found == calls_.end() || found->second.caller == nullptr) return;
    GiveUp(found, Interruption(Reason::kCallCancelled, found->second, "The caller gave up."), deeds);
  }
  Do(std::move(deeds));
}

// The caller is answered before the worker has answered. A call that still waits is gone with that.
void Router::GiveUp(Calls::iterator call, absl::Status status, Deeds& deeds) {
  const CallId id = call->first;  // A copy: taking the call out ends what `call` names.
  Pending& pending = call->second;
  if (pending.queue != nullptr) {
    Refuse(id, Take(call), std::move(status), deeds);
    return;
  }
  pending.slot->worker->AddCancel(id);
  pending.slot->worker->AddRelease(id, {});
  deeds.flush.push_back(pending.slot->worker);
  pending.abandon_at = clock_.Now() + options_.abandon_after;
  // The place and the pins stay.
  Answer answer;
  answer.caller = std::exchange(pending.caller, nullptr);
  answer.nonce = std::move(pending.nonce);
  answer.status = std::move(status);
  answer.id = id;
  deeds.answers.push_back(std::move(answer));
}

bool Router::DisposeNonce(absl::string_view nonce) {
  bool in_flight = false;
  {
    absl::MutexLock lock(&mutex_);
    const auto found = nonces_.find(nonce);
    if (found != nonces_.end()) in_flight = found->second = true;
  }
  // Also if it is in flight: it may be registered already, and on its way out of `nonces_`.
  return leases_.DisposeNonce(nonce) || in_flight;
}

lease::WorkerKey Router::Attach(const WorkerInfo& info, std::shared_ptr<Worker> worker) {
  const lease::WorkerKey key = next_worker_key_.fetch_add(1, std::memory_order_relaxed);
  observer_.OnWorkerAttached(info);
  Deeds deeds;
  {
    absl::MutexLock lock(&mutex_);
    std::unique_ptr<Pool>& pool = pools_[PoolName(info.pool)];
    if (pool == nullptr) {
      pool = std::make_unique<Pool>();
      pool->name = std::string(PoolName(info.pool));
    }
    // Known before it is given anything: what waits may have to be bound to it.
    std::unique_ptr<Slot>& slot = slots_[key];
    slot = std::make_unique<Slot>();
    slot->key = key;
    slot->info = info;
    slot->worker = std::move(worker);
    slot->pool = pool.get();
    pool->slots.push_back(slot.get());
    FillPlaces(*slot, deeds);
  }
  Do(std::move(deeds));
  observer_.OnAvailability();
  return key;
}

void Router::OnResults(lease::WorkerKey key, google::protobuf::RepeatedPtrField<wire::Result>* results) {
  Deeds deeds;
  std::vector<CallId> unasked;
  WorkerInfo info;
  {
    absl::MutexLock lock(&mutex_);
    const auto found = slots_.find(key);
    if (found == slots_.end()) return;
    Slot& slot = *found->second;
    deeds.answers.reserve(static_cast<size_t>(results->size()));
    for (wire::Result& result : *results) TakeResult(slot, result, deeds, unasked);
    FillPlaces(slot, deeds);
    if (!unasked.empty()) info = slot.info;
  }
  for (const CallId id : unasked) observer_.OnUnaskedResult(info, id);
  Do(std::move(deeds));
}

void Router::TakeResult(Slot& slot, wire::Result& result, Deeds& deeds, std::vector<CallId>& unasked) {
  const auto found = calls_.find(result.call_id());
  if (found == calls_.end() || found->second.slot != &slot) {
    unasked.push_back(result.call_id());
    return;
  }
  Answer answer = ToAnswer(result.call_id(), Take(found));
  answer.result = std::move(result);
  answer.worker = slot.worker;
  answer.worker_key = slot.key;
  deeds.answers.push_back(std::move(answer));
}

void Router::Lose(lease::WorkerKey key, absl::string_view why) {
  // First, so that a token of this worker says WORKER_LOST from now on, and nothing is bound to it any more.
  leases_.OnWorkerLost(key);
  Deeds deeds;
  WorkerInfo info;
  size_t lost = 0;
  {
    absl::MutexLock lock(&mutex_);
    const auto found = slots_.find(key);
    if (found == slots_.end()) return;
    const std::unique_ptr<Slot> slot = std::move(found->second);
    slots_.erase(found);
    info = slot->info;
    std::erase(slot->pool->slots, slot.get());

    const std::vector<CallId> delivered = IdsOf([&](const Pending& pending) { return pending.slot == slot.get(); });
    lost = delivered.size();
    for (const CallId id : delivered) {
      Refuse(id, Take(calls_.find(id)), MakeError(Reason::kWorkerDied, "The worker went away while it had the call."),
             deeds);
    }
    // What waited for this worker never began, so it may run elsewhere, unless it needs an object that is lost too.
    while (!slot->queue.empty()) Reassign(slot->queue, *slot->pool, deeds);
    // Nobody is left who could take what waits for any worker of the pool.
    while (slot->pool->slots.empty() && !slot->pool->queue.empty()) Reassign(slot->pool->queue, *slot->pool, deeds);
  }
  observer_.OnWorkerLost(info, why, lost);
  Do(std::move(deeds));
  observer_.OnAvailability();
}

void Router::Tick() {
  const Instant now = clock_.Now();
  Deeds deeds;
  {
    absl::MutexLock lock(&mutex_);
    const auto is_late = [&](const Pending& pending) {
      return pending.caller != nullptr && pending.begun + options_.max_call_time <= now;
    };
    for (const CallId id : IdsOf(is_late)) {
      const auto call = calls_.find(id);
      GiveUp(call,
             Interruption(Reason::kCallTimeExceeded, call->second,
                          "The call took longer than the broker lets any call take (--max-call-time)."),
             deeds);
    }
    for (const CallId id : IdsOf([&](const Pending& pending) { return pending.abandon_at <= now; })) {
      Pending abandoned = Take(calls_.find(id));
      Slot& slot = *abandoned.slot;
      Refuse(id, std::move(abandoned), absl::OkStatus(), deeds);
      FillPlaces(slot, deeds);
    }
  }
  Do(std::move(deeds));
}

// An answer to whoever still waits, if anybody does, and the end of the call's pins.
void Router::Refuse(CallId id, Pending pending, absl::Status status, Deeds& deeds) {
  Answer answer = ToAnswer(id, std::move(pending));
  answer.status = std::move(status);
  deeds.answers.push_back(std::move(answer));
}

Router::Answer Router::ToAnswer(CallId id, Pending pending) {
  Answer answer;
  answer.caller = pending.caller;
  answer.what = pending.what;
  answer.use = std::move(pending.use);
  answer.nonce = std::move(pending.nonce);
  answer.id = id;
  return answer;
}

// The error of a call that is ended from outside: what a worker has may have run, what waits has not.
absl::Status Router::Interruption(Reason reason, const Pending& pending, absl::string_view message) {
  const Executed executed = pending.queue == nullptr ? Executed::kUnknown : Executed::kNo;
  return MakeError(ErrorInfo{reason, executed, "", ""}, message);
}

std::vector<CallId> Router::IdsOf(absl::FunctionRef<bool(const Pending&)> wanted) const {
  std::vector<CallId> ids;
  for (const auto& [id, pending] : calls_) {
    if (wanted(pending)) ids.push_back(id);
  }
  return ids;
}

bool Router::HasWorker() const {
  absl::MutexLock lock(&mutex_);
  return !slots_.empty() && !draining_;
}

void Router::Drain() {
  {
    absl::MutexLock lock(&mutex_);
    draining_ = true;
  }
  observer_.OnAvailability();
}

bool Router::AwaitIdle(Duration timeout) {
  const auto idle = [this] { return unanswered_.load() == 0; };
  absl::MutexLock lock(&mutex_);
  return mutex_.AwaitWithTimeout(absl::Condition(&idle), absl::FromChrono(timeout));
}

void Router::Stop() {
  Deeds deeds;
  {
    absl::MutexLock lock(&mutex_);
    draining_ = true;
    for (const CallId id : IdsOf([](const Pending&) { return true; })) {
      const auto call = calls_.find(id);
      absl::Status status =
          Interruption(Reason::kBrokerStopped, call->second, "The broker stopped before the call was answered.");
      Refuse(id, Take(call), std::move(status), deeds);
    }
    for (const auto& [key, slot] : slots_) {
      slot->worker->AddGoodbye("The broker stops.");
      deeds.flush.push_back(slot->worker);
    }
  }
  Do(std::move(deeds));
}

Router::Stats Router::stats() const {
  absl::MutexLock lock(&mutex_);
  return {slots_.size(), waiting_, calls_.size() - waiting_};
}

}  // namespace jsinterop::router
