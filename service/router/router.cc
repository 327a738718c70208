#include "router/router.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/error.h"
#include "base/utf8.h"
#include "wire/frame_builder.h"

namespace jsinterop::router {
namespace {

constexpr absl::string_view kDefaultPool = "default";

absl::string_view PoolName(absl::string_view pool) { return pool.empty() ? kDefaultPool : pool; }

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

// How long somebody will still wait, for the worker: at least 1, since 0 means without bound.
uint64_t RemainingMicros(Instant until, Instant now) {
  if (until == Instant::max()) return 0;
  const auto micros = std::chrono::duration_cast<std::chrono::microseconds>(until - now).count();
  return static_cast<uint64_t>(std::max<int64_t>(micros, 1));
}

absl::Status NoWorker(absl::string_view pool) {
  return MakeError(ErrorInfo{Reason::kNoWorker, Executed::kNo, "", std::string(pool)},
                   absl::StrCat("No worker of pool '", Excerpt(pool), "' is attached; try again when one is."));
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
    pending.deadline = std::min(spec.deadline, pending.begun + options_.max_call_time);
    absl::MutexLock lock(&mutex_);
    status = Assign(id, pending, spec, deeds);
  }
  if (!status.ok()) deeds.answers.push_back(Refusal(id, std::move(pending), std::move(status)));
  Do(std::move(deeds));
  return id;
}

absl::Status Router::Assign(CallId id, Pending& pending, const CallSpec& spec, Deeds& deeds) {
  if (draining_) return MakeError(Reason::kDraining, "The broker is stopping; call another one, or try again.");
  if (!spec.nonce.empty()) {
    if (!nonces_.try_emplace(std::string(spec.nonce), false).second) {
      return InvalidField("nonce", "is that of a call in flight; draw new random bytes for each call");
    }
    pending.nonce = std::string(spec.nonce);
  }
  if (pending.use.worker() != 0) {
    const auto slot = slots_.find(pending.use.worker());
    if (slot == slots_.end()) {
      return MakeError(Reason::kWorkerLost, "The worker that held the object is gone; import and construct anew.");
    }
    return AssignTo(id, pending, *slot->second, deeds);
  }

  const auto pool = pools_.find(PoolName(spec.pool));
  if (pool == pools_.end()) return NoWorker(PoolName(spec.pool));
  return AssignToPool(id, pending, *pool->second, deeds);
}

absl::Status Router::AssignToPool(CallId id, Pending& pending, Pool& pool, Deeds& deeds) {
  if (pool.slots.empty()) return NoWorker(pool.name);
  Slot* slot = LeastLoaded(pool);
  if (slot->delivered >= slot->info.window) return Enqueue(id, pending, pool.queue);
  return BindAndAssign(id, pending, *slot, deeds);
}

// `slot` is free to take the call, but the call's lease may belong to another worker since a moment ago.
absl::Status Router::BindAndAssign(CallId id, Pending& pending, Slot& slot, Deeds& deeds) {
  if (!pending.use.uses_leases() || slots_.contains(pending.use.worker())) return AssignTo(id, pending, slot, deeds);
  const auto bound = slots_.find(leases_.Bind(pending.use, slot.key));
  if (bound == slots_.end()) return NoWorker(slot.pool->name);
  return AssignTo(id, pending, *bound->second, deeds);
}

absl::Status Router::AssignTo(CallId id, Pending& pending, Slot& slot, Deeds& deeds) {
  if (slot.delivered >= slot.info.window) return Enqueue(id, pending, slot.queue);
  return Deliver(id, pending, slot, deeds);
}

Router::Slot* Router::LeastLoaded(Pool& pool) {
  const size_t count = pool.slots.size();
  Slot* best = pool.slots[pool.next % count];
  for (size_t i = 1; i < count; ++i) {
    Slot* slot = pool.slots[(pool.next + i) % count];
    if (slot->delivered < best->delivered) best = slot;
  }
  ++pool.next;
  return best;
}

absl::Status Router::Enqueue(CallId id, Pending& pending, FairQueue& queue) {
  if (waiting_ >= options_.max_queue) {
    return MakeError(Reason::kQueueFull,
                     absl::StrCat(options_.max_queue, " calls wait already; nothing ran, try again after a pause."));
  }
  ++waiting_;
  pending.queue = &queue;
  pending.place = queue.Push(pending.caller->connection(), pending.use.result_lease(), id);
  calls_.emplace(id, std::move(pending));
  return absl::OkStatus();
}

absl::Status Router::Deliver(CallId id, Pending& pending, Slot& slot, Deeds& deeds) {
  const uint64_t limit = slot.info.max_message_bytes;
  if (pending.body.size() + wire::FrameBuilder::kCallOverhead > limit) {
    return MakeError(Reason::kRequestTooLarge,
                     absl::StrCat("The call is ", pending.body.size(), " bytes; its worker takes ", limit, "."));
  }
  slot.worker->AddCall(id, RemainingMicros(pending.deadline, clock_.Now()), std::move(pending.body));
  pending.slot = &slot;
  ++slot.delivered;
  calls_.emplace(id, std::move(pending));
  if (deeds.flush.empty() || deeds.flush.back() != slot.worker) deeds.flush.push_back(slot.worker);
  return absl::OkStatus();
}

void Router::FillPlaces(Slot& slot, Deeds& deeds) {
  while (slot.delivered < slot.info.window) {
    FairQueue& first = slot.pool_turn ? slot.pool->queue : slot.queue;
    FairQueue& second = slot.pool_turn ? slot.queue : slot.pool->queue;
    slot.pool_turn = !slot.pool_turn;
    if (!first.empty()) {
      Resume(first.Pop(), slot, deeds);
    } else if (!second.empty()) {
      Resume(second.Pop(), slot, deeds);
    } else {
      return;
    }
  }
}

// `id` was taken from a queue that `slot` serves.
void Router::Resume(CallId id, Slot& slot, Deeds& deeds) {
  Pending pending = TakeFromQueue(id);
  if (absl::Status status = BindAndAssign(id, pending, slot, deeds); !status.ok()) {
    deeds.answers.push_back(Refusal(id, std::move(pending), std::move(status)));
  }
}

void Router::Cancel(CallId id) {
  Deeds deeds;
  {
    absl::MutexLock lock(&mutex_);
    const auto found = calls_.find(id);
    if (found == calls_.end() || found->second.caller == nullptr) return;
    const bool ran = found->second.queue == nullptr;
    GiveUp(id, found->second,
           MakeError(ErrorInfo{Reason::kCallCancelled, ran ? Executed::kUnknown : Executed::kNo, "", ""},
                     "The caller gave up."),
           deeds);
  }
  Do(std::move(deeds));
}

// The caller is answered before the worker has answered. A call that still waits is gone with that.
void Router::GiveUp(CallId id, Pending& pending, absl::Status status, Deeds& deeds) {
  if (pending.queue != nullptr) {
    Fail(id, std::move(status), deeds);
    return;
  }
  pending.slot->worker->AddCancel(id);
  pending.slot->worker->AddRelease(id, {});
  deeds.flush.push_back(pending.slot->worker);
  pending.abandon_at = clock_.Now() + options_.abandon_after;
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
  Pending& pending = found->second;
  Answer answer;
  answer.caller = pending.caller;
  answer.use = std::move(pending.use);
  answer.nonce = std::move(pending.nonce);
  answer.result = std::move(result);
  answer.id = found->first;
  answer.worker = slot.worker;
  answer.worker_key = slot.key;
  calls_.erase(found);
  --slot.delivered;
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

    std::vector<CallId> delivered;
    for (const auto& [id, pending] : calls_) {
      if (pending.slot == slot.get()) delivered.push_back(id);
    }
    lost = delivered.size();
    for (const CallId id : delivered) {
      Fail(id, MakeError(Reason::kWorkerDied, "The worker went away while it had the call."), deeds);
    }
    while (!slot->queue.empty()) Reroute(slot->queue.Pop(), *slot->pool, deeds);
    // Nobody is left who could take what waits for any worker of the pool.
    while (slot->pool->slots.empty() && !slot->pool->queue.empty()) {
      Reroute(slot->pool->queue.Pop(), *slot->pool, deeds);
    }
  }
  observer_.OnWorkerLost(info, why, lost);
  Do(std::move(deeds));
  observer_.OnAvailability();
}

