// What stands behind LeaseTable: tokens and errors on this side, shards on the other.

#ifndef JSINTEROP_SERVICE_LEASE_TABLE_H_
#define JSINTEROP_SERVICE_LEASE_TABLE_H_

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "base/error.h"
#include "lease/lease_table.h"
#include "lease/releases.h"
#include "lease/shard.h"

namespace jsinterop::lease {

// Members that are not explained here do what LeaseTable says.
class LeaseTable::Impl {
 public:
  Impl(const Options& options, const Clock& clock, Entropy& entropy, ReleaseSink& sink);

  absl::StatusOr<LeaseView> Grant(std::optional<Duration> ttl, absl::string_view connection, absl::string_view nonce);
  absl::StatusOr<LeaseView> Renew(absl::string_view text, std::optional<Duration> ttl);

  absl::StatusOr<CallUse> Use(const UseRequest& request);
  WorkerKey Bind(CallUse& use, WorkerKey worker);
  absl::StatusOr<Finished> Finish(CallUse use, const FinishRequest& request);
  void Abandon(CallUse use);

  bool DisposeReference(absl::string_view text);
  bool DisposeLease(absl::string_view text);
  bool DisposeNonce(absl::string_view nonce);

  void OnWorkerLost(WorkerKey worker) { common_.lost.Add(worker); }
  bool Reap();
  Stats stats() const;

 private:
  // The name of a field of a request, composed only when an error needs it.
  struct Field {
    absl::string_view name;
    std::optional<size_t> index;

    std::string Text() const;
  };

  // A lease that was taken in.
  struct Admitted {
    uint64_t key = 0;
    LeaseView view;
  };

  // Reads a token that a client sent, or says why it can name nothing here.
  OrReason<Token> ReadLease(absl::string_view text) const;
  OrReason<Token> ReadReference(absl::string_view text) const;

  // Pins all that `request` names and notes it in `use`. On an error `use` holds what was pinned before it.
  absl::Status Pin(const UseRequest& request, CallUse& use);
  absl::Status PinLease(absl::string_view text, CallUse& use);
  absl::Status PinReference(absl::string_view text, const Field& field, CallUse& use, ObjectId& object);

  // Holds the worker of one thing that a call names against the workers of the others.
  static absl::Status Join(CallUse& use, WorkerKey worker, const Field& field);

  // Ends what Pin noted, and empties `use`.
  void Unpin(CallUse& use, Shard::Term term);

  // What Finish does while the use is still pinned.
  absl::StatusOr<Finished> Conclude(const CallUse& use, const FinishRequest& request);
  OrReason<Shard::Standing> GrantInto(uint64_t key, const FinishRequest& request, std::vector<std::string>& tokens);
  absl::StatusOr<Finished> GrantWithNewLease(const FinishRequest& request);

  // References for what a call granted, without ordinals.
  std::vector<Reference> DrawReferences(const FinishRequest& request, NonceDigest nonce);
  std::vector<std::string> Tokens(uint64_t key, const std::vector<Reference>& references) const;

  std::unique_ptr<Lease> MakeLease(Duration term, absl::string_view nonce);

  // Counts a new lease and takes it in. The references that it holds are counted already.
  OrReason<Admitted> Admit(std::unique_ptr<Lease> lease, absl::string_view connection);

  bool DisposeGrants(const Nonces::Grants& grants, Releases& releases);

  Duration Clamp(std::optional<Duration> ttl) const;
  std::string Id(uint64_t key, const Secret& secret) const { return FormatToken({epoch_, key, 0, secret}); }
  static LeaseView View(const Shard::Standing& standing);
  Shard& ShardOf(uint64_t key) const { return *shards_[key % shards_.size()]; }
  Releases MakeReleases() const { return {sink_, common_.lost, options_.reap_batch}; }

  const Options options_;
  Entropy& entropy_;
  ReleaseSink& sink_;
  const uint32_t epoch_;
  Common common_;
  std::atomic<uint64_t> calls_in_flight_{0};
  std::vector<std::unique_ptr<Shard>> shards_;  // Constant after construction.
};

}  // namespace jsinterop::lease

#endif  // JSINTEROP_SERVICE_LEASE_TABLE_H_
