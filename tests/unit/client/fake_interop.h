// FakeInterop: the broker's client service, played by a test over real gRPC on a port of its own.
//
// Without a script it answers sensibly: leases and references get names that count up (`lease-1`, `ref-1`),
// terms are 60 seconds, an Invoke answers with `undefined` or a new reference, as was asked. A script replaces
// what one method does. Everything that arrives is kept and can be waited for.

#ifndef JSINTEROP_TESTS_UNIT_CLIENT_FAKE_INTEROP_H_
#define JSINTEROP_TESTS_UNIT_CLIENT_FAKE_INTEROP_H_

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/synchronization/mutex.h"
#include "grpcpp/server.h"
#include "grpcpp/server_context.h"
#include "jsinterop/v1/error.pb.h"
#include "jsinterop/v1/interop.grpc.pb.h"

namespace jsinterop::testing {

class FakeInterop final : public v1::Interop::Service {
 public:
  using OnInvoke = std::function<grpc::Status(grpc::ServerContext&, const v1::InvokeRequest&, v1::InvokeResponse&)>;
  using OnImport = std::function<grpc::Status(const v1::ImportRequest&, v1::ImportResponse&)>;
  using OnRenew = std::function<grpc::Status(const v1::RenewLeaseRequest&, v1::RenewLeaseResponse&)>;
  using OnGrant = std::function<grpc::Status(const v1::GrantLeaseRequest&, v1::GrantLeaseResponse&)>;
  using OnDispose = std::function<grpc::Status(const v1::DisposeRequest&, v1::DisposeResponse&)>;

  FakeInterop();
  ~FakeInterop() override;

  // `127.0.0.1:` and the port.
  const std::string& target() const { return target_; }
  void Stop();

  // Scripts. Set before the calls that they are for.
  void Script(OnInvoke on_invoke) { Set(on_invoke_, std::move(on_invoke)); }
  void Script(OnImport on_import) { Set(on_import_, std::move(on_import)); }
  void Script(OnRenew on_renew) { Set(on_renew_, std::move(on_renew)); }
  void Script(OnGrant on_grant) { Set(on_grant_, std::move(on_grant)); }
  void Script(OnDispose on_dispose) { Set(on_dispose_, std::move(on_dispose)); }

  // Invoke and InvokeAsync answer with this value.
  void AnswerWith(v1::Value value);
  // They fail with this error of the broker's.
  void FailWith(grpc::StatusCode code, std::string reason, std::string executed, std::string message);

  std::vector<v1::InvokeRequest> invoked() const { return Get(invoked_); }      // Invoke
  std::vector<v1::InvokeRequest> invoked_async() const { return Get(async_); }  // InvokeAsync
  std::vector<v1::ImportRequest> imported() const { return Get(imported_); }
  std::vector<v1::DisposeRequest> disposed() const { return Get(disposed_); }
  std::vector<v1::GrantLeaseRequest> granted() const { return Get(granted_); }
  std::vector<v1::RenewLeaseRequest> renewed() const { return Get(renewed_); }

  // What Dispose has been told so far, all requests together.
  std::vector<std::string> DisposedTokens() const;
  std::vector<std::string> DisposedLeases() const;
  std::vector<std::string> DisposedNonces() const;

  // Waits until `condition` holds, looked at again after each request. False after 10 seconds.
  bool Await(const std::function<bool()>& condition) const;

  static grpc::Status Error(grpc::StatusCode code, const std::string& reason, const std::string& executed,
                            const std::string& message);

 private:
  grpc::Status Import(grpc::ServerContext*, const v1::ImportRequest*, v1::ImportResponse*) override;
  grpc::Status Invoke(grpc::ServerContext*, const v1::InvokeRequest*, v1::InvokeResponse*) override;
  grpc::Status InvokeAsync(grpc::ServerContext*, const v1::InvokeRequest*, v1::InvokeResponse*) override;
  grpc::Status Dispose(grpc::ServerContext*, const v1::DisposeRequest*, v1::DisposeResponse*) override;
  grpc::Status GrantLease(grpc::ServerContext*, const v1::GrantLeaseRequest*, v1::GrantLeaseResponse*) override;
  grpc::Status RenewLease(grpc::ServerContext*, const v1::RenewLeaseRequest*, v1::RenewLeaseResponse*) override;

  grpc::Status Answer(grpc::ServerContext& context, const v1::InvokeRequest& request, v1::InvokeResponse& response);
  void FillReference(v1::Reference& reference);
  static void FillTerm(v1::LeaseState& lease);

  template <typename T>
  void Set(T& slot, T value) {
    absl::MutexLock lock(&mutex_);
    slot = std::move(value);
  }
  template <typename T>
  T Get(const T& slot) const {
    absl::MutexLock lock(&mutex_);
    return slot;
  }

  mutable absl::Mutex mutex_;
  OnInvoke on_invoke_;
  OnImport on_import_;
  OnRenew on_renew_;
  OnGrant on_grant_;
  OnDispose on_dispose_;
  std::vector<v1::InvokeRequest> invoked_;
  std::vector<v1::InvokeRequest> async_;
  std::vector<v1::ImportRequest> imported_;
  std::vector<v1::DisposeRequest> disposed_;
  std::vector<v1::GrantLeaseRequest> granted_;
  std::vector<v1::RenewLeaseRequest> renewed_;
  int references_ = 0;
  std::string target_;
  std::unique_ptr<grpc::Server> server_;
};

}  // namespace jsinterop::testing

#endif  // JSINTEROP_TESTS_UNIT_CLIENT_FAKE_INTEROP_H_
