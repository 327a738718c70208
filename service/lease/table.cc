#include "lease/table.h"

#include <algorithm>
#include <utility>

#include "lease/refusal.h"

namespace jsinterop::lease {
namespace {

// More than cores that will ever fight for one, and few enough to visit all ten times a second.
constexpr size_t kShards = 64;

template <typename T>
T Draw(Entropy& entropy) {
  T drawn;
  entropy.Fill(&drawn, sizeof(drawn));
  return drawn;
}

// Nothing if a wanted term may be asked for.
absl::Status CheckTtl(std::optional<Duration> ttl) {
  if (ttl && *ttl < Duration(0)) return InvalidField("ttl", "must not be negative");
  return absl::OkStatus();
}

}  // namespace

LeaseTable::Impl::Impl(const Options& options, const Clock& clock, Entropy& entropy, ReleaseSink& sink)
    : options_(options),
      entropy_(entropy),
      sink_(sink),
      epoch_(Draw<uint32_t>(entropy)),
      common_(options, clock, entropy) {
  shards_.reserve(kShards);
  for (size_t i = 0; i < kShards; ++i) {
    shards_.push_back(std::make_unique<Shard>(common_, options.tombstones_per_shard));
  }
}

absl::StatusOr<LeaseView> LeaseTable::Impl::Grant(std::optional<Duration> ttl, absl::string_view connection,
                                                  absl::string_view nonce) {
  if (absl::Status status = CheckTtl(ttl); !status.ok()) return status;
  const OrReason<Admitted> admitted = Admit(MakeLease(Clamp(ttl), nonce), connection);
  if (const Reason* reason = std::get_if<Reason>(&admitted)) return Refuse(*reason, "", Executed::kNo);
  return std::get<Admitted>(admitted).view;
}

absl::StatusOr<LeaseView> LeaseTable::Impl::Renew(absl::string_view text, std::optional<Duration> ttl) {
  if (absl::Status status = CheckTtl(ttl); !status.ok()) return status;
  const OrReason<Token> token = ReadLease(text);
  if (const Reason* reason = std::get_if<Reason>(&token)) return Refuse(*reason, "lease", Executed::kNo);
  const Token& read = std::get<Token>(token);
  const auto standing = ShardOf(read.lease).Renew(read, ttl ? std::optional(Clamp(ttl)) : std::nullopt);
  if (const Reason* reason = std::get_if<Reason>(&standing)) return Refuse(*reason, "lease", Executed::kNo);
  LeaseView view = View(std::get<Shard::Standing>(standing));
  view.id = std::string(text);
  return view;
}

bool LeaseTable::Impl::DisposeReference(absl::string_view text) {
  const OrReason<Token> token = ReadReference(text);
  if (std::holds_alternative<Reason>(token)) return false;
  const Token& read = std::get<Token>(token);
  Releases releases = MakeReleases();
  return ShardOf(read.lease).DisposeReference(read.lease, read.ordinal, &read.secret, releases);
}

bool LeaseTable::Impl::DisposeLease(absl::string_view text) {
  const OrReason<Token> token = ReadLease(text);
  if (std::holds_alternative<Reason>(token)) return false;
  const Token& read = std::get<Token>(token);
  Releases releases = MakeReleases();
  return ShardOf(read.lease).DisposeLease(read.lease, &read.secret, options_.reap_batch, releases);
}

bool LeaseTable::Impl::DisposeNonce(absl::string_view nonce) {
  const NonceDigest digest = common_.hash(nonce);
  Releases releases = MakeReleases();
  bool held = false;
  for (;;) {
    const std::vector<Nonces::Grants> granted = common_.nonces.Take(digest, options_.reap_batch);
    if (granted.empty()) return held;
    for (const Nonces::Grants& grants : granted) held |= DisposeGrants(grants, releases);
  }
}

bool LeaseTable::Impl::DisposeGrants(const Nonces::Grants& grants, Releases& releases) {
  Shard& shard = ShardOf(grants.lease);
  if (grants.first == 0) return shard.DisposeLease(grants.lease, nullptr, options_.reap_batch, releases);
  bool held = false;
  for (uint32_t i = 0; i < grants.count; ++i) {
    held |= shard.DisposeReference(grants.lease, grants.first + i, nullptr, releases);
  }
  return held;
}

bool LeaseTable::Impl::Reap() {
  common_.clock.Tick();
  bool more = false;
  Releases releases = MakeReleases();
  for (const auto& shard : shards_) more |= shard->Reap(options_.reap_batch, releases);
  return more;
}

LeaseTable::Stats LeaseTable::Impl::stats() const {
  Stats stats;
  stats.leases = common_.leases.used();
  stats.references = common_.references.used();
  stats.calls_in_flight = calls_in_flight_.load(std::memory_order_relaxed);
  for (const auto& shard : shards_) stats.tombstones += shard->tombstones();
  stats.nonces = common_.nonces.size();
  stats.expired_leases = common_.expired.load(std::memory_order_relaxed);
  return stats;
}

OrReason<Token> LeaseTable::Impl::ReadLease(absl::string_view text) const {
  const std::optional<Token> token = ParseToken(text);
  if (!token || token->ordinal != 0) return Reason::kUnknownLease;
  if (token->epoch != epoch_) return Reason::kBrokerRestarted;
  return *token;
}

OrReason<Token> LeaseTable::Impl::ReadReference(absl::string_view text) const {
  const std::optional<Token> token = ParseToken(text);
  if (!token || token->ordinal == 0) return Reason::kUnknownReference;
  if (token->epoch != epoch_) return Reason::kBrokerRestarted;
  return *token;
}

LeaseView LeaseTable::Impl::View(const Shard::Standing& standing) {
  return {"", standing.term, standing.term, standing.references};
}

Duration LeaseTable::Impl::Clamp(std::optional<Duration> ttl) const {
  return std::clamp(ttl.value_or(options_.default_ttl), options_.min_ttl, options_.max_ttl);
}

std::unique_ptr<Lease> LeaseTable::Impl::MakeLease(Duration term, absl::string_view nonce) {
  auto lease = std::make_unique<Lease>();
  lease->secret = Draw<Secret>(entropy_);
  lease->nonce = common_.hash(nonce);
  lease->term = term;
  return lease;
}

OrReason<LeaseTable::Impl::Admitted> LeaseTable::Impl::Admit(std::unique_ptr<Lease> lease,
                                                             absl::string_view connection) {
  if (!common_.leases.TryTake(1)) return Reason::kLeaseQuota;
  Connection* const counted = common_.connections.Take(connection);
  if (counted == nullptr) {
    common_.leases.GiveBack(1);
    return Reason::kLeaseQuota;
  }
  lease->connection = counted;
  const Secret secret = lease->secret;
  LeaseView view = View({secret, lease->term, lease->references.size(), 0});
  for (;;) {
    // 0 is no key: CallUse says "a new lease" by it.
    const uint64_t key = std::max<uint64_t>(Draw<uint64_t>(entropy_), 1);
    lease->key = key;
    switch (ShardOf(key).Insert(lease)) {
      case Shard::Inserted::kYes: view.id = Id(key, secret); return Admitted{key, std::move(view)};
      case Shard::Inserted::kKeyTaken: continue;
      case Shard::Inserted::kWorkerLost: break;
    }
    common_.connections.GiveBack(counted);
    common_.leases.GiveBack(1);
    return Reason::kWorkerLost;
  }
}

std::vector<Reference> LeaseTable::Impl::DrawReferences(const FinishRequest& request, NonceDigest nonce) {
  std::vector<Reference> references(request.indices.size());
  for (size_t i = 0; i < references.size(); ++i) {
    references[i].index = request.indices[i];
    references[i].call_id = request.call_id;
    references[i].secret = Draw<Secret>(entropy_);
    references[i].nonce = nonce;
  }
  return references;
}

}  // namespace jsinterop::lease
