#include "rpc/status.h"

#include <string>

#include "base/error.h"
#include "skeleton.pb.h"

namespace jsinterop::rpc {
namespace {

constexpr char kDomain[] = "jsinterop.v1";
constexpr char kErrorInfoUrl[] = "type.googleapis.com/google.rpc.ErrorInfo";

std::string Details(const absl::Status& status, const ErrorInfo& info) {
  wire::ErrorInfo error;
  error.set_reason(std::string(ReasonName(info.reason)));
  error.set_domain(kDomain);
  auto& metadata = *error.mutable_metadata();
  metadata["executed"] = std::string(ExecutedName(info.executed));
  if (!info.field.empty()) metadata["field"] = info.field;
  if (!info.subject.empty()) metadata["subject"] = info.subject;

  wire::StatusDetails details;
  details.set_code(static_cast<int>(status.code()));
  details.set_message(std::string(status.message()));
  wire::Any& any = *details.add_details();
  any.set_type_url(kErrorInfoUrl);
  any.set_value(error.SerializeAsString());
  return details.SerializeAsString();
}

}  // namespace

grpc::Status ToGrpc(const absl::Status& status) {
  if (status.ok()) return grpc::Status::OK;
  const auto code = static_cast<grpc::StatusCode>(status.code());
  const auto info = GetErrorInfo(status);
  if (!info) return grpc::Status(code, std::string(status.message()));
  return grpc::Status(code, std::string(status.message()), Details(status, *info));
}

}  // namespace jsinterop::rpc
