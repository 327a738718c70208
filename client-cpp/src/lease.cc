#include "lease.h"

#include <algorithm>
#include <utility>

namespace jsinterop::inline client::internal {
namespace {

absl::Duration FromProto(const google::protobuf::Duration& duration) {
  return absl::Seconds(duration.seconds()) + absl::Nanoseconds(duration.nanos());
}

// Two of three renewals may fail before the term is over.
constexpr int kRenewalsPerTerm = 3;

}  // namespace

Terms TermsFrom(const v1::LeaseState& state) {
  return {.id = state.id(),
          .remaining = FromProto(state.remaining()),
          .term = FromProto(state.term()),
          .references = state.references()};
}

Lease::Lease(std::string id, Room room, std::weak_ptr<LeaseRpcs> rpcs, const System& system)
    : id_(std::move(id)),
      rpcs_(std::move(rpcs)),
      system_(system),
      jitter_(0.9 + 0.2 * RandomFraction(*system.random)),
      due_(system.timers->Now()),
      retired_(room == Room::kFull) {}

Lease::~Lease() { Stop(); }

void Lease::AddReference() {
  absl::MutexLock lock(&mutex_);
  ++references_;
  Arm();
}

void Lease::DropReference() {
  bool over = false;
  {
    absl::MutexLock lock(&mutex_);
    if (--references_ > 0) return;
    if (timer_ != 0) system_.timers->Cancel(std::exchange(timer_, 0));
    over = IsOver();
  }
  if (over) Release();
}

void Lease::BeginCall() {
  absl::MutexLock lock(&mutex_);
  ++calls_;
}

void Lease::EndCall() {
  bool over = false;
  {
    absl::MutexLock lock(&mutex_);
    --calls_;
    over = IsOver();
  }
  if (over) Release();
}

bool Lease::IsOver() const { return retired_ && references_ == 0 && calls_ == 0 && !lost_ && !stopped_; }

void Lease::Release() {
  if (const auto rpcs = rpcs_.lock()) rpcs->ReleaseLease(id_);
}

void Lease::Touch(Instant sent, const Terms& terms) {
  absl::MutexLock lock(&mutex_);
  // On its way since before the term was changed.
  if (terms.term != term_ && sent < told_) return;
  told_ = std::max(told_, sent);
  const Instant ends = After(sent, terms.remaining);
  if (terms.term < term_) {
    // Someone asked for less: what was counted on so far is no longer true.
    ends_ = ends;
    due_ = sent;
    if (timer_ != 0) system_.timers->Cancel(std::exchange(timer_, 0));
  }
  // Answers may overtake one another; the later end is true of both.
  ends_ = term_ == absl::ZeroDuration() ? ends : std::max(ends_, ends);
  term_ = terms.term;
  SetDue(sent);
  Arm();
}

void Lease::TouchUsed(Instant sent) {
  absl::MutexLock lock(&mutex_);
  if (term_ == absl::ZeroDuration()) return;
  ends_ = std::max(ends_, After(sent, term_));
  SetDue(sent);
}

bool Lease::IsUsable() const {
  absl::MutexLock lock(&mutex_);
  return !lost_ && !retired_ && !stopped_ && system_.timers->Now() < ends_;
}

void Lease::Retire() {
  bool over = false;
  {
    absl::MutexLock lock(&mutex_);
    if (std::exchange(retired_, true)) return;
    over = IsOver();
  }
  if (over) Release();
}

void Lease::Probe() {
  {
    absl::MutexLock lock(&mutex_);
    if (renewing_ || lost_ || stopped_) return;
    renewing_ = true;
    if (timer_ != 0) system_.timers->Cancel(std::exchange(timer_, 0));
  }
  SendRenewal();
}

void Lease::Stop() {
  absl::MutexLock lock(&mutex_);
  stopped_ = true;
  if (timer_ != 0) system_.timers->Cancel(std::exchange(timer_, 0));
}

void Lease::SetDue(Instant sent) { due_ = std::max(due_, After(sent, term_ / kRenewalsPerTerm * jitter_)); }

void Lease::Arm() {
  if (references_ == 0 || timer_ != 0 || renewing_ || lost_ || stopped_) return;
  const absl::Duration delay = absl::FromChrono(due_ - system_.timers->Now());
  timer_ = system_.timers->RunAfter(std::max(delay, absl::ZeroDuration()), [weak = weak_from_this()] {
    if (const auto lease = weak.lock()) lease->OnTimer();
  });
}

void Lease::OnTimer() {
  {
    absl::MutexLock lock(&mutex_);
    timer_ = 0;
    if (references_ == 0 || renewing_ || lost_ || stopped_) return;
    if (system_.timers->Now() < due_) return Arm();  // A call has renewed it meanwhile.
    renewing_ = true;
  }
  SendRenewal();
}

void Lease::SendRenewal() {
  const auto rpcs = rpcs_.lock();
  if (rpcs == nullptr) return;
  rpcs->RenewLease(id_, [weak = weak_from_this(), sent = system_.timers->Now()](absl::StatusOr<Terms> terms) {
    if (const auto lease = weak.lock()) lease->OnRenewed(sent, std::move(terms));
  });
}

void Lease::OnRenewed(Instant sent, absl::StatusOr<Terms> terms) {
  {
    absl::MutexLock lock(&mutex_);
    renewing_ = false;
    if (terms.ok()) {
      failures_ = 0;
    } else if (absl::IsFailedPrecondition(terms.status())) {
      lost_ = true;
    } else {
      due_ = After(system_.timers->Now(), RetryPause(failures_++, *system_.random));
      Arm();
    }
  }
  if (terms.ok()) Touch(sent, *terms);
}

}  // namespace jsinterop::inline client::internal
