// What is still alive, for how long, and on which worker.
//
// A *reference* is a client's right to use one object of one worker. It belongs to a *lease*; a lease ends
// when it is disposed, or when its term and a grace after it run out unrenewed, and all of its references end
// with it. When a reference has ended and no call in flight uses it, the table tells the worker to forget the
// object. This room knows nothing of gRPC, of messages, or of how a worker is reached.
//
// The life of a call, as the table sees it:
//
//   use = table.Use(...)          resolve tokens; renew the leases; pin leases and objects
//   worker = table.Bind(use, w)   only if use.worker() is 0 and use has a lease: the lease belongs to w now,
//                                 or to whom another call bound it a moment earlier
//   table.Finish(move(use), ...)  unpin, restart the terms, and register what the call granted
//
// What holds (and is tested):
//
//   * A lease is dead only once the reaper or a Dispose has removed it; a renewal that comes before the reaper
//     wins, one that comes after loses. Both decide under the lock of the lease's shard.
//   * A lease with a call in flight is not reaped. Its term restarts when the call ends.
//   * A token is stale from the moment Dispose returns. The object is released when the last call that uses it
//     ends.
//   * Every object that was granted and is not on a lost worker is released exactly once.
//   * A stale token tells why: DISPOSED, LEASE_EXPIRED, WORKER_LOST, BROKER_RESTARTED or UNKNOWN_REFERENCE. A
//     reference needs no tombstone for this: its token names its lease and its ordinal there. A lease leaves a
//     small tombstone, in a ring of its shard.
//   * If the process was paused (SIGSTOP, a suspended machine), leases live longer by the pause: see Reap.
//
// Thread safety: every method may be called at any time from any thread. Leases are spread over shards by their
// key, each with its own mutex; no method holds two shards at a time, and the ReleaseSink is called without
// any lock held.

#ifndef JSINTEROP_SERVICE_LEASE_LEASE_TABLE_H_
#define JSINTEROP_SERVICE_LEASE_LEASE_TABLE_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/container/inlined_vector.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "base/clock.h"
#include "base/entropy.h"
#include "base/token.h"

namespace jsinterop::lease {

// One attached worker, from its attachment to its loss. Chosen by the router, never used twice; 0 is none.
using WorkerKey = uint64_t;

// One object in a worker; see ObjectId in worker.proto.
struct ObjectId {
  uint64_t call_id = 0;
  uint32_t index = 0;

  friend bool operator==(const ObjectId&, const ObjectId&) = default;
};

// Where released objects go. Called without locks, from whichever thread released them, the reaper's too.
class ReleaseSink {
 public:
  virtual ~ReleaseSink() = default;
  virtual void Release(WorkerKey worker, std::vector<ObjectId> objects) = 0;
};

struct Options {
  // Bounds and default of the term. A wanted term is moved into the bounds.
  Duration min_ttl = std::chrono::seconds(5);
  Duration max_ttl = std::chrono::hours(1);
  Duration default_ttl = std::chrono::minutes(5);

  // How often Reap is meant to be called. Lateness beyond `pause_slack` counts as a pause of the process.
  Duration reap_interval = std::chrono::milliseconds(100);
  Duration pause_slack = std::chrono::seconds(1);

  // Quotas.
  uint64_t max_references_per_lease = 1'000'000;
  uint64_t max_references = 10'000'000;
  uint64_t max_leases_per_connection = 10'000;
  uint64_t max_leases = 1'000'000;

  // How many ended leases each of the shards remembers, so that a late use can be told why.
  size_t tombstones_per_shard = 1024;

  // How many leases and references one Reap ends at most while it holds a shard, and how many it releases in
  // one call of the sink: a mass expiry never holds up a call for longer than this takes.
  size_t reap_batch = 1024;
};

// How a lease stands; see LeaseState in interop.proto.
struct LeaseView {
  std::string id;         // A token; empty if the caller is not to learn it.
  Duration remaining{0};  // Of the term, without the grace after it.
  Duration term{0};
  uint64_t references = 0;
};

// The pins of one call in flight. Move-only; must be ended with LeaseTable::Finish or LeaseTable::Abandon
// before it is destroyed (checked).
class CallUse {
 public:
  CallUse() = default;
  CallUse(CallUse&& other) noexcept;
  CallUse& operator=(CallUse&& other) noexcept;
  ~CallUse();

  // The worker that owns all that the call uses; 0 if it uses nothing that belongs to a worker yet.
  WorkerKey worker() const { return worker_; }

  // The object of UseRequest::target, if that was set.
  const std::optional<ObjectId>& target() const { return target_; }

  // The objects of UseRequest::references, in their order.
  absl::Span<const ObjectId> references() const { return references_; }

  // Whether the call names or touches a lease at all.
  bool uses_leases() const { return !pins_.empty(); }

  // The key of the lease that grants will go to; 0 if it will be a new one.
  uint64_t result_lease() const { return result_lease_; }

 private:
  friend class LeaseTable;

