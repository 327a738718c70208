// The lease table without shards, locks, laziness or thrift: what it should do, said as plainly as possible.

#ifndef JSINTEROP_TESTS_UNIT_LEASE_MODEL_H_
#define JSINTEROP_TESTS_UNIT_LEASE_MODEL_H_

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "lease/lease_table.h"
#include "unit/lease/fakes.h"

namespace jsinterop::lease {

// Not for several threads. Outcomes are reasons and fields as lease_test.h writes them; empty for success. Tokens are
// made by the real table: the model is told them.
class Model {
 public:
  // A call in flight. Leases and references are named by their index in the model.
  struct Use {
    WorkerKey worker = 0;
    std::optional<ObjectId> target;
    std::vector<ObjectId> references;
    std::vector<size_t> pinned_leases;  // One for each name.
    std::vector<size_t> pinned_references;
    std::optional<size_t> result_lease;
    bool named = false;
  };

  Model(const Options& options, Instant now) : options_(options), now_(now), last_reap_(now) {}

  // Each says what should come of it and, if that is success, does it.
  std::string Grant(std::optional<Duration> ttl, const std::string& connection, const std::string& nonce);
  std::string Renew(const std::string& token, std::optional<Duration> ttl);
  std::string Begin(const std::string& lease, const std::optional<std::string>& target,
                    const std::vector<std::string>& references, Use& use);
  void Bind(Use& use, WorkerKey worker);
  // If it is granted something, Named must follow.
  std::string Finish(const Use& use, WorkerKey worker, uint64_t call_id, const std::vector<uint32_t>& indices,
                     const std::string& connection, const std::string& nonce);
  void End(const Use& use);
  bool DisposeReference(const std::string& token);
  bool DisposeLease(const std::string& token);
  bool DisposeNonce(const std::string& nonce);
  void Lose(WorkerKey worker);
  void Advance(Duration by) { now_ += by; }
  void Reap();

  // What the table called what was granted last.
  void NameLease(const std::string& token);
  void NameReferences(const std::vector<std::string>& tokens);

  uint64_t LiveLeases() const { return live_leases_.size(); }
  // Those that are held, and those that wait for the end of a call.
  uint64_t CountedReferences() const { return counted_.size(); }
  uint64_t LiveNonces() const;
  uint64_t ReferencesOf(size_t lease) const;
  Duration TermOf(size_t lease) const { return leases_[lease].term; }
  const std::string& IdOf(size_t lease) const { return leases_[lease].token; }
  size_t last_lease() const { return leases_.size() - 1; }
  std::vector<std::string> LiveReferenceTokens() const;
  std::vector<std::string> LiveLeaseTokens() const;

  // Every object that should be released, workers lost later included.
  const std::set<Held>& released() const { return released_; }
  bool IsLost(WorkerKey worker) const { return lost_.contains(worker); }

 private:
  struct Lease {
    std::string token;
    Duration term{0};
    Instant expires_at;
    WorkerKey worker = 0;
    int uses = 0;
    std::string ended;  // DISPOSED or LEASE_EXPIRED.
    std::string connection;
    std::string nonce;
    std::vector<size_t> references;  // All that it ever had.
  };
  struct Reference {
    size_t lease = 0;
    Held object;
    std::string nonce;
    std::string token;
    bool held = true;
    bool lost = false;
    int calls = 0;
  };

  Duration Term(std::optional<Duration> ttl) const;
  std::string WhyNotLease(const std::string& token, size_t& lease) const;
  std::string WhyNotReference(const std::string& token, size_t& reference) const;
  void MakeLease(Duration term, const std::string& connection, const std::string& nonce);
  void Drop(size_t reference);
  void Release(size_t reference);
  void EndLease(size_t lease, const std::string& reason);

  const Options options_;
  Instant now_;
  Instant last_reap_;
  std::vector<Lease> leases_;
  std::vector<Reference> references_;
  std::vector<size_t> to_name_;
  // What is live among them, so that the model is not only plain but also done by tonight.
  std::set<size_t> live_leases_;
  std::set<size_t> held_;
  std::set<size_t> counted_;
  std::map<std::string, size_t> leases_by_token_;
  std::map<std::string, size_t> references_by_token_;
  std::set<WorkerKey> lost_;
  std::set<Held> released_;
};

}  // namespace jsinterop::lease

#endif  // JSINTEROP_TESTS_UNIT_LEASE_MODEL_H_
