#include "lease/lease_table.h"

#include <utility>

#include "lease/table.h"

namespace jsinterop::lease {

LeaseTable::LeaseTable(const Options& options, const Clock& clock, Entropy& entropy, ReleaseSink& sink)
    : impl_(std::make_unique<Impl>(options, clock, entropy, sink)) {}

LeaseTable::~LeaseTable() = default;

absl::StatusOr<LeaseView> LeaseTable::Grant(std::optional<Duration> ttl, absl::string_view connection,
                                            absl::string_view nonce) {
  return impl_->Grant(ttl, connection, nonce);
}

absl::StatusOr<LeaseView> LeaseTable::Renew(absl::string_view lease, std::optional<Duration> ttl) {
  return impl_->Renew(lease, ttl);
}

absl::StatusOr<CallUse> LeaseTable::Use(const UseRequest& request) { return impl_->Use(request); }

WorkerKey LeaseTable::Bind(CallUse& use, WorkerKey worker) { return impl_->Bind(use, worker); }

absl::StatusOr<Finished> LeaseTable::Finish(CallUse use, const FinishRequest& request) {
  return impl_->Finish(std::move(use), request);
}

void LeaseTable::Abandon(CallUse use) { impl_->Abandon(std::move(use)); }

bool LeaseTable::DisposeReference(absl::string_view token) { return impl_->DisposeReference(token); }

bool LeaseTable::DisposeLease(absl::string_view lease) { return impl_->DisposeLease(lease); }

bool LeaseTable::DisposeNonce(absl::string_view nonce) { return impl_->DisposeNonce(nonce); }

void LeaseTable::OnWorkerLost(WorkerKey worker) { impl_->OnWorkerLost(worker); }

bool LeaseTable::Reap() { return impl_->Reap(); }

LeaseTable::Stats LeaseTable::stats() const { return impl_->stats(); }

}  // namespace jsinterop::lease
