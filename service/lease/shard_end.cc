// How references and leases end: by Dispose, by the reaper, or with their worker.

#include <algorithm>
#include <utility>

#include "lease/shard.h"

namespace jsinterop::lease {

bool Shard::DisposeReference(uint64_t key, uint32_t ordinal, const Secret* secret, Releases& releases) {
  std::optional<Released> released;
  {
    absl::MutexLock lock(&mutex_);
    Lease* const lease = FindLive(key);
    if (lease == nullptr) return false;
    const auto reference = lease->references.find(ordinal);
    if (reference == lease->references.end()) return false;
    if (secret != nullptr && !SameSecret(reference->secret, *secret)) return false;
    released = Remove(*lease, reference);
  }
  if (released) releases.Add(released->worker, released->object);
  return true;
}

bool Shard::DisposeLease(uint64_t key, const Secret* secret, size_t batch, Releases& releases) {
  Remains remains;
  {
    absl::MutexLock lock(&mutex_);
    Lease* const lease = FindLive(key);
    if (lease == nullptr || (secret != nullptr && !SameSecret(lease->secret, *secret))) return false;
    remains = End(*lease, Reason::kDisposed);
  }
  Bury(remains, batch, releases);
  PutBack(std::move(remains));
  return true;
}

bool Shard::Reap(size_t batch, Releases& releases) {
  std::vector<Remains> dead;
  bool more = false;
  {
    absl::MutexLock lock(&mutex_);
    const bool more_due = EndDue(batch);
    const bool more_lost = SweepLost(batch);
    dead = TakeRemains(batch);
    more = more_due || more_lost || !remains_.empty();
  }
  size_t budget = batch;
  for (Remains& remains : dead) {
    budget -= Bury(remains, budget, releases);
    if (remains.references.empty()) continue;
    more = true;
    PutBack(std::move(remains));
  }
  return more;
}

std::optional<Shard::Released> Shard::Remove(Lease& lease, References::iterator reference) {
  const uint32_t ordinal = reference->ordinal;
  const Released released{lease.worker, reference->object()};
  common_.nonces.Drop(reference->nonce, lease.key, ordinal);
  lease.references.erase(reference);
  if (const auto pin = lease.pins.find(ordinal); pin != lease.pins.end()) {
    pin->second.disposed = true;
    return std::nullopt;
  }
  common_.references.GiveBack(1);
  return released;
}

Remains Shard::End(Lease& lease, Reason reason) {
  // What calls in flight use stays behind for them; there is no more of that than calls can name.
  for (const auto& [ordinal, pin] : lease.pins) {
    if (!pin.disposed) Remove(lease, lease.references.find(ordinal));
  }
  Remains remains{lease.key, lease.worker, std::exchange(lease.references, {})};
  lease.ended = reason;
  queue_.Remove(lease);
  Unassign(lease);
  tombstones_.Add(lease.key, reason);
  common_.nonces.Drop(lease.nonce, lease.key, 0);
  common_.connections.GiveBack(lease.connection);
  common_.leases.GiveBack(1);
  if (lease.uses == 0) leases_.erase(remains.lease);
  return remains;
}

bool Shard::EndDue(size_t batch) {
  const Instant now = common_.clock.Now();
  for (size_t looked_at = 0; looked_at < batch; ++looked_at) {
    const std::optional<uint64_t> key = queue_.Next(now);
    if (!key) return false;
    Lease& lease = *leases_.find(*key)->second;
    if (lease.uses > 0) {
      queue_.Remove(lease);  // The end of its last use schedules it again.
    } else if (lease.due() > now) {
      queue_.Remove(lease);  // It was renewed.
      queue_.Schedule(lease);
    } else {
      common_.expired.fetch_add(1, std::memory_order_relaxed);
      Remains remains = End(lease, Reason::kLeaseExpired);
      if (!remains.references.empty()) remains_.push_back(std::move(remains));
    }
  }
  return queue_.Next(now).has_value();
}

bool Shard::SweepLost(size_t batch) {
  const uint64_t lost = common_.lost.count();
  std::vector<uint64_t> keys;
  for (size_t budget = batch; swept_ < lost && budget > 0;) {
    const auto leases = by_worker_.find(common_.lost.at(swept_));
    if (leases == by_worker_.end() || leases->second.empty()) {
      if (leases != by_worker_.end()) by_worker_.erase(leases);
      ++swept_;
      --budget;
      continue;
    }
    const size_t part = std::min(budget, leases->second.size());
    keys.assign(leases->second.begin(), std::next(leases->second.begin(), static_cast<ptrdiff_t>(part)));
    for (const uint64_t key : keys) FindLive(key);  // Which notices the loss, and takes it out of `leases`.
    budget -= part;
  }
  return swept_ < lost;
}

std::vector<Remains> Shard::TakeRemains(size_t batch) {
  std::vector<Remains> taken;
  for (size_t references = 0; references < batch && !remains_.empty(); remains_.pop_front()) {
    references += remains_.front().references.size();
    taken.push_back(std::move(remains_.front()));
  }
  return taken;
}

size_t Shard::Bury(Remains& remains, size_t limit, Releases& releases) {
  size_t buried = 0;
  auto reference = remains.references.begin();
  for (; buried < limit && reference != remains.references.end(); ++reference, ++buried) {
    releases.Add(remains.worker, reference->object());
    common_.nonces.Drop(reference->nonce, remains.lease, reference->ordinal);
  }
  remains.references.erase(remains.references.begin(), reference);
  common_.references.GiveBack(buried);
  return buried;
}

void Shard::PutBack(Remains remains) {
  if (remains.references.empty()) return;
  absl::MutexLock lock(&mutex_);
  remains_.push_front(std::move(remains));
}

}  // namespace jsinterop::lease
