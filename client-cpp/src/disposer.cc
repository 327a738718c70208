#include "disposer.h"

#include <utility>

namespace jsinterop::inline client::internal {
namespace {

// Enough that a million objects take some hundred RPCs, and each stays far below the largest message.
constexpr int kMaxBatch = 8'192;

// If the broker cannot be reached for so many, the lease has to do it. (While it answers, none may be dropped: a lease
// that is renewed would keep them for ever.)
constexpr int kMaxWaiting = 1'000'000;

int Count(const v1::DisposeRequest& request) {
  return request.references_size() + request.leases_size() + request.nonces_size();
}

// Moves the last of `from` to `to` until that is full.
template <typename Items>
void MoveSome(Items& from, Items& to, int& room) {
  while (room > 0 && !from.empty()) {
    to.AddAllocated(from.ReleaseLast());
    --room;
  }
}

v1::DisposeRequest TakeBatch(v1::DisposeRequest& waiting) {
  v1::DisposeRequest batch;
  int room = kMaxBatch;
  MoveSome(*waiting.mutable_leases(), *batch.mutable_leases(), room);
  MoveSome(*waiting.mutable_nonces(), *batch.mutable_nonces(), room);
  MoveSome(*waiting.mutable_references(), *batch.mutable_references(), room);
  return batch;
}

// Trouble on the way (cancelling, when the runtime is destroyed, is such too), as against an answer that will not
// change.
bool IsWorthRetrying(const absl::Status& status) {
  return absl::IsUnavailable(status) || absl::IsCancelled(status) || absl::IsDeadlineExceeded(status) ||
         absl::IsResourceExhausted(status);
}

}  // namespace

Disposer::Disposer(std::weak_ptr<DisposeRpc> rpc, const System& system) : rpc_(std::move(rpc)), system_(system) {}

void Disposer::AddReference(const std::string& token) {
  Add([&](v1::DisposeRequest& waiting) { waiting.add_references()->set_token(token); });
}

void Disposer::AddLease(const std::string& id) {
  Add([&](v1::DisposeRequest& waiting) { waiting.add_leases(id); });
}

void Disposer::AddNonce(const std::string& nonce) {
  Add([&](v1::DisposeRequest& waiting) { waiting.add_nonces(nonce); });
}

template <typename AddTo>
void Disposer::Add(AddTo add_to) {
  {
    absl::MutexLock lock(&mutex_);
    // After Close, nobody would send it.
    if (closed_ || (failures_ > 0 && Count(waiting_) >= kMaxWaiting)) return;
    add_to(waiting_);
  }
  Pump();
}

void Disposer::Pump() {
  v1::DisposeRequest request;
  const auto rpc = rpc_.lock();
  {
    absl::MutexLock lock(&mutex_);
    if (sending_ || closed_ || rpc == nullptr || Count(waiting_) == 0) return;
    sending_ = true;
    sent_ = TakeBatch(waiting_);
    request = sent_;
  }
  rpc->SendDispose(std::move(request),
                   [self = shared_from_this()](const absl::Status& status) { self->OnSent(status); });
}

void Disposer::OnSent(const absl::Status& status) {
  {
    absl::MutexLock lock(&mutex_);
    if (closed_) return;
    if (IsWorthRetrying(status)) {
      waiting_.MergeFrom(sent_);
      system_.timers->RunAfter(RetryPause(failures_++, *system_.random), [weak = weak_from_this()] {
        const auto self = weak.lock();
        if (self == nullptr) return;
        {
          absl::MutexLock relock(&self->mutex_);
          self->sending_ = false;
        }
        self->Pump();
      });
      sent_.Clear();
      return;
    }
    failures_ = 0;
    sending_ = false;
    sent_.Clear();
  }
  Pump();
}

v1::DisposeRequest Disposer::Close() {
  absl::MutexLock lock(&mutex_);
  closed_ = true;
  waiting_.MergeFrom(sent_);
  sent_.Clear();
  return std::exchange(waiting_, {});
}

}  // namespace jsinterop::inline client::internal
