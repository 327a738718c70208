#include "lease_book.h"

#include <utility>

#include "absl/container/flat_hash_set.h"
#include "status.h"

namespace jsinterop::inline client::internal {
namespace {

// Fewer leases than this are never worth sweeping.
constexpr size_t kMinSweep = 16;

std::string PoolName(std::string_view pool) { return pool.empty() ? "default" : std::string(pool); }

}  // namespace

LeaseBook::LeaseBook(std::weak_ptr<LeaseRpcs> rpcs, const System& system, const Given& given)
    : rpcs_(std::move(rpcs)), system_(system) {
  if (given.lease.empty()) return;
  absl::MutexLock lock(&mutex_);
  given_ = MakeLease(given.lease, Lease::Room::kForMore);
  pools_[PoolName(given.pool)].lease = given_;
}

std::shared_ptr<Lease> LeaseBook::Current(std::string_view pool) {
  absl::MutexLock lock(&mutex_);
  const auto it = pools_.find(PoolName(pool));
  return it == pools_.end() ? nullptr : Usable(it->second);
}

std::shared_ptr<Lease> LeaseBook::Usable(const Pool& pool) const {
  return pool.lease != nullptr && (pool.lease == given_ || pool.lease->IsUsable()) ? pool.lease : nullptr;
}

void LeaseBook::Acquire(std::string_view pool, LeaseDone done) {
  const std::string name = PoolName(pool);
  std::shared_ptr<Lease> lease;
  {
    // Under one lock: a grant that arrived in between would be missed, and a second one asked for.
    absl::MutexLock lock(&mutex_);
    Pool& current = pools_[name];
    lease = Usable(current);
    if (lease == nullptr) {
      current.waiting.push_back(std::move(done));
      if (current.waiting.size() > 1) return;
    }
  }
  if (lease != nullptr) return std::move(done)(std::move(lease));
  const auto rpcs = rpcs_.lock();
  if (rpcs == nullptr) return OnGranted(name, system_.timers->Now(), NotUsable("the Runtime was destroyed"));
  rpcs->GrantLease([self = shared_from_this(), name, sent = system_.timers->Now()](absl::StatusOr<Terms> terms) {
    self->OnGranted(name, sent, std::move(terms));
  });
}

void LeaseBook::OnGranted(const std::string& pool, Instant sent, absl::StatusOr<Terms> terms) {
  std::vector<LeaseDone> waiting;
  std::shared_ptr<Lease> lease;
  std::shared_ptr<Lease> old;
  {
    absl::MutexLock lock(&mutex_);
    Pool& current = pools_[pool];
    waiting.swap(current.waiting);
    if (terms.ok() && !closed_) {
      lease = MakeLease(terms->id, Lease::Room::kForMore);
      old = std::exchange(current.lease, lease);
    }
  }
  if (old != nullptr) old->Retire();
  if (lease != nullptr) lease->Touch(sent, *terms);
  for (LeaseDone& done : waiting) {
    if (lease != nullptr) {
      std::move(done)(lease);
    } else {
      std::move(done)(terms.ok() ? NotUsable("the Runtime was destroyed") : terms.status());
    }
  }
}

std::shared_ptr<Lease> LeaseBook::Adopt(const std::string& id) {
  absl::MutexLock lock(&mutex_);
  return MakeLease(id, Lease::Room::kFull);
}

std::shared_ptr<Lease> LeaseBook::Find(const std::string& id) {
  absl::MutexLock lock(&mutex_);
  const auto it = leases_.find(id);
  return it == leases_.end() ? nullptr : it->second.lock();
}

bool LeaseBook::Retire(const std::shared_ptr<Lease>& lease) {
  if (lease == given_) return false;
  {
    absl::MutexLock lock(&mutex_);
    for (auto& [name, pool] : pools_) {
      if (pool.lease == lease) pool.lease = nullptr;
    }
  }
  lease->Retire();
  return true;
}

void LeaseBook::KeepCurrent() {
  absl::MutexLock lock(&mutex_);
  keep_current_ = true;
}

bool LeaseBook::KeepsAny() {
  absl::MutexLock lock(&mutex_);
  return keep_current_ || given_ != nullptr;
}

std::vector<std::string> LeaseBook::Close() {
  absl::MutexLock lock(&mutex_);
  closed_ = true;
  absl::flat_hash_set<std::shared_ptr<Lease>> kept = {given_};
  if (keep_current_) {
    for (const auto& [name, pool] : pools_) kept.insert(pool.lease);
  }
  std::vector<std::string> ids;
  for (const auto& [id, weak] : leases_) {
    const std::shared_ptr<Lease> lease = weak.lock();
    if (lease == nullptr) continue;
    lease->Stop();
    if (!kept.contains(lease)) ids.push_back(id);
  }
  return ids;
}

std::shared_ptr<Lease> LeaseBook::MakeLease(const std::string& id, Lease::Room room) {
  if (leases_.size() >= sweep_at_) {
    absl::erase_if(leases_, [](const auto& entry) { return entry.second.expired(); });
    sweep_at_ = 2 * leases_.size() + kMinSweep;
  }
  auto lease = std::make_shared<Lease>(id, room, rpcs_, system_);
  leases_[id] = lease;
  return lease;
}

}  // namespace jsinterop::inline client::internal