// `id` was taken from the queue of a worker that is lost. It never began, so it may run elsewhere, unless it needs
// an object that is lost too.
void Router::Reroute(CallId id, Pool& pool, Deeds& deeds) {
  Pending pending = TakeFromQueue(id);
  absl::Status status;
  if (pending.use.target() || !pending.use.references().empty()) {
    status = MakeError(ErrorInfo{Reason::kWorkerLost, Executed::kNo, "", ""},
                       "The worker that held the object went away before the call began.");
  } else {
    status = AssignToPool(id, pending, pool, deeds);
  }
  if (!status.ok()) deeds.answers.push_back(Refusal(id, std::move(pending), std::move(status)));
}

// The call of an id that was popped from its queue.
Router::Pending Router::TakeFromQueue(CallId id) {
  const auto found = calls_.find(id);
  Pending pending = std::move(found->second);
  calls_.erase(found);
  pending.queue = nullptr;
  --waiting_;
  return pending;
}

void Router::Tick() {
  const Instant now = clock_.Now();
  Deeds deeds;
  {
    absl::MutexLock lock(&mutex_);
    std::vector<CallId> late;
    for (const auto& [id, pending] : calls_) {
      if (pending.abandon_at <= now || (pending.caller != nullptr && pending.begun + options_.max_call_time <= now)) {
        late.push_back(id);
      }
    }
    for (const CallId id : late) {
      Pending& pending = calls_.find(id)->second;
      if (pending.caller != nullptr) {
        const bool ran = pending.queue == nullptr;
        GiveUp(id, pending,
               MakeError(ErrorInfo{Reason::kCallTimeExceeded, ran ? Executed::kUnknown : Executed::kNo, "", ""},
                         "The call took longer than the broker lets any call take (--max-call-time)."),
               deeds);
      } else {
        Slot& slot = *pending.slot;
        Fail(id, absl::OkStatus(), deeds);
        FillPlaces(slot, deeds);
      }
    }
  }
  Do(std::move(deeds));
}

// Removes a call, from wherever it is, and answers its caller if it still has one.
void Router::Fail(CallId id, absl::Status status, Deeds& deeds) {
  const auto found = calls_.find(id);
  Pending pending = std::move(found->second);
  calls_.erase(found);
  if (pending.queue != nullptr) {
    pending.queue->Remove(pending.place);
    --waiting_;
  }
  if (pending.slot != nullptr) --pending.slot->delivered;
  deeds.answers.push_back(Refusal(id, std::move(pending), std::move(status)));
}

Router::Answer Router::Refusal(CallId id, Pending pending, absl::Status status) {
  Answer answer;
  answer.caller = pending.caller;
  answer.use = std::move(pending.use);
  answer.nonce = std::move(pending.nonce);
  answer.status = std::move(status);
  answer.id = id;
  return answer;
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
    std::vector<CallId> ids;
    for (const auto& call : calls_) ids.push_back(call.first);
    for (const CallId id : ids) {
      const bool ran = calls_.find(id)->second.queue == nullptr;
      Fail(id,
           MakeError(ErrorInfo{Reason::kBrokerStopped, ran ? Executed::kUnknown : Executed::kNo, "", ""},
                     "The broker stopped before the call was answered."),
           deeds);
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
