#include "fuzz/expect.h"

#include <cstdio>
#include <cstdlib>

#include "base/error.h"
#include "jsinterop/v1/error.pb.h"
#include "rpc/status.h"

namespace jsinterop::fuzz {
namespace {

// gRPC's trailers break above 8 KiB, and the details travel in base64 beside the message.
constexpr size_t kMostDetails = 4096;

void ExpectReadable(const grpc::Status& status, const ErrorInfo& expected) {
  v1::StatusDetails details;
  Expect(status.error_details().size() <= kMostDetails, "details too large for trailers");
  Expect(details.ParseFromString(status.error_details()) && details.details_size() == 1, "details of another type");
  Expect(details.message() == status.error_message() && details.code() == status.error_code(), "details differ");
  v1::ErrorInfo info;
  Expect(info.ParseFromString(details.details(0).value()), "no ErrorInfo");
  Expect(info.domain() == "jsinterop.v1" && info.reason() == ReasonName(expected.reason), "another reason");
  const auto executed = info.metadata().find("executed");
  Expect(executed != info.metadata().end() && executed->second == ExecutedName(expected.executed), "no `executed`");
}

}  // namespace

void Fail(absl::string_view what) {
  std::fprintf(stderr, "Does not hold: %.*s\n", static_cast<int>(what.size()), what.data());
  std::abort();
}

void ExpectTyped(const absl::Status& error) {
  Expect(!error.ok(), "an error that is none");
  const std::optional<ErrorInfo> info = GetErrorInfo(error);
  Expect(info.has_value(), "an error without a reason");
  Expect(error.code() == ReasonCode(info->reason), "a code that is not the reason's");
  Expect(!error.message().empty(), "an error without a message");
  Expect(info->reason != Reason::kInvalidField || !info->field.empty(), "a wrong field without its name");
  ExpectReadable(rpc::ToGrpc(error), *info);
}

}  // namespace jsinterop::fuzz
