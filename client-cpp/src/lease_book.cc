#include "lease_book.h"

#include <utility>

#include "status.h"

namespace jsinterop::inline client::internal {
namespace {

// Fewer leases than this are never worth sweeping.
constexpr size_t kMinSweep = 16;

}  // namespace

LeaseBook::LeaseBook(std::weak_ptr<LeaseRpcs> rpcs, const System& system, const std::string& given)
    : rpcs_(std::move(rpcs)), system_(system), given_(!given.empty()) {
  absl::MutexLock lock(&mutex_);
  if (given_) current_ = MakeLease(given, Lease::Room::kForMore);
  keep_current_ = given_;
}

std::shared_ptr<Lease> LeaseBook::Current() {
  absl::MutexLock lock(&mutex_);
  return Usable();
}

std::shared_ptr<Lease> LeaseBook::Usable() const {
  return current_ != nullptr && (given_ || current_->IsUsable()) ? current_ : nullptr;
}

void LeaseBook::Acquire(LeaseDone done) {
  std::shared_ptr<Lease> lease;
  {
    // Under one lock: a grant that arrived in between would be missed, and a second one asked for.
    absl::MutexLock lock(&mutex_);
    lease = Usable();
    if (lease == nullptr) {
      waiting_.push_back(std::move(done));
      if (std::exchange(granting_, true)) return;
    }
  }
  if (lease != nullptr) return std::move(done)(std::move(lease));
  const auto rpcs = rpcs_.lock();
  if (rpcs == nullptr) return OnGranted(system_.timers->Now(), NotUsable("the Runtime was destroyed"));
  rpcs->GrantLease([self = shared_from_this(), sent = system_.timers->Now()](absl::StatusOr<Terms> terms) {
    self->OnGranted(sent, std::move(terms));
  });
}

void LeaseBook::OnGranted(Instant sent, absl::StatusOr<Terms> terms) {
  std::vector<LeaseDone> waiting;
  std::shared_ptr<Lease> lease;
  std::shared_ptr<Lease> old;
  {
    absl::MutexLock lock(&mutex_);
    granting_ = false;
    waiting.swap(waiting_);
    if (terms.ok() && !closed_) {
      lease = MakeLease(terms->id, Lease::Room::kForMore);
      old = std::exchange(current_, lease);
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

void LeaseBook::Retire(const std::shared_ptr<Lease>& lease) {
  {
    absl::MutexLock lock(&mutex_);
    if (given_ || lease != current_) return;
    current_ = nullptr;
  }
  lease->Retire();
}

void LeaseBook::KeepCurrent() {
  absl::MutexLock lock(&mutex_);
  keep_current_ = true;
}

bool LeaseBook::KeepsCurrent() {
  absl::MutexLock lock(&mutex_);
  return keep_current_;
}

std::vector<std::string> LeaseBook::Close() {
  absl::MutexLock lock(&mutex_);
  closed_ = true;
  std::vector<std::string> ids;
  for (const auto& [id, weak] : leases_) {
    const std::shared_ptr<Lease> lease = weak.lock();
    if (lease == nullptr) continue;
    lease->Stop();
    if (!keep_current_ || lease != current_) ids.push_back(id);
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
