// Lease: one lease of the broker's, kept alive for as long as references in it are held.
//
// How it works. Every answer of the broker says what remains of the term; Touch takes note of it, counted from
// when the request was *sent*, which is the safe side. While at least one reference is held, a timer stands at
// about a third of the term (with jitter, so that many clients do not renew in step). When it rings and no call
// has renewed the lease meanwhile, one renewal is sent; there is never a second one under way. A renewal that
// fails is tried again with back-off, until it succeeds or the broker says that the lease is no more.

#ifndef JSINTEROP_CLIENT_CPP_SRC_LEASE_H_
#define JSINTEROP_CLIENT_CPP_SRC_LEASE_H_

#include <cstdint>
#include <memory>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/functional/any_invocable.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "jsinterop/v1/interop.pb.h"
#include "system.h"

namespace jsinterop::inline client::internal {

// What the broker told of a lease.
struct Terms {
  std::string id;  // May be empty, where it is known anyway.
  absl::Duration remaining;
  absl::Duration term;
  uint64_t references = 0;
};

Terms TermsFrom(const v1::LeaseState& state);

// The RPCs that leases need.
class LeaseRpcs {
 public:
  using TermsDone = absl::AnyInvocable<void(absl::StatusOr<Terms>) &&>;

  virtual ~LeaseRpcs() = default;
  // `done` is never called inside these.
  virtual void GrantLease(TermsDone done) = 0;
  virtual void RenewLease(const std::string& id, TermsDone done) = 0;
  // In the background, without an answer.
  virtual void ReleaseLease(const std::string& id) = 0;
};

// Safe for concurrent use.
class Lease : public std::enable_shared_from_this<Lease> {
 public:
  // kFull: no new references will be put into it beyond those that its grant came with.
  enum class Room { kForMore, kFull };

  Lease(std::string id, Room room, std::weak_ptr<LeaseRpcs> rpcs, const System& system);
  Lease(const Lease&) = delete;
  Lease& operator=(const Lease&) = delete;
  ~Lease();

  const std::string& id() const { return id_; }

  void AddReference();
  void DropReference();

  // A call under way names the lease, and may put its result into it. The broker keeps the lease for it, so nothing
  // is renewed.
  void BeginCall();
  void EndCall();

  // An answer to a request that was sent at `sent` says how the lease stands.
  void Touch(Instant sent, const Terms& terms);
  // An answer to a request that was sent at `sent`, and that used the lease, says nothing of how it stands.
  void TouchUsed(Instant sent);

  // Whether the lease can be expected to be alive. Before the first Touch: yes.
  bool IsUsable() const;

  // No new calls will name it: the lease is released when those under way have ended and its references are gone.
  void Retire();

  // Finds out at once whether the lease is still alive.
  void Probe();

  // Nothing is done for it any more.
  void Stop();

 private:
  // What is to be done after the lock is released: the lease is released if nothing is in it any more.
  bool IsOver() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void Release();
  void Arm() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void SetDue(Instant sent) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void OnTimer();
  void SendRenewal();
  void OnRenewed(Instant sent, absl::StatusOr<Terms> terms);

  // Constant after construction.
  const std::string id_;
  const std::weak_ptr<LeaseRpcs> rpcs_;
  const System system_;
  // Of each renewal. Drawn anew for every answer, the latest of many draws would count, and with it no jitter at all.
  const double jitter_;

  mutable absl::Mutex mutex_;
  uint64_t references_ ABSL_GUARDED_BY(mutex_) = 0;
  uint64_t calls_ ABSL_GUARDED_BY(mutex_) = 0;                          // Under way.
  absl::Duration term_ ABSL_GUARDED_BY(mutex_) = absl::ZeroDuration();  // Zero: not told yet.
  Instant ends_ ABSL_GUARDED_BY(mutex_) = Instant::max();               // Of the term, as far as is known.
  Instant told_ ABSL_GUARDED_BY(mutex_) = Instant::min();               // When the last that told of it was sent.
  Instant due_ ABSL_GUARDED_BY(mutex_);                                 // When to renew.
  Timers::Id timer_ ABSL_GUARDED_BY(mutex_) = 0;                        // 0: none stands.
  bool renewing_ ABSL_GUARDED_BY(mutex_) = false;
  int failures_ ABSL_GUARDED_BY(mutex_) = 0;  // Of renewals, in a row.
  bool retired_ ABSL_GUARDED_BY(mutex_);
  bool lost_ ABSL_GUARDED_BY(mutex_) = false;
  bool stopped_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace jsinterop::inline client::internal

#endif  // JSINTEROP_CLIENT_CPP_SRC_LEASE_H_