  // One use of one thing. What is named several times stands several times: uses are counted in the table.
  struct Pin {
    uint64_t lease = 0;
    uint32_t ordinal = 0;  // Of the reference; 0 is the lease itself.
  };

  WorkerKey worker_ = 0;
  std::optional<ObjectId> target_;
  absl::InlinedVector<ObjectId, 2> references_;
  absl::InlinedVector<Pin, 3> pins_;
  uint64_t result_lease_ = 0;        // Where grants go; 0 means a new lease.
  bool result_lease_named_ = false;  // The request named it, so the response may tell its id.
};

// What a call names. Tokens are as the client sent them.
struct UseRequest {
  absl::string_view lease = "";  // Empty: none.
  std::optional<absl::string_view> target = std::nullopt;
  absl::Span<const absl::string_view> references = {};
};

// What Finish is given.
struct FinishRequest {
  uint64_t call_id = 0;                     // Together with `indices`, names the granted objects.
  WorkerKey worker = 0;                     // The worker that ran the call.
  absl::Span<const uint32_t> indices = {};  // What the call granted; may be empty.
  absl::string_view connection = "";        // Whose quota a new lease counts in. Read only if one is made.
  absl::string_view nonce = "";             // See DisposeNonce. Empty: none.
};

// What Finish gives back.
struct Finished {
  std::vector<std::string> tokens;  // One for each of FinishRequest::indices.
  std::optional<LeaseView> lease;   // The result's lease, if the call used or was granted one.
};

class LeaseTable {
 public:
  // `clock`, `entropy` and `sink` must outlive the table. Its end releases nothing: the process ends, or the workers
  // do.
  LeaseTable(const Options& options, const Clock& clock, Entropy& entropy, ReleaseSink& sink);
  ~LeaseTable();
  LeaseTable(const LeaseTable&) = delete;
  LeaseTable& operator=(const LeaseTable&) = delete;

  // Makes a lease. `ttl`: the wanted term; a negative one is INVALID_FIELD `ttl`. LEASE_QUOTA if the
  // connection, or the table, has too many.
  absl::StatusOr<LeaseView> Grant(std::optional<Duration> ttl, absl::string_view connection, absl::string_view nonce);

  // Begins the term anew, with another length if `ttl` is given.
  absl::StatusOr<LeaseView> Renew(absl::string_view lease, std::optional<Duration> ttl);

  // Resolves, renews and pins all that a call names, or nothing at all if anything is stale (the error names
  // the field: `lease`, `reference`, `references[3]`). WRONG_WORKER if they belong to different workers.
  absl::StatusOr<CallUse> Use(const UseRequest& request);

  // Gives the named lease of `use` to `worker` unless it belongs to a worker already; sets and returns
  // use.worker(). If the lease has ended meanwhile, or `worker` is lost, that is `worker` and nothing is bound.
  // REQUIRES: use.uses_leases(), and use.worker() is 0 or lost and no object of the call was its own.
  WorkerKey Bind(CallUse& use, WorkerKey worker);

  // Ends a call that was answered. On REFERENCE_QUOTA or LEASE_QUOTA (executed YES) nothing was registered; the
  // caller releases the whole call id at the worker. The pins are gone either way. If the result's lease has
  // ended, or been bound to another worker, in the meantime (it was disposed), grants fail with the error that
  // its token would give, executed YES; if the worker is lost, with WORKER_LOST. Without grants none of this matters.
  absl::StatusOr<Finished> Finish(CallUse use, const FinishRequest& request);

  // Ends a call that grants nothing: it failed, was lost, or its caller is gone.
  void Abandon(CallUse use);

  // Each says whether the thing was still held. Text that is no token at all is simply not held. Of a large lease,
  // the first Options::reap_batch objects are released at once and the others by Reap.
  bool DisposeReference(absl::string_view token);
  bool DisposeLease(absl::string_view lease);

  // Disposes what was granted under this nonce: the references, and the lease if the call was granted one. If several
  // calls were given the same nonce, that is what any of them was granted.
  bool DisposeNonce(absl::string_view nonce);

  // The worker is gone, and its objects with it: nothing is released to it from now on, its references answer
  // WORKER_LOST, and its leases live on, unbound. (A release that another thread has begun may still reach the sink.)
  void OnWorkerLost(WorkerKey worker);

  // Ends what is over and drops what lost workers held. Called every Options::reap_interval; if a call comes
  // later than that by more than pause_slack, all terms are extended by the lateness first. Bounded work in
  // each turn: returns whether there is more to do at once.
  bool Reap();

  // For tests and metrics.
  struct Stats {
    uint64_t leases = 0;
    uint64_t references = 0;       // What max_references counts: dead ones too, until they are released or reaped.
    uint64_t calls_in_flight = 0;  // Uses that pin a lease.
    uint64_t tombstones = 0;
    uint64_t nonces = 0;
    uint64_t expired_leases = 0;  // Since the start.
  };
  Stats stats() const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace jsinterop::lease

#endif  // JSINTEROP_SERVICE_LEASE_LEASE_TABLE_H_
