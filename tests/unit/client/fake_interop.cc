#include "fake_interop.h"

#include <chrono>
#include <thread>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "grpcpp/health_check_service_interface.h"
#include "grpcpp/security/server_credentials.h"
#include "grpcpp/server_builder.h"

namespace jsinterop::testing {

FakeInterop::FakeInterop() {
  int port = 0;
  grpc::EnableDefaultHealthCheckService(true);
  grpc::ServerBuilder builder;
  builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port);
  builder.RegisterService(this);
  server_ = builder.BuildAndStart();
  target_ = absl::StrCat("127.0.0.1:", port);
}

FakeInterop::~FakeInterop() { Stop(); }

void FakeInterop::Stop() {
  if (server_ == nullptr) return;
  server_->Shutdown(std::chrono::system_clock::now());
  server_->Wait();
  server_ = nullptr;
}

void FakeInterop::AnswerWith(v1::Value value) {
  Script(OnInvoke([value = std::move(value)](grpc::ServerContext&, const v1::InvokeRequest&, v1::InvokeResponse& r) {
    *r.mutable_value() = value;
    return grpc::Status::OK;
  }));
}

void FakeInterop::FailWith(grpc::StatusCode code, std::string reason, std::string executed, std::string message) {
  Script(OnInvoke([=](grpc::ServerContext&, const v1::InvokeRequest&, v1::InvokeResponse&) {
    return Error(code, reason, executed, message);
  }));
}

std::vector<std::string> FakeInterop::DisposedTokens() const {
  std::vector<std::string> tokens;
  for (const auto& request : disposed()) {
    for (const auto& reference : request.references()) tokens.push_back(reference.token());
  }
  return tokens;
}

std::vector<std::string> FakeInterop::DisposedLeases() const {
  std::vector<std::string> leases;
  for (const auto& request : disposed()) leases.insert(leases.end(), request.leases().begin(), request.leases().end());
  return leases;
}

std::vector<std::string> FakeInterop::DisposedNonces() const {
  std::vector<std::string> nonces;
  for (const auto& request : disposed()) nonces.insert(nonces.end(), request.nonces().begin(), request.nonces().end());
  return nonces;
}

bool FakeInterop::Await(const std::function<bool()>& condition) const {
  const absl::Time give_up = absl::Now() + absl::Seconds(10);
  while (!condition()) {
    if (absl::Now() > give_up) return false;
    std::this_thread::yield();
  }
  return true;
}

grpc::Status FakeInterop::Error(grpc::StatusCode code, const std::string& reason, const std::string& executed,
                                const std::string& message) {
  v1::ErrorInfo info;
  info.set_reason(reason);
  info.set_domain("jsinterop.v1");
  (*info.mutable_metadata())["executed"] = executed;
  v1::StatusDetails details;
  details.set_code(code);
  details.set_message(message);
  google::protobuf::Any& any = *details.add_details();
  any.set_type_url("type.googleapis.com/google.rpc.ErrorInfo");
  any.set_value(info.SerializeAsString());
  return grpc::Status(code, message, details.SerializeAsString());
}

void FakeInterop::FillTerm(v1::LeaseState& lease) {
  lease.mutable_term()->set_seconds(60);
  lease.mutable_remaining()->set_seconds(60);
}

void FakeInterop::FillReference(v1::Reference& reference) {
  absl::MutexLock lock(&mutex_);
  reference.set_token(absl::StrCat("ref-", ++references_));
  reference.set_kind(v1::OBJECT_KIND_OBJECT);
  reference.set_class_name("Cart");
}

grpc::Status FakeInterop::Answer(grpc::ServerContext& context, const v1::InvokeRequest& request,
                                 v1::InvokeResponse& response) {
  if (const OnInvoke script = Get(on_invoke_)) return script(context, request, response);
  if (request.result() == v1::RESULT_MODE_REFERENCE) {
    FillReference(*response.mutable_reference());
  } else if (request.result() == v1::RESULT_MODE_VOID) {
    response.mutable_completed();
  } else {
    response.mutable_value()->mutable_undefined();
  }
  if (!request.lease().empty()) {
    FillTerm(*response.mutable_lease());
    response.mutable_lease()->set_id(request.lease());
  } else if (request.has_reference()) {
    FillTerm(*response.mutable_lease());
  }
  return grpc::Status::OK;
}

grpc::Status FakeInterop::Invoke(grpc::ServerContext* context, const v1::InvokeRequest* request,
                                 v1::InvokeResponse* response) {
  {
    absl::MutexLock lock(&mutex_);
    invoked_.push_back(*request);
  }
  return Answer(*context, *request, *response);
}

grpc::Status FakeInterop::InvokeAsync(grpc::ServerContext* context, const v1::InvokeRequest* request,
                                      v1::InvokeResponse* response) {
  {
    absl::MutexLock lock(&mutex_);
    async_.push_back(*request);
  }
  return Answer(*context, *request, *response);
}

grpc::Status FakeInterop::Import(grpc::ServerContext*, const v1::ImportRequest* request, v1::ImportResponse* response) {
  {
    absl::MutexLock lock(&mutex_);
    imported_.push_back(*request);
  }
  if (const OnImport script = Get(on_import_)) return script(*request, *response);
  FillReference(*response->mutable_reference());
  FillTerm(*response->mutable_lease());
  response->mutable_lease()->set_id(request->lease());
  v1::Export& add = *response->add_exports();
  add.set_name("add");
  add.set_kind(v1::EXPORT_KIND_FUNCTION);
  response->set_version("0123456789abcdef");
  return grpc::Status::OK;
}

grpc::Status FakeInterop::Dispose(grpc::ServerContext*, const v1::DisposeRequest* request,
                                  v1::DisposeResponse* response) {
  {
    absl::MutexLock lock(&mutex_);
    disposed_.push_back(*request);
  }
  if (const OnDispose script = Get(on_dispose_)) return script(*request, *response);
  for (int i = 0; i < request->references_size(); ++i) response->add_references(v1::DISPOSAL_RELEASED);
  for (int i = 0; i < request->leases_size(); ++i) response->add_leases(v1::DISPOSAL_RELEASED);
  for (int i = 0; i < request->nonces_size(); ++i) response->add_nonces(v1::DISPOSAL_RELEASED);
  return grpc::Status::OK;
}

grpc::Status FakeInterop::GrantLease(grpc::ServerContext*, const v1::GrantLeaseRequest* request,
                                     v1::GrantLeaseResponse* response) {
  size_t number = 0;
  {
    absl::MutexLock lock(&mutex_);
    granted_.push_back(*request);
    number = granted_.size();
  }
  if (const OnGrant script = Get(on_grant_)) return script(*request, *response);
  FillTerm(*response->mutable_lease());
  response->mutable_lease()->set_id(absl::StrCat("lease-", number));
  return grpc::Status::OK;
}

grpc::Status FakeInterop::RenewLease(grpc::ServerContext*, const v1::RenewLeaseRequest* request,
                                     v1::RenewLeaseResponse* response) {
  {
    absl::MutexLock lock(&mutex_);
    renewed_.push_back(*request);
  }
  if (const OnRenew script = Get(on_renew_)) return script(*request, *response);
  FillTerm(*response->mutable_lease());
  return grpc::Status::OK;
}

}  // namespace jsinterop::testing
