// Which worker runs a call, who waits for it, and in what order.
//
// A call is *waiting* (in a queue), *delivered* (a worker has it) or gone. It holds its pins in the lease table
// until it is gone. A delivered call whose caller was answered early (it gave up, or the call took too long)
// stays, without a caller, until the worker's answer comes or `abandon_after` is over: its place at the worker
// is really taken.
//
//   Start ──▶ resolve tokens (lease table) ──▶ choose a worker ──▶ a place is free? deliver : queue
//   OnResults ──▶ free the place, deliver from the queues ──▶ register grants ──▶ answer the caller
//
// Choice: what uses references, or a lease that belongs to a worker, goes to that worker; anything else to the
// worker of its pool with the fewest delivered calls.
//
// Queues: one for each worker (calls that must go there) and one for each pool (calls that need not), served by
// turns; each is fair (fair_queue.h). All of them together hold at most `max_queue` calls.
//
// Thread safety: every method may be called at any time from any thread. One mutex guards the state; it is held
// for map operations and for appending to a worker's next frame, never while a caller or the lease table's
// shards are at work for long (Bind, which takes one shard, is the only exception), and never while something
// is sent. Lock order: router, then a shard of the lease table or a worker's outbox.

#ifndef JSINTEROP_SERVICE_ROUTER_ROUTER_H_
#define JSINTEROP_SERVICE_ROUTER_ROUTER_H_

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/functional/function_ref.h"
#include "absl/strings/string_view.h"
#include "absl/synchronization/mutex.h"
#include "base/clock.h"
#include "base/entropy.h"
#include "base/error.h"
#include "lease/lease_table.h"
#include "router/call.h"
#include "router/fair_queue.h"
#include "router/worker.h"

namespace jsinterop::router {

struct Options {
  lease::Options leases;

  // No call runs longer, whatever its caller says: what it pins must end some day.
  Duration max_call_time = std::chrono::minutes(10);

  // How long the place of a call whose caller is gone is kept for a worker that does not answer it.
  Duration abandon_after = std::chrono::seconds(30);

  // Calls that wait for a place, all in all. At 60,000 calls/s this is a sixth of a second.
  size_t max_queue = 10'000;
};

// What the router tells whoever watches: for logs, metrics and the health service. Called without locks, from
// any thread.
class Observer {
 public:
  virtual ~Observer() = default;
  virtual void OnWorkerAttached(const WorkerInfo&) {}
  virtual void OnWorkerLost(const WorkerInfo&, absl::string_view /*why*/, size_t /*calls_lost*/) {}

  // A worker answered a call that it did not have.
  virtual void OnUnaskedResult(const WorkerInfo&, uint64_t /*call_id*/) {}

  // Whether any worker is attached. Calls may arrive out of order when workers come and go at once: ask
  // Router::HasWorker for the truth.
  virtual void OnAvailability() {}
};

class Router final : private lease::ReleaseSink {
 public:
  // `clock`, `entropy` and `observer` must outlive the router.
  Router(const Options& options, const Clock& clock, Entropy& entropy, Observer& observer);

  // REQUIRES: Stop was called, and no other call is under way.
  ~Router() override;

  lease::LeaseTable& leases() { return leases_; }

  // Runs a call. `caller` must live until it is answered, which may be before this returns.
  CallId Start(CallSpec spec, Caller* caller);

  // The caller gives up: it is answered at once (CALL_CANCELLED), unless it has been already. What the call
  // grants is released.
  void Cancel(CallId id);

  // Disposes what the call with this nonce granted, or will grant. Says whether there was anything.
  bool DisposeNonce(absl::string_view nonce);

  // A worker is there; calls may go to it before this returns.
  lease::WorkerKey Attach(const WorkerInfo& info, std::shared_ptr<Worker> worker);

  // A worker's answers. Answers to calls that it does not have are ignored.
  void OnResults(lease::WorkerKey key, google::protobuf::RepeatedPtrField<wire::Result>* results);

  // The worker is gone. May be called twice.
  void Lose(lease::WorkerKey key, absl::string_view why);

  // Ends calls that took too long. Called every second or so.
  void Tick();

  // Whether a worker is attached that could take a call.
  bool HasWorker() const;

  // From now on every Start fails with DRAINING.
  void Drain();

  // Waits until no caller waits, at most until `timeout` of real time is over. Says whether that was reached.
  bool AwaitIdle(Duration timeout);

  // Answers all callers that still wait (BROKER_STOPPED), and says goodbye to the workers.
  void Stop();

  struct Stats {
    size_t workers = 0;
    size_t waiting = 0;    // In a queue.
    size_t delivered = 0;  // At a worker.
  };
  Stats stats() const;

 private:
  struct Pool;

  // One attached worker. Owned by `slots_`.
  struct Slot {
    lease::WorkerKey key = 0;
    WorkerInfo info;
    std::shared_ptr<Worker> worker;
    Pool* pool = nullptr;
    size_t delivered = 0;
    FairQueue queue;         // Calls that must run here.
    bool pool_turn = false;  // Whose turn it is: the pool's queue or this one's.
  };

