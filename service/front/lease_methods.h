// Dispose, GrantLease and RenewLease: what the broker answers by itself, apart from any RPC.

#ifndef JSINTEROP_SERVICE_FRONT_LEASE_METHODS_H_
#define JSINTEROP_SERVICE_FRONT_LEASE_METHODS_H_

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "router/router.h"
#include "skeleton.pb.h"

namespace jsinterop::front {

// REQUIRES for each: wire::Check(request).ok().
absl::StatusOr<wire::DisposeResponse> Dispose(const wire::DisposeRequest& request, router::Router& router);
absl::StatusOr<wire::GrantLeaseResponse> GrantLease(const wire::GrantLeaseRequest& request,
                                                    absl::string_view connection, router::Router& router);
absl::StatusOr<wire::RenewLeaseResponse> RenewLease(const wire::RenewLeaseRequest& request, router::Router& router);

}  // namespace jsinterop::front

#endif  // JSINTEROP_SERVICE_FRONT_LEASE_METHODS_H_
