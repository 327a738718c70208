#include "lease/refusal.h"

#include <string>

#include "absl/strings/str_cat.h"

namespace jsinterop::lease {
namespace {

absl::string_view Text(Reason reason) {
  switch (reason) {
    case Reason::kDisposed: return "it was disposed";
    case Reason::kLeaseExpired: return "its lease has run out";
    case Reason::kWorkerLost: return "its worker is gone, and the object with it";
    case Reason::kWrongWorker: return "it belongs to another worker than the rest of the call";
    case Reason::kBrokerRestarted: return "it was granted before the broker was last started";
    case Reason::kUnknownReference: return "no such reference was ever granted";
    case Reason::kUnknownLease: return "no such lease was ever granted";
    case Reason::kLeaseQuota: return "too many leases";
    case Reason::kReferenceQuota: return "too many references";
    default: return ReasonName(reason);
  }
}

}  // namespace

absl::Status Refuse(Reason reason, absl::string_view field, Executed executed) {
  const absl::string_view text = Text(reason);
  return MakeError(ErrorInfo{reason, executed, std::string(field), ""},
                   field.empty() ? std::string(text) : absl::StrCat(field, ": ", text));
}

}  // namespace jsinterop::lease