  // Made when its first worker attaches, and kept: names of pools come from workers, which are trusted.
  struct Pool {
    std::string name;
    std::vector<Slot*> slots;
    FairQueue queue;  // Calls that may run on any worker of the pool.
    size_t next = 0;  // Where the search for the least loaded worker begins, so that ties alternate.
  };

  struct Pending {
    Caller* caller = nullptr;  // Null once it was answered.
    wire::Call::WhatCase what = wire::Call::WHAT_NOT_SET;
    lease::CallUse use;
    std::string nonce;
    Instant begun;
    Instant deadline;  // Never later than the longest call may take.
    Instant abandon_at = Instant::max();
    Slot* slot = nullptr;        // The worker that has it.
    FairQueue* queue = nullptr;  // The queue in which it waits; null once it is delivered.
    FairQueue::Place place;      // Where in that queue.
    std::string body;            // The serialised call, until it is delivered.
  };

  // What is to be done when the lock is released.
  struct Answer {
    Caller* caller = nullptr;  // May be null: then there are only pins to drop.
    wire::Call::WhatCase what = wire::Call::WHAT_NOT_SET;
    lease::CallUse use;
    std::string nonce;
    absl::Status status;
    wire::Result result;
    CallId id = 0;
    std::shared_ptr<Worker> worker;  // Who answered; null if nobody did.
    lease::WorkerKey worker_key = 0;
  };
  struct Deeds {
    std::vector<Answer> answers;
    absl::InlinedVector<std::shared_ptr<Worker>, 2> flush;
  };

  // lease::ReleaseSink
  void Release(lease::WorkerKey worker, std::vector<lease::ObjectId> objects) override;

  using Calls = absl::flat_hash_map<CallId, Pending>;

  // Whether a call may begin at all; notes its nonce.
  absl::Status Admit(Pending& pending, absl::string_view nonce) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  // Finding a place (place.cc). Each delivers or queues the call, and then has moved from `pending`; or says why it
  // cannot be run.
  absl::Status Assign(CallId id, Pending& pending, absl::string_view pool_name, Deeds& deeds)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  absl::Status BindAndAssign(CallId id, Pending& pending, Slot& slot, Deeds& deeds)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  absl::Status AssignTo(CallId id, Pending& pending, Slot& slot, Deeds& deeds) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  absl::Status Enqueue(CallId id, Pending& pending, FairQueue& queue) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  absl::Status Deliver(CallId id, Pending& pending, Slot& slot, Deeds& deeds) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  // REQUIRES: the pool has a worker.
  static Slot& LeastLoaded(Pool& pool);

  // Gives free places to calls that wait.
  void FillPlaces(Slot& slot, Deeds& deeds) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  // Finds another place for the next call of a queue. REQUIRES: it is not empty.
  void Reassign(FairQueue& queue, const Pool& pool, Deeds& deeds) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  // Takes a call out, with its place in a queue or at a worker; TakeNext the next one of a queue that is not empty.
  Pending Take(Calls::iterator call) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  std::pair<CallId, Pending> TakeNext(FairQueue& queue) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  // The end of a call.
  std::vector<CallId> IdsOf(absl::FunctionRef<bool(const Pending&)> wanted) const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void TakeResult(Slot& slot, wire::Result& result, Deeds& deeds, std::vector<CallId>& unasked)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void GiveUp(Calls::iterator call, absl::Status status, Deeds& deeds) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  static void Refuse(CallId id, Pending pending, absl::Status status, Deeds& deeds);
  static Answer ToAnswer(CallId id, Pending pending);
  static absl::Status Interruption(Reason reason, const Pending& pending, absl::string_view message);

  void Do(Deeds deeds) ABSL_LOCKS_EXCLUDED(mutex_);
  void Conclude(Answer answer) ABSL_LOCKS_EXCLUDED(mutex_);
  Outcome Register(Answer& answer) ABSL_LOCKS_EXCLUDED(mutex_);
  bool ForgetNonce(const std::string& nonce) ABSL_LOCKS_EXCLUDED(mutex_);

  const Options options_;
  const Clock& clock_;
  Observer& observer_;
  lease::LeaseTable leases_;  // Provides its own synchronisation.
  std::atomic<uint64_t> next_call_id_{1};
  std::atomic<uint64_t> next_worker_key_{1};

  // Callers from Start until OnOutcome returned. Falling to 0 is followed by taking the lock, for AwaitIdle.
  std::atomic<size_t> unanswered_{0};

  mutable absl::Mutex mutex_;
  Calls calls_ ABSL_GUARDED_BY(mutex_);
  absl::flat_hash_map<lease::WorkerKey, std::unique_ptr<Slot>> slots_ ABSL_GUARDED_BY(mutex_);
  absl::flat_hash_map<std::string, std::unique_ptr<Pool>> pools_ ABSL_GUARDED_BY(mutex_);

  // Nonces of calls that are not concluded yet, and whether they were disposed meanwhile.
  absl::flat_hash_map<std::string, bool> nonces_ ABSL_GUARDED_BY(mutex_);
  size_t waiting_ ABSL_GUARDED_BY(mutex_) = 0;
  bool draining_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace jsinterop::router

#endif  // JSINTEROP_SERVICE_ROUTER_ROUTER_H_
