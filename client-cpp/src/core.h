// Core: what a RemoteRuntime and its references share.
//
// Ownership. The RemoteRuntime, every ReferenceState, every call under way and every RPC of the library's own
// hold the Core; the Core holds none of them, and its registry knows them weakly. Leases and the disposer know it
// weakly. Close ends its work; what still holds it afterwards holds a shell, without a channel, that refuses
// everything.

#ifndef JSINTEROP_CLIENT_CPP_SRC_CORE_H_
#define JSINTEROP_CLIENT_CPP_SRC_CORE_H_

#include <memory>
#include <optional>
#include <string>

#include "disposer.h"
#include "grpcpp/channel.h"
#include "jsinterop/remote_runtime.h"
#include "jsinterop/v1/interop.grpc.pb.h"
#include "lease_book.h"
#include "reference_state.h"
#include "registry.h"
#include "system.h"
#include "unary_rpc.h"

namespace jsinterop::inline client::internal {

// Safe for concurrent use.
class Core final : public ReferenceOwner,
                   public LeaseRpcs,
                   public DisposeRpc,
                   public std::enable_shared_from_this<Core> {
 public:
  static std::shared_ptr<Core> Make(const std::shared_ptr<grpc::Channel>& channel, RemoteOptions options,
                                    System system);

  Core(const std::shared_ptr<grpc::Channel>& channel, RemoteOptions options, System system);

  // Cancels everything that is under way, waits until it has ended, and releases the leases. Inside a callback it
  // does not wait, and all that happens soon.
  void Close();

  const RemoteOptions& options() const { return options_; }
  Registry& registry() { return *registry_; }
  LeaseBook& leases() { return *leases_; }
  Disposer& disposer() { return *disposer_; }
  Timers& timers() { return *system_.timers; }
  Random& random() { return *system_.random; }
  // REQUIRES: the caller is in the registry, so that the stub is still there.
  AsyncStub& stub() { return *stub_->async(); }
  // 16 random bytes.
  std::string NewNonce();

  // ReferenceOwner.
  void StartCall(Call call, Done done) override;
  void StartDispose(std::shared_ptr<ReferenceState> reference, Done done) override;
  void Discard(std::string token) override;

  // LeaseRpcs.
  void GrantLease(TermsDone done) override;
  void RenewLease(const std::string& id, TermsDone done) override;
  void ReleaseLease(const std::string& id) override;

  // DisposeRpc.
  void SendDispose(v1::DisposeRequest request, StatusDone done) override;

  // For RemoteRuntime's own verbs.
  void Renew(const std::string& id, std::optional<absl::Duration> ttl, TermsDone done);
  void Dispose(v1::DisposeRequest request, absl::AnyInvocable<void(absl::StatusOr<v1::DisposeResponse>) &&> done);

 private:
  // Starts a short RPC that tells `done` its response; if all is closed, `done` is told `if_closed`.
  template <typename Request, typename Response>
  void Begin(AsyncMethod<Request, Response> method, Request request,
             absl::AnyInvocable<void(absl::StatusOr<Response>) &&> done, absl::Status if_closed);
  // Tells `done` on another thread, as an RPC would.
  template <typename D, typename T>
  void Post(D done, T result);
  void SendLast(v1::DisposeRequest request);
  void DropChannel();

  // Constant after construction, or provide their own synchronization.
  const RemoteOptions options_;
  const System system_;
  const std::shared_ptr<Registry> registry_ = std::make_shared<Registry>();
  std::shared_ptr<LeaseBook> leases_;
  std::shared_ptr<Disposer> disposer_;

  // Used only by what is in the registry, and dropped when that is closed and empty. They hold the channel, which must
  // not end on a callback thread of gRPC's; see Registry.
  Stub stub_;
};

}  // namespace jsinterop::inline client::internal

#endif  // JSINTEROP_CLIENT_CPP_SRC_CORE_H_
