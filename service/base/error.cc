#include "base/error.h"

#include <array>
#include <vector>

#include "absl/strings/cord.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "base/utf8.h"

namespace jsinterop {
namespace {

constexpr absl::string_view kPayloadUrl = "jsinterop/error";
constexpr size_t kMaxMessage = 1024;

struct Entry {
  Reason reason;
  absl::string_view name;
  absl::StatusCode code;
  Executed executed;
};

constexpr Entry kCatalogue[] = {
#define JSINTEROP_ERROR(identifier, name, number, code, executed) \
  {Reason::identifier, #name, absl::StatusCode::code, Executed::executed},
#include "base/error_catalogue.inc"
#undef JSINTEROP_ERROR
};

const Entry& Find(Reason reason) {
  for (const Entry& entry : kCatalogue) {
    if (entry.reason == reason) return entry;
  }
  return Find(Reason::kInternal);
}

}  // namespace

absl::string_view ExecutedName(Executed executed) {
  switch (executed) {
    case Executed::kNo: return "NO";
    case Executed::kYes: return "YES";
    case Executed::kUnknown: break;
  }
  return "UNKNOWN";
}

absl::string_view ReasonName(Reason reason) { return Find(reason).name; }

absl::StatusCode ReasonCode(Reason reason) { return Find(reason).code; }

Executed ReasonExecuted(Reason reason) { return Find(reason).executed; }

std::optional<Reason> ReasonFromNumber(int number) {
  for (const Entry& entry : kCatalogue) {
    if (static_cast<int>(entry.reason) == number) return entry.reason;
  }
  return std::nullopt;
}

absl::Status MakeError(Reason reason, absl::string_view message) {
  return MakeError(ErrorInfo{reason, ReasonExecuted(reason), "", ""}, message);
}

absl::Status MakeError(const ErrorInfo& info, absl::string_view message) {
  absl::Status status(ReasonCode(info.reason), Excerpt(message, kMaxMessage));
  // The payload never leaves the process, so its form is our own: four lines, the last of which may not hold
  // a line break since Excerpt removes control characters.
  status.SetPayload(kPayloadUrl,
                    absl::Cord(absl::StrCat(static_cast<int>(info.reason), "\n", static_cast<int>(info.executed), "\n",
                                            Excerpt(info.field), "\n", Excerpt(info.subject))));
  return status;
}

absl::Status InvalidField(absl::string_view field, absl::string_view message) {
  return MakeError(ErrorInfo{Reason::kInvalidField, Executed::kNo, std::string(field), ""},
                   absl::StrCat(field, ": ", message));
}

std::optional<ErrorInfo> GetErrorInfo(const absl::Status& status) {
  const auto payload = status.GetPayload(kPayloadUrl);
  if (!payload) return std::nullopt;
  const std::string text(*payload);
  const std::vector<absl::string_view> lines = absl::StrSplit(text, '\n');
  int reason = 0;
  int executed = 0;
  if (lines.size() != 4 || !absl::SimpleAtoi(lines[0], &reason) || !absl::SimpleAtoi(lines[1], &executed)) {
    return std::nullopt;
  }
  return ErrorInfo{static_cast<Reason>(reason), static_cast<Executed>(executed), std::string(lines[2]),
                   std::string(lines[3])};
}

}  // namespace jsinterop
