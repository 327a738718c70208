#include "health.h"

#include <grpcpp/grpcpp.h>

#include <nlohmann/json.hpp>
#include <string>

#include "absl/time/clock.h"
#include "grpc/health/v1/health.grpc.pb.h"

namespace jsinterop::cli {
namespace {

namespace health = grpc::health::v1;

struct Health {
  bool serving = false;
  std::string text;
};

Health Ask(const Command& command) {
  const auto stub = health::Health::NewStub(grpc::CreateChannel(command.target, grpc::InsecureChannelCredentials()));
  grpc::ClientContext context;
  context.set_deadline(absl::ToChronoTime(absl::Now() + command.timeout));
  health::HealthCheckRequest request;
  request.set_service("jsinterop.v1.Interop");
  health::HealthCheckResponse response;
  const grpc::Status status = stub->Check(&context, request, &response);
  if (!status.ok()) return {false, "cannot ask " + command.target + ": " + status.error_message()};
  if (response.status() == health::HealthCheckResponse::SERVING) return {true, "serving"};
  return {false, "not serving: the broker is up, but no worker is attached"};
}

}  // namespace

int RunHealth(const Command& command, Terminal& terminal) {
  const Health answer = Ask(command);
  if (command.json) {
    terminal.out << nlohmann::json({{"ok", answer.serving}, {"health", answer.text}}).dump() << "\n";
  } else {
    (answer.serving ? terminal.out : terminal.error) << answer.text << "\n";
  }
  return answer.serving ? kDone : kUnavailable;
}

}  // namespace jsinterop::cli
