// Finding a place for a call: which worker, now or later.

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/error.h"
#include "base/utf8.h"
#include "router/router.h"
#include "wire/frame_builder.h"

namespace jsinterop::router {
namespace {

// How long somebody will still wait, for the worker: at least 1, since 0 means without bound.
uint64_t RemainingMicros(Instant until, Instant now) {
  const auto micros = std::chrono::duration_cast<std::chrono::microseconds>(until - now).count();
  return static_cast<uint64_t>(std::max<int64_t>(micros, 1));
}

absl::Status NoWorker(absl::string_view pool) {
  return MakeError(ErrorInfo{Reason::kNoWorker, Executed::kNo, "", std::string(pool)},
                   absl::StrCat("No worker of pool '", Excerpt(pool), "' is attached; try again when one is."));
}

bool UsesObjects(const lease::CallUse& use) { return use.target() || !use.references().empty(); }

}  // namespace

absl::Status Router::Assign(CallId id, Pending& pending, absl::string_view pool_name, Deeds& deeds) {
  if (const auto owner = slots_.find(pending.use.worker()); owner != slots_.end()) {
    return AssignTo(id, pending, *owner->second, deeds);
  }
  if (UsesObjects(pending.use)) {
    return MakeError(Reason::kWorkerLost, "The worker that held the object is gone; import and construct anew.");
  }
  const auto pool = pools_.find(pool_name);
  if (pool == pools_.end() || pool->second->slots.empty()) return NoWorker(pool_name);
  Slot& slot = LeastLoaded(*pool->second);
  if (slot.delivered >= slot.info.window) return Enqueue(id, pending, pool->second->queue);
  return BindAndAssign(id, pending, slot, deeds);
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

Router::Slot& Router::LeastLoaded(Pool& pool) {
  const size_t count = pool.slots.size();
  Slot* best = pool.slots[pool.next % count];
  for (size_t i = 1; i < count; ++i) {
    Slot* slot = pool.slots[(pool.next + i) % count];
    if (slot->delivered < best->delivered) best = slot;
  }
  ++pool.next;
  return *best;
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
    FairQueue& queue = first.empty() ? second : first;
    if (queue.empty()) return;
    auto [id, pending] = TakeNext(queue);
    absl::Status status = BindAndAssign(id, pending, slot, deeds);
    if (!status.ok()) Refuse(id, std::move(pending), std::move(status), deeds);
  }
}

void Router::Reassign(FairQueue& queue, const Pool& pool, Deeds& deeds) {
  auto [id, pending] = TakeNext(queue);
  absl::Status status = Assign(id, pending, pool.name, deeds);
  if (!status.ok()) Refuse(id, std::move(pending), std::move(status), deeds);
}

std::pair<CallId, Router::Pending> Router::TakeNext(FairQueue& queue) {
  const auto call = calls_.find(queue.Pop());
  --waiting_;
  call->second.queue = nullptr;
  const CallId id = call->first;
  return {id, Take(call)};
}

Router::Pending Router::Take(Calls::iterator call) {
  Pending pending = std::move(call->second);
  calls_.erase(call);
  if (pending.queue != nullptr) {
    pending.queue->Remove(pending.place);
    --waiting_;
  }
  if (pending.slot != nullptr) --pending.slot->delivered;
  return pending;
}

}  // namespace jsinterop::router
