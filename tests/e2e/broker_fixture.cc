#include "broker_fixture.h"

#include <thread>

namespace jsinterop::e2e {

server::Options TestOptions(int workers) {
  server::Options options;
  options.listen = "127.0.0.1:0";
  options.local_workers = workers;
  options.root = JSINTEROP_TEST_MODULES;
  options.worker_script = JSINTEROP_WORKER_SCRIPT;
  options.router.leases.min_ttl = std::chrono::milliseconds(50);
  options.drain_timeout = std::chrono::seconds(1);
  return options;
}

bool Eventually(const std::function<bool()>& condition) {
  const auto give_up = std::chrono::steady_clock::now() + std::chrono::seconds(60);
  while (!condition()) {
    if (std::chrono::steady_clock::now() > give_up) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  return true;
}

v1::ErrorInfo InfoOf(const grpc::Status& status) {
  v1::StatusDetails details;
  v1::ErrorInfo info;
  if (details.ParseFromString(status.error_details()) && details.details_size() == 1 &&
      details.details(0).type_url() == "type.googleapis.com/google.rpc.ErrorInfo") {
    info.ParseFromString(details.details(0).value());
  }
  return info;
}

v1::Value Json(const std::string& text) {
  v1::Value value;
  value.set_json(text);
  return value;
}

v1::Value Number(double number) {
  v1::Value value;
  value.set_number(number);
  return value;
}

v1::InvokeRequest Call(const std::string& module, const std::string& member) {
  v1::InvokeRequest request;
  request.set_module(module);
  request.set_member(member);
  return request;
}

v1::InvokeRequest CallOn(const v1::Reference& reference, const std::string& member) {
  v1::InvokeRequest request;
  *request.mutable_reference() = reference;
  request.set_member(member);
  return request;
}

void BrokerTest::Start(const server::Options& options) {
  auto broker = server::Broker::Start(options, *logger_);
  ASSERT_TRUE(broker.ok()) << broker.status();
  broker_ = *std::move(broker);
  client_ = NewClient();
  AwaitWorkers(static_cast<size_t>(options.local_workers));
}

void BrokerTest::AwaitWorkers(size_t count) {
  ASSERT_TRUE(Eventually([&] { return broker_->router().stats().workers == count; }));
}

std::unique_ptr<v1::Interop::Stub> BrokerTest::NewClient() const {
  grpc::ChannelArguments arguments;
  arguments.SetMaxReceiveMessageSize(-1);
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);  // A connection of its own.
  return v1::Interop::NewStub(grpc::CreateCustomChannel("127.0.0.1:" + std::to_string(broker_->port()),
                                                        grpc::InsecureChannelCredentials(), arguments));
}

grpc::Status BrokerTest::Invoke(const v1::InvokeRequest& request, v1::InvokeResponse* response) {
  grpc::ClientContext context;
  return client_->Invoke(&context, request, response);
}

grpc::Status BrokerTest::InvokeAsync(const v1::InvokeRequest& request, v1::InvokeResponse* response) {
  grpc::ClientContext context;
  return client_->InvokeAsync(&context, request, response);
}

v1::Value BrokerTest::Result(const v1::InvokeRequest& request) {
  v1::InvokeResponse response;
  EXPECT_THAT(Invoke(request, &response), Succeeds());
  EXPECT_TRUE(response.has_value()) << response.ShortDebugString();
  return response.value();
}

v1::Reference BrokerTest::Make(v1::InvokeRequest request, std::string* lease) {
  request.set_result(v1::RESULT_MODE_REFERENCE);
  v1::InvokeResponse response;
  EXPECT_THAT(Invoke(request, &response), Succeeds());
  EXPECT_TRUE(response.has_reference()) << response.ShortDebugString();
  if (lease != nullptr) *lease = response.lease().id();
  return response.reference();
}

v1::Reference BrokerTest::MakeCounter(const std::string& lease) {
  v1::InvokeRequest request = Call("./probe.js", "makeCounter");
  request.set_lease(lease);
  return Make(request);
}

v1::Disposal BrokerTest::Dispose(const v1::Reference& reference) {
  grpc::ClientContext context;
  v1::DisposeRequest request;
  *request.add_references() = reference;
  v1::DisposeResponse response;
  EXPECT_THAT(client_->Dispose(&context, request, &response), Succeeds());
  return response.references(0);
}

std::string BrokerTest::Lease(std::chrono::milliseconds ttl) {
  grpc::ClientContext context;
  v1::GrantLeaseRequest request;
  request.mutable_ttl()->set_seconds(ttl.count() / 1000);
  request.mutable_ttl()->set_nanos(static_cast<int>(ttl.count() % 1000) * 1'000'000);
  v1::GrantLeaseResponse response;
  EXPECT_THAT(client_->GrantLease(&context, request, &response), Succeeds());
  return response.lease().id();
}

}  // namespace jsinterop::e2e
