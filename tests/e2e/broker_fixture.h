// A real broker and real workers, and the verbs that end-to-end tests are written in.

#ifndef JSINTEROP_TESTS_E2E_BROKER_FIXTURE_H_
#define JSINTEROP_TESTS_E2E_BROKER_FIXTURE_H_

#include <gmock/gmock.h>
#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>
#include <spdlog/logger.h>

#include <functional>
#include <map>
#include <memory>
#include <string>

#include "jsinterop/v1/error.pb.h"
#include "jsinterop/v1/interop.grpc.pb.h"
#include "server/broker.h"

namespace jsinterop::e2e {

// Options for tests: a system-chosen port, the test modules, and leases that may be short.
server::Options TestOptions(int workers);

// Waits until `condition` holds, and says whether it did within a time that only a defect reaches.
bool Eventually(const std::function<bool()>& condition);

// The ErrorInfo of a status that the broker made; a default one otherwise.
v1::ErrorInfo InfoOf(const grpc::Status& status);

v1::Value Json(const std::string& text);
v1::Value Number(double number);

// A call by module and member.
v1::InvokeRequest Call(const std::string& module, const std::string& member);
v1::InvokeRequest CallOn(const v1::Reference& reference, const std::string& member);

class BrokerTest : public ::testing::Test {
 protected:
  // Starts a broker and waits for its workers.
  void Start(const server::Options& options);
  void Start(int workers) { Start(TestOptions(workers)); }

  void AwaitWorkers(size_t count);

  grpc::Status Invoke(const v1::InvokeRequest& request, v1::InvokeResponse* response);
  grpc::Status InvokeAsync(const v1::InvokeRequest& request, v1::InvokeResponse* response);

  // The result by value of a call that must succeed.
  v1::Value Result(const v1::InvokeRequest& request);
  double NumberOf(const v1::InvokeRequest& request) { return Result(request).number(); }

  // A reference to the result of a call that must succeed, and its lease's id where that is told.
  v1::Reference Make(v1::InvokeRequest request, std::string* lease = nullptr);
  v1::Reference MakeCounter(const std::string& lease = "");

  v1::Disposal Dispose(const v1::Reference& reference);

  // A new lease with this term.
  std::string Lease(std::chrono::milliseconds ttl);

  // How many objects the one worker holds, as it says itself.
  double Held() { return NumberOf(Call("./probe.js", "held")); }

  std::unique_ptr<v1::Interop::Stub> NewClient() const;

  std::shared_ptr<spdlog::logger> logger_ = server::MakeLogger("error");
  std::unique_ptr<server::Broker> broker_;
  std::unique_ptr<v1::Interop::Stub> client_;
};

MATCHER_P2(Fails, code, reason, "fails with the reason " + std::string(reason)) {
  const v1::ErrorInfo info = InfoOf(arg);
  *result_listener << arg.error_code() << " " << arg.error_message() << " " << info.ShortDebugString();
  return arg.error_code() == code && info.reason() == reason && info.domain() == "jsinterop.v1";
}

MATCHER_P(RefusesField, field, "refuses the field " + std::string(field)) {
  const v1::ErrorInfo info = InfoOf(arg);
  *result_listener << arg.error_code() << " " << arg.error_message() << " " << info.ShortDebugString();
  return arg.error_code() == grpc::StatusCode::INVALID_ARGUMENT && info.reason() == "INVALID_FIELD" &&
         info.metadata().count("field") != 0 && info.metadata().at("field") == field &&
         info.metadata().at("executed") == "NO";
}

MATCHER(Succeeds, "succeeds") {
  *result_listener << arg.error_code() << " " << arg.error_message();
  return arg.ok();
}

}  // namespace jsinterop::e2e

#endif  // JSINTEROP_TESTS_E2E_BROKER_FIXTURE_H_
