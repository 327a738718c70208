#include "lease/shard.h"

#include <algorithm>
#include <utility>

namespace jsinterop::lease {

Shard::Inserted Shard::Insert(std::unique_ptr<Lease>& lease) {
  absl::MutexLock lock(&mutex_);
  Lease& added = *lease;
  if (leases_.contains(added.key) || tombstones_.Find(added.key)) return Inserted::kKeyTaken;
  if (added.worker != 0 && !Assign(added, added.worker)) return Inserted::kWorkerLost;
  leases_.emplace(added.key, std::move(lease));
  common_.nonces.Add(added.nonce, {added.key, 0, 1});
  RestartTerm(added);
  return Inserted::kYes;
}

OrReason<Shard::Pinned> Shard::PinLease(const Token& token) {
  absl::MutexLock lock(&mutex_);
  const OrReason<Lease*> lease = ResolveLease(token);
  if (const Reason* reason = std::get_if<Reason>(&lease)) return *reason;
  Lease& live = *std::get<Lease*>(lease);
  ++live.uses;
  return Pinned{live.worker, {}};
}

OrReason<Shard::Pinned> Shard::PinReference(const Token& token) {
  absl::MutexLock lock(&mutex_);
  Lease* const lease = FindLive(token.lease);
  if (lease == nullptr) return WhyGone(token.lease, Reason::kUnknownReference);
  const auto reference = lease->references.find(token.ordinal);
  if (reference == lease->references.end()) {
    if (token.ordinal >= lease->next_ordinal) return Reason::kUnknownReference;
    return token.ordinal < lease->lost_below ? Reason::kWorkerLost : Reason::kDisposed;
  }
  if (!SameSecret(reference->secret, token.secret)) return Reason::kUnknownReference;
  Pin& pin = lease->pins[token.ordinal];
  ++pin.calls;
  pin.object = reference->object();
  ++lease->uses;
  return Pinned{lease->worker, pin.object};
}

std::optional<Shard::Released> Shard::Unpin(uint64_t key, uint32_t ordinal, Term term) {
  absl::MutexLock lock(&mutex_);
  const auto found = leases_.find(key);  // It is there: a lease stays until the last of its uses.
  Lease& lease = *found->second;
  std::optional<Released> released;
  // Without a pin, the reference was lost with its worker while the call was in flight.
  if (const auto pin = lease.pins.find(ordinal); pin != lease.pins.end() && --pin->second.calls == 0) {
    if (pin->second.disposed) {
      released = Released{lease.worker, pin->second.object};
      common_.references.GiveBack(1);
    }
    lease.pins.erase(pin);
  }
  --lease.uses;
  if (lease.ended) {
    if (lease.uses == 0) leases_.erase(found);
  } else if (term == Term::kRestart) {
    RestartTerm(lease);
  } else if (lease.uses == 0) {
    queue_.Schedule(lease);
  }
  return released;
}

WorkerKey Shard::Bind(uint64_t key, WorkerKey worker) {
  absl::MutexLock lock(&mutex_);
  Lease* const lease = FindLive(key);
  if (lease == nullptr) return worker;
  if (lease->worker == 0 && !Assign(*lease, worker)) return worker;
  return lease->worker;
}

OrReason<Shard::Standing> Shard::Renew(const Token& token, std::optional<Duration> term) {
  absl::MutexLock lock(&mutex_);
  const OrReason<Lease*> lease = ResolveLease(token);
  if (const Reason* reason = std::get_if<Reason>(&lease)) return *reason;
  Lease& live = *std::get<Lease*>(lease);
  if (term) live.term = *term;
  return RestartTerm(live);
}

std::optional<Shard::Standing> Shard::Restart(uint64_t key) {
  absl::MutexLock lock(&mutex_);
  Lease* const lease = FindLive(key);
  if (lease == nullptr) return std::nullopt;
  return RestartTerm(*lease);
}

OrReason<Shard::Standing> Shard::Register(uint64_t key, WorkerKey worker, absl::Span<Reference> grants,
                                          uint64_t max_references) {
  absl::MutexLock lock(&mutex_);
  Lease* const lease = FindLive(key);
  if (lease == nullptr) return WhyGone(key, Reason::kUnknownLease);
  if (common_.lost.Contains(worker)) return Reason::kWorkerLost;
  if (lease->worker != 0 && lease->worker != worker) return Reason::kWrongWorker;
  const uint64_t held = lease->references.size();
  if (grants.size() > max_references || held > max_references - grants.size()) return Reason::kReferenceQuota;
  // Ordinals are never used twice: whoever has used them all up needs another lease.
  if (grants.size() > Lease::kMaxOrdinal - lease->next_ordinal) return Reason::kReferenceQuota;
  // The worker may be lost between the question above and here.
  if (lease->worker == 0 && !Assign(*lease, worker)) return Reason::kWorkerLost;

  const uint32_t first = lease->next_ordinal;
  for (Reference& grant : grants) {
    grant.ordinal = lease->next_ordinal++;
    lease->references.insert(lease->references.end(), grant);
  }
  common_.nonces.Add(grants.front().nonce, {key, first, static_cast<uint32_t>(grants.size())});
  Standing standing = RestartTerm(*lease);
  standing.first_ordinal = first;
  return standing;
}

size_t Shard::tombstones() const {
  absl::MutexLock lock(&mutex_);
  return tombstones_.size();
}

Lease* Shard::FindLive(uint64_t key) {
  const auto found = leases_.find(key);
  if (found == leases_.end() || found->second->ended) return nullptr;
  Lease& lease = *found->second;
  if (lease.worker != 0) {
    const uint64_t losses = common_.lost.count();
    if (lease.losses_seen != losses && common_.lost.Contains(lease.worker)) Lose(lease);
    lease.losses_seen = losses;
  }
  return &lease;
}

Reason Shard::WhyGone(uint64_t key, Reason unknown) const {
  const auto found = leases_.find(key);
  if (found != leases_.end()) return *found->second->ended;
  return tombstones_.Find(key).value_or(unknown);
}

OrReason<Lease*> Shard::ResolveLease(const Token& token) {
  Lease* const lease = FindLive(token.lease);
  if (lease == nullptr) return WhyGone(token.lease, Reason::kUnknownLease);
  if (!SameSecret(lease->secret, token.secret)) return Reason::kUnknownLease;
  return lease;
}

bool Shard::Assign(Lease& lease, WorkerKey worker) {
  // The count is read first: a loss in between is asked for once more, never missed.
  const uint64_t losses = common_.lost.count();
  if (common_.lost.Contains(worker)) return false;
  lease.worker = worker;
  lease.losses_seen = losses;
  by_worker_[worker].insert(lease.key);
  return true;
}

void Shard::Unassign(Lease& lease) {
  if (const auto leases = by_worker_.find(lease.worker); leases != by_worker_.end()) leases->second.erase(lease.key);
}

void Shard::Lose(Lease& lease) {
  Unassign(lease);
  if (!lease.references.empty()) {
    remains_.push_back({lease.key, lease.worker, std::exchange(lease.references, {})});
  }
  // What was disposed while in use is not among the references any more. Nobody will release it now.
  for (const auto& [ordinal, pin] : lease.pins) common_.references.GiveBack(pin.disposed ? 1 : 0);
  lease.pins.clear();
  lease.lost_below = lease.next_ordinal;
  lease.worker = 0;
}

Shard::Standing Shard::RestartTerm(Lease& lease) {
  lease.expires_at = common_.clock.Now() + lease.term;
  // A lease in use is not reaped. The end of its last use schedules it.
  if (lease.uses == 0) queue_.Schedule(lease);
  return {lease.secret, lease.term, lease.references.size(), 0};
}

}  // namespace jsinterop::lease
