#include "jsinterop/errors.h"

#include <algorithm>
#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/cord.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "exception.h"
#include "jsinterop/v1/error.pb.h"
#include "status.h"
#include "text.h"

namespace jsinterop::inline client {
namespace {

// Payloads of statuses: an ErrorInfo, and an Exception, both serialised.
constexpr char kInfoUrl[] = "type.googleapis.com/google.rpc.ErrorInfo";
constexpr char kExceptionUrl[] = "type.googleapis.com/jsinterop.v1.Exception";

constexpr char kBrokerDomain[] = "jsinterop.v1";
constexpr char kClientDomain[] = "jsinterop.client";

// The key of our own ErrorInfos under which a path stands.
constexpr char kPath[] = "path";

std::optional<v1::ErrorInfo> ReadInfo(const absl::Status& status) {
  const absl::optional<absl::Cord> payload = status.GetPayload(kInfoUrl);
  v1::ErrorInfo info;
  if (!payload || !info.ParseFromString(std::string(*payload))) return std::nullopt;
  return info;
}

std::string MetadataOf(const v1::ErrorInfo& info, const std::string& key) {
  const auto it = info.metadata().find(key);
  return it == info.metadata().end() ? "" : it->second;
}

Executed ExecutedFrom(std::string_view name) {
  if (name == "NO") return Executed::kNo;
  return name == "YES" ? Executed::kYes : Executed::kUnknown;
}

absl::Status WithInfo(absl::Status status, const v1::ErrorInfo& info) {
  status.SetPayload(kInfoUrl, absl::Cord(info.SerializeAsString()));
  return status;
}

}  // namespace

std::string_view ExecutedName(Executed executed) {
  switch (executed) {
    case Executed::kNo: return "NO";
    case Executed::kYes: return "YES";
    case Executed::kUnknown: return "UNKNOWN";
  }
  return "UNKNOWN";
}

ErrorInfo GetErrorInfo(const absl::Status& status) {
  if (status.ok() || status.GetPayload(kExceptionUrl)) return {.executed = Executed::kYes};
  const std::optional<v1::ErrorInfo> info = ReadInfo(status);
  if (!info) return {};
  return {.reason = info->reason(),
          .executed = ExecutedFrom(MetadataOf(*info, "executed")),
          .field = MetadataOf(*info, "field"),
          .subject = MetadataOf(*info, "subject"),
          .path = MetadataOf(*info, kPath)};
}

namespace {

// The part of a message that tells the path.
std::string Where(std::string_view path) {
  return path.empty() ? "" : absl::StrCat("at ", internal::ToAbsl(path), ": ");
}

absl::Status AtStep(const absl::Status& status, std::string_view step) {
  if (status.ok()) return status;
  v1::ErrorInfo info = ReadInfo(status).value_or(v1::ErrorInfo());
  std::string& path = (*info.mutable_metadata())[kPath];
  absl::string_view message = status.message();
  absl::ConsumePrefix(&message, Where(path));
  path.insert(0, step);
  return WithInfo(absl::Status(status.code(), absl::StrCat(Where(path), message)), info);
}

bool IsIdentifier(absl::string_view text) {
  const auto may_stand = [](char c) { return absl::ascii_isalnum(c) || c == '_' || c == '$'; };
  return !text.empty() && !absl::ascii_isdigit(text[0]) && std::all_of(text.begin(), text.end(), may_stand);
}

}  // namespace

absl::Status AtIndex(const absl::Status& status, size_t index) { return AtStep(status, absl::StrCat("[", index, "]")); }

absl::Status AtKey(const absl::Status& status, std::string_view key) {
  const absl::string_view text = internal::ToAbsl(key);
  return AtStep(status, IsIdentifier(text) ? absl::StrCat(".", text) : absl::StrCat("[\"", text, "\"]"));
}

std::optional<JsException> GetException(const absl::Status& status) {
  const absl::optional<absl::Cord> payload = status.GetPayload(kExceptionUrl);
  v1::Exception exception;
  if (!payload || !exception.ParseFromString(std::string(*payload))) return std::nullopt;
  return internal::FromMessage(exception);
}

namespace internal {

absl::Status MakeStatus(absl::StatusCode code, std::string_view reason, Executed executed, std::string_view message) {
  v1::ErrorInfo info;
  info.set_domain(kClientDomain);
  info.set_reason(std::string(reason));
  (*info.mutable_metadata())["executed"] = std::string(ExecutedName(executed));
  return WithInfo(absl::Status(code, ToAbsl(message)), info);
}

absl::Status BadArgument(std::string_view message) {
  return MakeStatus(absl::StatusCode::kInvalidArgument, reasons::kBadArgument, Executed::kNo, message);
}

absl::Status BadArgumentAt(size_t position, const absl::Status& why) {
  v1::ErrorInfo info = ReadInfo(why).value_or(v1::ErrorInfo());
  const absl::Status status = BadArgument(absl::StrCat("argument ", position + 1, ": ", why.message()));
  (*info.mutable_metadata())["executed"] = std::string(ExecutedName(Executed::kNo));
  info.set_domain(kClientDomain);
  info.set_reason(std::string(reasons::kBadArgument));
  return WithInfo(status, info);
}

absl::Status DisposedReference() {
  return MakeStatus(absl::StatusCode::kFailedPrecondition, "DISPOSED", Executed::kNo, "the reference was disposed");
}

absl::Status NotUsable(std::string_view message) {
  return MakeStatus(absl::StatusCode::kFailedPrecondition, reasons::kNotUsable, Executed::kNo, message);
}

absl::Status FromGrpc(const grpc::Status& status) {
  if (status.ok()) return absl::OkStatus();
  const absl::Status result(static_cast<absl::StatusCode>(status.error_code()), status.error_message());
  v1::StatusDetails details;
  if (!details.ParseFromString(status.error_details())) return result;
  for (const google::protobuf::Any& any : details.details()) {
    v1::ErrorInfo info;
    // By hand, since the mirrored message has another name than the type that the URL tells.
    if (any.type_url() == kInfoUrl && info.ParseFromString(any.value()) && info.domain() == kBrokerDomain) {
      return WithInfo(result, info);
    }
  }
  return result;
}

absl::Status FromException(const v1::Exception& exception) {
  std::string message = exception.name();
  if (!message.empty() && !exception.message().empty()) message += ": ";
  message += exception.message();
  absl::Status status(absl::StatusCode::kUnknown, message.empty() ? "JavaScript threw" : message);
  status.SetPayload(kExceptionUrl, absl::Cord(exception.SerializeAsString()));
  return status;
}

absl::Status BeforeSending(absl::Status status) {
  v1::ErrorInfo info = ReadInfo(status).value_or(v1::ErrorInfo());
  if (info.domain().empty()) info.set_domain(kClientDomain);
  (*info.mutable_metadata())["executed"] = "NO";
  return WithInfo(std::move(status), info);
}

bool IsAnswered(const absl::Status& status) { return status.ok() || ReadInfo(status).has_value(); }

bool IsLeaseLost(const absl::Status& status) {
  const std::string reason = GetErrorInfo(status).reason;
  return reason == "LEASE_EXPIRED" || reason == "BROKER_RESTARTED" || reason == "UNKNOWN_LEASE" || reason == "DISPOSED";
}

}  // namespace internal
}  // namespace jsinterop::inline client
