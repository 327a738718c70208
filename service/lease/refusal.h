// The errors of this room, in words.

#ifndef JSINTEROP_SERVICE_LEASE_REFUSAL_H_
#define JSINTEROP_SERVICE_LEASE_REFUSAL_H_

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "base/error.h"

namespace jsinterop::lease {

// `field`: the field of the request that names what is refused; may be empty.
absl::Status Refuse(Reason reason, absl::string_view field, Executed executed);

}  // namespace jsinterop::lease

#endif  // JSINTEROP_SERVICE_LEASE_REFUSAL_H_
