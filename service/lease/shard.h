// One part of the lease table: the leases whose keys fall to it, and all that is decided about them.

#ifndef JSINTEROP_SERVICE_LEASE_SHARD_H_
#define JSINTEROP_SERVICE_LEASE_SHARD_H_

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <variant>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/synchronization/mutex.h"
#include "absl/types/span.h"
#include "base/error.h"
#include "base/token.h"
#include "lease/connections.h"
#include "lease/expiry_queue.h"
#include "lease/lease.h"
#include "lease/lease_clock.h"
#include "lease/lease_table.h"
#include "lease/lost_workers.h"
#include "lease/nonces.h"
#include "lease/quota.h"
#include "lease/releases.h"
#include "lease/tombstones.h"

namespace jsinterop::lease {

// What all shards share. Each provides its own synchronisation and may be used under a shard's mutex.
struct Common {
  explicit Common(const Options& options, const Clock& clock, Entropy& entropy)
      : clock(clock, options.reap_interval, options.pause_slack),
        connections(options.max_leases_per_connection),
        leases(options.max_leases),
        references(options.max_references),
        hash(entropy) {}

  LeaseClock clock;
  LostWorkers lost;
  Nonces nonces;
  Connections connections;
  Quota leases;      // Live ones.
  Quota references;  // Live ones, and dead ones whose memory has not been given back yet.
  std::atomic<uint64_t> expired{0};
  const NonceHash hash;
};

// A result, or why there is none.
template <typename T>
using OrReason = std::variant<T, Reason>;

// Which shard a token or key belongs to, and whether a token is of this broker, is decided before a shard is asked.
//
// Safe for concurrent use: each method takes the shard's mutex once, for a time that does not depend on how much a
// lease holds. No method calls a ReleaseSink: what is to be released is returned, or added to a Releases after the
// mutex was given back.
class Shard {
 public:
  // What a use of something was given.
  struct Pinned {
    WorkerKey worker = 0;  // 0 for a lease that no worker has.
    ObjectId object;       // Of a reference.
  };

  // An object to be released.
  struct Released {
    WorkerKey worker = 0;
    ObjectId object;
  };

  // How a lease stands.
  struct Standing {
    Secret secret{};
    Duration term{0};  // All of it remains: who asks how a lease stands has just begun its term anew.
    uint64_t references = 0;
    uint32_t first_ordinal = 0;  // Of what Register registered.
  };

  // Whether the end of a use begins the term of its lease anew. It does not if the use is only taken back.
  enum class Term { kRestart, kKeep };

  enum class Inserted { kYes, kKeyTaken, kWorkerLost };

  // `common` must outlive the shard.
  Shard(Common& common, size_t tombstones) : common_(common), tombstones_(tombstones) {}

  // Takes a new lease in, with the references that are in it already, and begins its term. Moves from `lease` only if
  // it answers kYes. REQUIRES: lease->worker is set if it holds references.
  Inserted Insert(std::unique_ptr<Lease>& lease);

  // Pins what the token names until Unpin.
  OrReason<Pinned> PinLease(const Token& token);
  OrReason<Pinned> PinReference(const Token& token);

  // Ends a use. `ordinal`: of the reference, or 0 if it was the lease that was pinned. Gives the object if the
  // reference was disposed in the meantime and this was its last use.
  std::optional<Released> Unpin(uint64_t key, uint32_t ordinal, Term term);

  // Gives the lease to `worker` unless another has it; says who has it then. A lease that has ended, or a worker that
  // is lost, is left alone, and the answer is `worker`.
  WorkerKey Bind(uint64_t key, WorkerKey worker);

  // Begins the term anew, with another length if `term` is given.
  OrReason<Standing> Renew(const Token& token, std::optional<Duration> term);

  // Begins the term anew; nothing if the lease has ended.
  std::optional<Standing> Restart(uint64_t key);

  // Adds what a call on `worker` granted to a lease, begins its term anew, and gives the lease to the worker if no
  // other has it. Sets the ordinals of `grants`, which rise by one. The caller has taken the references' quota.
  OrReason<Standing> Register(uint64_t key, WorkerKey worker, absl::Span<Reference> grants, uint64_t max_references);

  // Each says whether the thing was still held. `secret`: what its token says; null if it was found by its nonce.
  bool DisposeReference(uint64_t key, uint32_t ordinal, const Secret* secret, Releases& releases);

  // Releases up to `batch` references at once and leaves the rest to Reap.
  bool DisposeLease(uint64_t key, const Secret* secret, size_t batch, Releases& releases);

  // Ends up to `batch` leases that are over, takes up to `batch` leases from lost workers, and releases or forgets up
  // to `batch` references. Says whether there is more to do.
  bool Reap(size_t batch, Releases& releases);

  size_t tombstones() const;

 private:
  // The lease if it has not ended, after it has noticed that its worker is lost. Every method that asks what a lease
  // holds gets it from here.
  Lease* FindLive(uint64_t key) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  // Why FindLive gave nothing; `unknown` if the lease never was, or is forgotten.
  Reason WhyGone(uint64_t key, Reason unknown) const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  OrReason<Lease*> ResolveLease(const Token& token) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  // Makes the worker of a lease its own. False if the worker is lost.
  bool Assign(Lease& lease, WorkerKey worker) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void Unassign(Lease& lease) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  // The worker of the lease is lost: its references are dead and the lease is free again.
  void Lose(Lease& lease) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  // Begins the term anew, and says how the lease stands.
  Standing RestartTerm(Lease& lease) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  // Takes a reference out of the lease. Gives the object unless a call still uses it; then the last one will.
  std::optional<Released> Remove(Lease& lease, References::iterator reference) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  // Ends the lease. It stays, empty, until the last of its uses.
  Remains End(Lease& lease, Reason reason) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  // The steps of Reap. The first two say whether there is more to do.
  bool EndDue(size_t batch) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  bool SweepLost(size_t batch) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  std::vector<Remains> TakeRemains(size_t batch) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  // Releases up to `limit` references of `remains` and takes them out; says how many.
  size_t Bury(Remains& remains, size_t limit, Releases& releases) ABSL_LOCKS_EXCLUDED(mutex_);
  void PutBack(Remains remains) ABSL_LOCKS_EXCLUDED(mutex_);

  Common& common_;

  mutable absl::Mutex mutex_;
  // Those that have not ended, and those that wait for the last of their uses.
  absl::flat_hash_map<uint64_t, std::unique_ptr<Lease>> leases_ ABSL_GUARDED_BY(mutex_);
  ExpiryQueue queue_ ABSL_GUARDED_BY(mutex_);  // Every live lease without uses, and some with.
  Tombstones tombstones_ ABSL_GUARDED_BY(mutex_);
  // The leases of each worker, so that a loss is found without looking at all. An entry goes when its worker is lost.
  absl::flat_hash_map<WorkerKey, absl::flat_hash_set<uint64_t>> by_worker_ ABSL_GUARDED_BY(mutex_);
  uint64_t swept_ ABSL_GUARDED_BY(mutex_) = 0;           // The first so many lost workers have no lease here any more.
  std::deque<Remains> remains_ ABSL_GUARDED_BY(mutex_);  // Waits for Reap. None is empty.
};

}  // namespace jsinterop::lease

#endif  // JSINTEROP_SERVICE_LEASE_SHARD_H_
