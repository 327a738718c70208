#include "unit/lease/model.h"

#include <algorithm>

namespace jsinterop::lease {

Duration Model::Term(std::optional<Duration> ttl) const {
  return std::max(options_.min_ttl, std::min(options_.max_ttl, ttl.value_or(options_.default_ttl)));
}

std::string Model::WhyNotLease(const std::string& token, size_t& lease) const {
  const auto found = leases_by_token_.find(token);
  if (found == leases_by_token_.end()) return "UNKNOWN_LEASE";
  lease = found->second;
  return leases_[lease].ended;
}

std::string Model::WhyNotReference(const std::string& token, size_t& reference) const {
  const auto found = references_by_token_.find(token);
  if (found == references_by_token_.end()) return "UNKNOWN_REFERENCE";
  reference = found->second;
  const Lease& lease = leases_[references_[reference].lease];
  if (!lease.ended.empty()) return lease.ended;
  if (references_[reference].lost) return "WORKER_LOST";
  return references_[reference].held ? "" : "DISPOSED";
}

void Model::MakeLease(Duration term, const std::string& connection, const std::string& nonce) {
  Lease lease;
  lease.term = term;
  lease.expires_at = now_ + term;
  lease.connection = connection;
  lease.nonce = nonce;
  live_leases_.insert(leases_.size());
  leases_.push_back(lease);
}

std::string Model::Grant(std::optional<Duration> ttl, const std::string& connection, const std::string& nonce) {
  if (ttl && *ttl < Duration(0)) return "INVALID_FIELD ttl";
  uint64_t of_connection = 0;
  for (const size_t lease : live_leases_) of_connection += leases_[lease].connection == connection ? 1 : 0;
  if (LiveLeases() >= options_.max_leases) return "LEASE_QUOTA";
  if (of_connection >= options_.max_leases_per_connection) return "LEASE_QUOTA";
  MakeLease(Term(ttl), connection, nonce);
  return "";
}

std::string Model::Renew(const std::string& token, std::optional<Duration> ttl) {
  if (ttl && *ttl < Duration(0)) return "INVALID_FIELD ttl";
  size_t lease = 0;
  if (const std::string why = WhyNotLease(token, lease); !why.empty()) return why + " lease";
  if (ttl) leases_[lease].term = Term(ttl);
  leases_[lease].expires_at = now_ + leases_[lease].term;
  return "";
}

std::string Model::Begin(const std::string& lease, const std::optional<std::string>& target,
                         const std::vector<std::string>& references, Use& use) {
  use = Use();
  if (!lease.empty()) {
    size_t found = 0;
    if (const std::string why = WhyNotLease(lease, found); !why.empty()) return why + " lease";
    use.pinned_leases.push_back(found);
    use.result_lease = found;
    use.named = true;
    use.worker = leases_[found].worker;
  }
  const auto add = [&](const std::string& token, const std::string& field) -> std::string {
    size_t found = 0;
    if (const std::string why = WhyNotReference(token, found); !why.empty()) return why + " " + field;
    const Reference& reference = references_[found];
    if (use.worker == 0) use.worker = reference.object.worker;
    if (use.worker != reference.object.worker) return "WRONG_WORKER " + field;
    use.pinned_references.push_back(found);
    use.pinned_leases.push_back(reference.lease);
    return "";
  };
  if (target) {
    if (std::string why = add(*target, "reference"); !why.empty()) return why;
    use.target = references_[use.pinned_references.back()].object.object;
    if (!use.named) use.result_lease = use.pinned_leases.back();
  }
  for (size_t i = 0; i < references.size(); ++i) {
    if (std::string why = add(references[i], "references[" + std::to_string(i) + "]"); !why.empty()) return why;
    use.references.push_back(references_[use.pinned_references.back()].object.object);
  }
  if (use.named && leases_[*use.result_lease].worker == 0) leases_[*use.result_lease].worker = use.worker;
  for (const size_t pinned : use.pinned_leases) {
    ++leases_[pinned].uses;
    leases_[pinned].expires_at = now_ + leases_[pinned].term;
  }
  for (const size_t pinned : use.pinned_references) ++references_[pinned].calls;
  return "";
}

void Model::Bind(Use& use, WorkerKey worker) {
  Lease& lease = leases_[*use.result_lease];
  use.worker = worker;
  if (!lease.ended.empty()) return;
  if (lease.worker == 0 && !IsLost(worker)) lease.worker = worker;
  if (lease.worker != 0) use.worker = lease.worker;
}

std::string Model::Finish(const Use& use, WorkerKey worker, uint64_t call_id, const std::vector<uint32_t>& indices,
                          const std::string& connection, const std::string& nonce) {
  if (indices.empty()) return "";
  if (CountedReferences() + indices.size() > options_.max_references) {
    if (!use.result_lease) return "REFERENCE_QUOTA (executed)";
    return std::string("REFERENCE_QUOTA ") + (use.named ? "lease" : "reference") + " (executed)";
  }
  size_t into = 0;
  if (use.result_lease) {
    into = *use.result_lease;
    const std::string field = use.named ? " lease (executed)" : " reference (executed)";
    if (!leases_[into].ended.empty()) return leases_[into].ended + field;
    if (IsLost(worker)) return "WORKER_LOST" + field;
    if (leases_[into].worker != 0 && leases_[into].worker != worker) return "WRONG_WORKER" + field;
    if (ReferencesOf(into) + indices.size() > options_.max_references_per_lease) return "REFERENCE_QUOTA" + field;
  } else {
    if (indices.size() > options_.max_references_per_lease) return "REFERENCE_QUOTA (executed)";
    if (const std::string why = Grant({}, connection, nonce); !why.empty()) return why + " (executed)";
    into = last_lease();
    if (IsLost(worker)) {
      live_leases_.erase(into);
      leases_.pop_back();
      return "WORKER_LOST (executed)";
    }
  }
  leases_[into].worker = worker;
  to_name_.clear();
  for (const uint32_t index : indices) {
    Reference reference;
    reference.lease = into;
    reference.object = {worker, {call_id, index}};
    // Who was granted the lease by the same call disposes of the lease.
    if (use.result_lease) reference.nonce = nonce;
    held_.insert(references_.size());
    counted_.insert(references_.size());
    leases_[into].references.push_back(references_.size());
    to_name_.push_back(references_.size());
    references_.push_back(reference);
  }
  return "";
}

void Model::End(const Use& use) {
  for (const size_t pinned : use.pinned_references) {
    Reference& reference = references_[pinned];
    if (--reference.calls == 0 && !reference.held && counted_.contains(pinned)) Release(pinned);
  }
  for (const size_t pinned : use.pinned_leases) {
    --leases_[pinned].uses;
    leases_[pinned].expires_at = now_ + leases_[pinned].term;
  }
}

bool Model::DisposeReference(const std::string& token) {
  size_t reference = 0;
  if (!WhyNotReference(token, reference).empty()) return false;
  Drop(reference);
  return true;
}

bool Model::DisposeLease(const std::string& token) {
  size_t lease = 0;
  if (!WhyNotLease(token, lease).empty()) return false;
  EndLease(lease, "DISPOSED");
  return true;
}

bool Model::DisposeNonce(const std::string& nonce) {
  if (nonce.empty()) return false;
  bool held = false;
  for (const size_t lease : std::set<size_t>(live_leases_)) {
    if (leases_[lease].nonce != nonce) continue;
    EndLease(lease, "DISPOSED");
    held = true;
  }
  for (const size_t reference : std::set<size_t>(held_)) {
    if (references_[reference].nonce != nonce) continue;
    Drop(reference);
    held = true;
  }
  return held;
}

void Model::Lose(WorkerKey worker) {
  lost_.insert(worker);
  for (const size_t live : live_leases_) {
    Lease& lease = leases_[live];
    if (lease.worker != worker) continue;
    for (const size_t i : lease.references) {
      references_[i].held = false;
      references_[i].lost = true;
      held_.erase(i);
      counted_.erase(i);
    }
    lease.worker = 0;
  }
}

void Model::Reap() {
  const Duration late = now_ - last_reap_ - options_.reap_interval;
  last_reap_ = now_;
  for (const size_t live : std::set<size_t>(live_leases_)) {
    Lease& lease = leases_[live];
    if (late > options_.pause_slack) lease.expires_at += late;
    if (lease.uses == 0 && now_ >= lease.expires_at + lease.term / 2) EndLease(live, "LEASE_EXPIRED");
  }
}

void Model::Drop(size_t reference) {
  references_[reference].held = false;
  held_.erase(reference);
  if (references_[reference].calls == 0) Release(reference);
}

void Model::Release(size_t reference) {
  counted_.erase(reference);
  const Held& object = references_[reference].object;
  if (!IsLost(object.worker)) released_.insert(object);
}

void Model::EndLease(size_t lease, const std::string& reason) {
  live_leases_.erase(lease);
  leases_[lease].ended = reason;
  for (const size_t reference : leases_[lease].references) {
    if (references_[reference].held) Drop(reference);
  }
}

void Model::NameLease(const std::string& token) {
  leases_.back().token = token;
  leases_by_token_[token] = last_lease();
}

void Model::NameReferences(const std::vector<std::string>& tokens) {
  for (size_t i = 0; i < tokens.size(); ++i) {
    references_[to_name_[i]].token = tokens[i];
    references_by_token_[tokens[i]] = to_name_[i];
  }
}

uint64_t Model::ReferencesOf(size_t lease) const {
  const auto& all = leases_[lease].references;
  return static_cast<uint64_t>(std::count_if(all.begin(), all.end(), [&](size_t i) { return references_[i].held; }));
}

uint64_t Model::LiveNonces() const {
  uint64_t count = 0;
  for (const size_t lease : live_leases_) count += leases_[lease].nonce.empty() ? 0 : 1;
  std::set<uint64_t> calls;
  for (const size_t i : held_) {
    if (!references_[i].nonce.empty()) calls.insert(references_[i].object.object.call_id);
  }
  return count + calls.size();
}

std::vector<std::string> Model::LiveReferenceTokens() const {
  std::vector<std::string> tokens;
  for (const size_t reference : held_) tokens.push_back(references_[reference].token);
  return tokens;
}

std::vector<std::string> Model::LiveLeaseTokens() const {
  std::vector<std::string> tokens;
  for (const size_t lease : live_leases_) tokens.push_back(leases_[lease].token);
  return tokens;
}

}  // namespace jsinterop::lease
