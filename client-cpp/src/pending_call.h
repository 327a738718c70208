// PendingCall: one call, from the verb to the callback.
//
//   idle ──▶ waiting for a lease ──▶ sent ──▶ answered
//     └──────────────────────────────▲  │
//                    ▲                  │  once, if the lease turned out to be lost and nothing ran
//                    └──────────────────┘
//
// Cancelling and the deadline work in each of these. While the call waits for a lease, they are ours to keep;
// once it is sent, gRPC keeps them.

#ifndef JSINTEROP_CLIENT_CPP_SRC_PENDING_CALL_H_
#define JSINTEROP_CLIENT_CPP_SRC_PENDING_CALL_H_

#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "core.h"
#include "grpcpp/client_context.h"
#include "jsinterop/call.h"
#include "jsinterop/v1/interop.pb.h"
#include "payload.h"
#include "registry.h"

namespace jsinterop::inline client::internal {

class PendingCall final : public Registered, public std::enable_shared_from_this<PendingCall> {
 public:
  // Begins. `done` is told on another thread.
  static void Start(std::shared_ptr<Core> core, Call call, Done done);

  // For Start.
  PendingCall(std::shared_ptr<Core> core, Call call, Done done);

  void Cancel() override;

 private:
  enum class Phase { kIdle, kWaiting, kSent, kAnswered };

  // One try to have the call done.
  struct Attempt {
    explicit Attempt(std::shared_ptr<Lease> lease) : named(std::move(lease)) {
      if (named != nullptr) named->BeginCall();
    }
    ~Attempt() {
      if (named != nullptr) named->EndCall();
    }

    grpc::ClientContext context;
    const std::shared_ptr<Lease> named;  // The lease that the request names, if any.
    Instant sent;
    v1::InvokeResponse invoked;
    v1::ImportResponse imported;
  };

  // The parts of either response that both have.
  struct Reply;

  absl::Status Prepare();
  absl::Status AddArguments();
  void FillInvoke();
  bool MayGrant() const;
  bool WantsLease() const;
  std::shared_ptr<Lease> LeaseOfReferences() const;
  // Where the call runs, unless a reference says otherwise.
  const std::string& Pool() const;

  void Proceed();
  void ArmDeadline() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void Send(std::shared_ptr<Lease> lease);
  void OnReply(Attempt& attempt, const absl::Status& status);
  void OnFailure(const Attempt& attempt, absl::Status status);
  absl::StatusOr<Answer> ReadReply(const Attempt& attempt, Reply reply);
  void TouchLeases(const Attempt& attempt, const std::shared_ptr<Lease>& told) const;

  // Ends the call before it was sent, unless that is too late.
  void EndUnsent(const absl::Status& status);
  void Finish(absl::StatusOr<Answer> answer);

  // Constant once the call has begun.
  const std::shared_ptr<Core> core_;
  Call call_;
  Done done_;
  v1::InvokeRequest invoke_;
  v1::ImportRequest import_;
  References references_;  // The target and what the arguments refer to, kept alive until the answer.
  gpr_timespec deadline_;
  Instant gives_up_;  // The same, for the wait for a lease, which gRPC knows nothing of.
  std::optional<std::stop_callback<std::function<void()>>> on_stop_;

  absl::Mutex mutex_;
  Phase phase_ ABSL_GUARDED_BY(mutex_) = Phase::kIdle;
  bool cancelled_ ABSL_GUARDED_BY(mutex_) = false;
  bool begun_anew_ ABSL_GUARDED_BY(mutex_) = false;
  Timers::Id deadline_timer_ ABSL_GUARDED_BY(mutex_) = 0;
  // The last is the one under way, in the phase kSent. All are kept, since gRPC may still hold on to them.
  std::vector<std::unique_ptr<Attempt>> attempts_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace jsinterop::inline client::internal

#endif  // JSINTEROP_CLIENT_CPP_SRC_PENDING_CALL_H_
