#include "wire/check.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "base/error.h"
#include "base/utf8.h"
#include "wire/duration.h"

namespace jsinterop::wire {
namespace {

// The numbers are those that interop.proto and worker.proto state.
constexpr size_t kMaxSpecifier = 512;
constexpr size_t kMaxMember = 1024;
constexpr int kMaxMemberNames = 32;
constexpr size_t kMaxPool = 64;
constexpr size_t kMaxToken = 64;
constexpr int kMaxArguments = 256;
constexpr int kMaxReferences = 4096;
constexpr size_t kMinNonce = 16;
constexpr size_t kMaxNonce = 64;
constexpr size_t kMaxWorkerId = 128;
constexpr size_t kIncarnation = 16;
constexpr uint32_t kMaxWindow = 65536;
constexpr uint64_t kMinMessageBytes = 65536;

// The highest known numbers of the enums.
constexpr int kLastOperation = 4;
constexpr int kLastResultMode = 3;
constexpr int kLastEncoding = 3;

constexpr int kGet = 3;
constexpr int kSet = 4;

#define RETURN_IF_ERROR(expression)              \
  do {                                           \
    absl::Status check_status = (expression);    \
    if (!check_status.ok()) return check_status; \
  } while (false)

absl::Status CheckText(absl::string_view field, absl::string_view text, size_t limit) {
  if (text.size() > limit) {
    return InvalidField(field, absl::StrCat("is ", text.size(), " bytes long; at most ", limit, " are allowed"));
  }
  if (!IsUtf8(text)) return InvalidField(field, "is not well-formed UTF-8");
  return absl::OkStatus();
}

absl::Status CheckPool(absl::string_view pool) {
  RETURN_IF_ERROR(CheckText("pool", pool, kMaxPool));
  for (const char c : pool) {
    const bool allowed =
        (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '.' || c == '-';
    if (!allowed) return InvalidField("pool", "may hold only letters, digits, '_', '.' and '-'");
  }
  return absl::OkStatus();
}

// Only the length: what a token means is the lease table's to say.
absl::Status CheckToken(absl::string_view field, absl::string_view token) {
  if (token.size() > kMaxToken) return InvalidField(field, "is longer than any token; send back what you were given");
  return absl::OkStatus();
}

absl::Status CheckNonce(absl::string_view field, absl::string_view nonce) {
  if (nonce.size() < kMinNonce || nonce.size() > kMaxNonce) {
    return InvalidField(field, absl::StrCat("is ", nonce.size(), " bytes long; use ", kMinNonce, " to ", kMaxNonce,
                                            " random bytes, or none"));
  }
  return absl::OkStatus();
}

absl::Status CheckOptionalNonce(absl::string_view nonce) {
  return nonce.empty() ? absl::OkStatus() : CheckNonce("nonce", nonce);
}

absl::Status CheckEnum(absl::string_view field, int value, int last) {
  if (value < 0 || value > last) {
    return InvalidField(field, absl::StrCat("has the unknown value ", value, "; this broker knows 0 to ", last));
  }
  return absl::OkStatus();
}

absl::Status CheckSpecifier(absl::string_view field, absl::string_view specifier) {
  if (specifier.empty()) return InvalidField(field, "is empty; name a module such as './math.js'");
  return CheckText(field, specifier, kMaxSpecifier);
}

absl::Status CheckMember(absl::string_view member) {
  RETURN_IF_ERROR(CheckText("member", member, kMaxMember));
  if (member.empty()) return absl::OkStatus();
  int names = 0;
  for (const absl::string_view name : absl::StrSplit(member, '.')) {
    if (name.empty()) return InvalidField("member", "has an empty name; write names with one dot between them");
    if (++names > kMaxMemberNames) {
      return InvalidField("member", absl::StrCat("is a path of more than ", kMaxMemberNames, " names"));
    }
  }
  return absl::OkStatus();
}

absl::Status CheckOperation(const InvokeRequest& request) {
  RETURN_IF_ERROR(CheckEnum("operation", request.operation(), kLastOperation));
  const int arguments = request.arguments_size();
  if (arguments > kMaxArguments) {
    return InvalidField("arguments", absl::StrCat("are ", arguments, "; at most ", kMaxArguments, " are allowed"));
  }
  if (request.operation() == kGet && arguments != 0) return InvalidField("arguments", "GET takes none");
  if (request.operation() == kSet && arguments != 1) return InvalidField("arguments", "SET takes exactly one");
  if (request.operation() == kSet && request.member().empty()) {
    return InvalidField("member", "SET needs the name of what to set");
  }
  return absl::OkStatus();
}

absl::Status CheckTarget(const InvokeRequest& request) {
  switch (request.target_case()) {
    case InvokeRequest::kModule: return CheckSpecifier("module", request.module());
    case InvokeRequest::kReference: return CheckToken("reference", request.reference().token());
    case InvokeRequest::TARGET_NOT_SET: break;
  }
  if (request.member().empty()) {
    return InvalidField("member", "is empty, and so are reference and module; say what to call");
  }
  return absl::OkStatus();
}

absl::Status CheckReferences(const google::protobuf::RepeatedPtrField<Reference>& references) {
  for (int i = 0; i < references.size(); ++i) {
    RETURN_IF_ERROR(CheckToken(absl::StrCat("references[", i, "]"), references[i].token()));
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status Check(const ImportRequest& request) {
  RETURN_IF_ERROR(CheckSpecifier("specifier", request.specifier()));
  RETURN_IF_ERROR(CheckToken("lease", request.lease()));
  RETURN_IF_ERROR(CheckPool(request.pool()));
  return CheckOptionalNonce(request.nonce());
}

absl::Status Check(const InvokeRequest& request) {
  RETURN_IF_ERROR(CheckTarget(request));
  RETURN_IF_ERROR(CheckMember(request.member()));
  RETURN_IF_ERROR(CheckOperation(request));
  if (request.references_size() > kMaxReferences) {
    return InvalidField("references",
                        absl::StrCat("are ", request.references_size(), "; at most ", kMaxReferences, " are allowed"));
  }
  RETURN_IF_ERROR(CheckReferences(request.references()));
  RETURN_IF_ERROR(CheckEnum("result", request.result(), kLastResultMode));
  RETURN_IF_ERROR(CheckEnum("encoding", request.encoding(), kLastEncoding));
  RETURN_IF_ERROR(CheckToken("lease", request.lease()));
  RETURN_IF_ERROR(CheckPool(request.pool()));
  return CheckOptionalNonce(request.nonce());
}

absl::Status Check(const DisposeRequest& request) {
  // Tokens that are no tokens are simply not held.
  for (int i = 0; i < request.nonces_size(); ++i) {
    RETURN_IF_ERROR(CheckNonce(absl::StrCat("nonces[", i, "]"), request.nonces(i)));
  }
  return absl::OkStatus();
}

absl::Status Check(const GrantLeaseRequest& request) {
  if (request.has_ttl()) RETURN_IF_ERROR(ReadDuration("ttl", request.ttl()).status());
  return CheckOptionalNonce(request.nonce());
}

absl::Status Check(const RenewLeaseRequest& request) {
  if (request.lease().empty()) return InvalidField("lease", "is empty; name the lease to renew");
  RETURN_IF_ERROR(CheckToken("lease", request.lease()));
  if (request.has_ttl()) RETURN_IF_ERROR(ReadDuration("ttl", request.ttl()).status());
  return absl::OkStatus();
}

absl::Status Check(const Hello& hello) {
  if (hello.worker_id().empty()) return InvalidField("hello.worker_id", "is empty");
  RETURN_IF_ERROR(CheckText("hello.worker_id", hello.worker_id(), kMaxWorkerId));
  if (hello.incarnation().size() != kIncarnation) return InvalidField("hello.incarnation", "must be 16 bytes");
  RETURN_IF_ERROR(CheckPool(hello.pool()));
  RETURN_IF_ERROR(CheckText("hello.runtime", hello.runtime(), kMaxWorkerId));
  if (hello.window() < 1 || hello.window() > kMaxWindow) return InvalidField("hello.window", "must be 1 to 65536");
  if (hello.max_running() < 1 || hello.max_running() > kMaxWindow) {
    return InvalidField("hello.max_running", "must be 1 to 65536");
  }
  if (hello.max_message_bytes() < kMinMessageBytes) {
    return InvalidField("hello.max_message_bytes", "must be at least 65536");
  }
  return absl::OkStatus();
}

}  // namespace jsinterop::wire
