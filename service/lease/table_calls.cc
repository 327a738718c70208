// The life of a call: pin, bind, conclude, unpin.

#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "lease/refusal.h"
#include "lease/table.h"

namespace jsinterop::lease {

std::string LeaseTable::Impl::Field::Text() const {
  return index ? absl::StrCat(name, "[", *index, "]") : std::string(name);
}

absl::StatusOr<CallUse> LeaseTable::Impl::Use(const UseRequest& request) {
  CallUse use;
  if (absl::Status status = Pin(request, use); !status.ok()) {
    Unpin(use, Shard::Term::kKeep);
    return status;
  }
  if (use.uses_leases()) calls_in_flight_.fetch_add(1, std::memory_order_relaxed);
  return use;
}

WorkerKey LeaseTable::Impl::Bind(CallUse& use, WorkerKey worker) {
  // Without a worker there is no reference in the use, so the lease in it is the one that the request named.
  use.worker_ = ShardOf(use.result_lease_).Bind(use.result_lease_, worker);
  return use.worker_;
}

absl::StatusOr<Finished> LeaseTable::Impl::Finish(CallUse use, const FinishRequest& request) {
  absl::StatusOr<Finished> finished = Conclude(use, request);
  Abandon(std::move(use));
  return finished;
}

void LeaseTable::Impl::Abandon(CallUse use) {
  if (use.uses_leases()) calls_in_flight_.fetch_sub(1, std::memory_order_relaxed);
  Unpin(use, Shard::Term::kRestart);
}

absl::Status LeaseTable::Impl::Pin(const UseRequest& request, CallUse& use) {
  bool lease_is_free = false;
  if (!request.lease.empty()) {
    if (absl::Status status = PinLease(request.lease, use); !status.ok()) return status;
    lease_is_free = use.worker_ == 0;
  }
  if (request.target) {
    ObjectId object;
    if (absl::Status status = PinReference(*request.target, {"reference", {}}, use, object); !status.ok())
      return status;
    use.target_ = object;
    if (!use.result_lease_named_) use.result_lease_ = use.pins_.back().lease;
  }
  use.references_.reserve(request.references.size());
  for (size_t i = 0; i < request.references.size(); ++i) {
    ObjectId object;
    absl::Status status = PinReference(request.references[i], {"references", i}, use, object);
    if (!status.ok()) return status;
    use.references_.push_back(object);
  }
  if (!lease_is_free || use.worker_ == 0) return absl::OkStatus();
  // A lease belongs to a worker from its first use on. This is the last step, so a use that fails binds nothing.
  return Join(use, ShardOf(use.result_lease_).Bind(use.result_lease_, use.worker_), {"lease", {}});
}

absl::Status LeaseTable::Impl::PinLease(absl::string_view text, CallUse& use) {
  const OrReason<Token> token = ReadLease(text);
  if (const Reason* reason = std::get_if<Reason>(&token)) return Refuse(*reason, "lease", Executed::kNo);
  const Token& read = std::get<Token>(token);
  const auto pinned = ShardOf(read.lease).PinLease(read);
  if (const Reason* reason = std::get_if<Reason>(&pinned)) return Refuse(*reason, "lease", Executed::kNo);
  use.pins_.push_back({read.lease, 0});
  use.result_lease_ = read.lease;
  use.result_lease_named_ = true;
  use.worker_ = std::get<Shard::Pinned>(pinned).worker;
  return absl::OkStatus();
}

absl::Status LeaseTable::Impl::PinReference(absl::string_view text, const Field& field, CallUse& use,
                                            ObjectId& object) {
  const OrReason<Token> token = ReadReference(text);
  if (const Reason* reason = std::get_if<Reason>(&token)) return Refuse(*reason, field.Text(), Executed::kNo);
  const Token& read = std::get<Token>(token);
  const auto result = ShardOf(read.lease).PinReference(read);
  if (const Reason* reason = std::get_if<Reason>(&result)) return Refuse(*reason, field.Text(), Executed::kNo);
  const auto& pinned = std::get<Shard::Pinned>(result);
  use.pins_.push_back({read.lease, read.ordinal});
  object = pinned.object;
  return Join(use, pinned.worker, field);
}

absl::Status LeaseTable::Impl::Join(CallUse& use, WorkerKey worker, const Field& field) {
  if (use.worker_ == 0) use.worker_ = worker;
  if (use.worker_ != worker) return Refuse(Reason::kWrongWorker, field.Text(), Executed::kNo);
  return absl::OkStatus();
}

void LeaseTable::Impl::Unpin(CallUse& use, Shard::Term term) {
  Releases releases = MakeReleases();
  for (const auto& pin : use.pins_) {
    const auto released = ShardOf(pin.lease).Unpin(pin.lease, pin.ordinal, term);
    if (released) releases.Add(released->worker, released->object);
  }
  use.pins_.clear();
}

absl::StatusOr<Finished> LeaseTable::Impl::Conclude(const CallUse& use, const FinishRequest& request) {
  const uint64_t key = use.result_lease_;
  if (key == 0) return request.indices.empty() ? Finished() : GrantWithNewLease(request);
  Finished finished;
  Shard::Standing standing;
  if (request.indices.empty()) {
    const auto restarted = ShardOf(key).Restart(key);
    if (!restarted) return finished;  // It was disposed, which matters to nobody: nothing was granted.
    standing = *restarted;
  } else {
    const auto registered = GrantInto(key, request, finished.tokens);
    if (const Reason* reason = std::get_if<Reason>(&registered)) {
      return Refuse(*reason, use.result_lease_named_ ? "lease" : "reference", Executed::kYes);
    }
    standing = std::get<Shard::Standing>(registered);
  }
  finished.lease = View(standing);
  if (use.result_lease_named_) finished.lease->id = Id(key, standing.secret);
  return finished;
}

OrReason<Shard::Standing> LeaseTable::Impl::GrantInto(uint64_t key, const FinishRequest& request,
                                                      std::vector<std::string>& tokens) {
  const size_t count = request.indices.size();
  if (!common_.references.TryTake(count)) return Reason::kReferenceQuota;
  std::vector<Reference> grants = DrawReferences(request, common_.hash(request.nonce));
  auto registered =
      ShardOf(key).Register(key, request.worker, absl::MakeSpan(grants), options_.max_references_per_lease);
  if (std::holds_alternative<Reason>(registered)) {
    common_.references.GiveBack(count);
  } else {
    tokens = Tokens(key, grants);
  }
  return registered;
}

absl::StatusOr<Finished> LeaseTable::Impl::GrantWithNewLease(const FinishRequest& request) {
  const size_t count = request.indices.size();
  if (count > options_.max_references_per_lease || !common_.references.TryTake(count)) {
    return Refuse(Reason::kReferenceQuota, "", Executed::kYes);
  }
  // The nonce stands for the lease, and so for all that is in it.
  std::unique_ptr<Lease> lease = MakeLease(Clamp(std::nullopt), request.nonce);
  lease->worker = request.worker;
  std::vector<Reference> grants = DrawReferences(request, NonceDigest());
  for (Reference& grant : grants) {
    grant.ordinal = lease->next_ordinal++;
    lease->references.insert(lease->references.end(), grant);
  }
  const auto admitted = Admit(std::move(lease), request.connection);
  if (const Reason* reason = std::get_if<Reason>(&admitted)) {
    common_.references.GiveBack(count);
    return Refuse(*reason, "", Executed::kYes);
  }
  const Admitted& made = std::get<Admitted>(admitted);
  return Finished{Tokens(made.key, grants), made.view};
}

std::vector<std::string> LeaseTable::Impl::Tokens(uint64_t key, const std::vector<Reference>& references) const {
  std::vector<std::string> tokens;
  tokens.reserve(references.size());
  for (const Reference& reference : references) {
    tokens.push_back(FormatToken({epoch_, key, reference.ordinal, reference.secret}));
  }
  return tokens;
}

}  // namespace jsinterop::lease
