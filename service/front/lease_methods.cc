#include "front/lease_methods.h"

#include <optional>

#include "front/translate.h"
#include "wire/duration.h"

namespace jsinterop::front {
namespace {

// jsinterop.v1.Disposal
constexpr int kReleased = 1;
constexpr int kNotHeld = 2;

int Said(bool held) { return held ? kReleased : kNotHeld; }

// The wanted term, if the request has one.
template <typename Request>
std::optional<Duration> Ttl(const Request& request) {
  if (!request.has_ttl()) return std::nullopt;
  return wire::ReadDuration("ttl", request.ttl()).value();
}

}  // namespace

absl::StatusOr<wire::DisposeResponse> Dispose(const wire::DisposeRequest& request, router::Router& router) {
  wire::DisposeResponse response;
  for (const wire::Reference& reference : request.references()) {
    response.add_references(Said(router.leases().DisposeReference(reference.token())));
  }
  for (const std::string& lease : request.leases()) response.add_leases(Said(router.leases().DisposeLease(lease)));
  for (const std::string& nonce : request.nonces()) response.add_nonces(Said(router.DisposeNonce(nonce)));
  return response;
}

absl::StatusOr<wire::GrantLeaseResponse> GrantLease(const wire::GrantLeaseRequest& request,
                                                    absl::string_view connection, router::Router& router) {
  const auto view = router.leases().Grant(Ttl(request), connection, request.nonce());
  if (!view.ok()) return view.status();
  wire::GrantLeaseResponse response;
  ToLeaseState(*view, response.mutable_lease());
  return response;
}

absl::StatusOr<wire::RenewLeaseResponse> RenewLease(const wire::RenewLeaseRequest& request, router::Router& router) {
  const auto view = router.leases().Renew(request.lease(), Ttl(request));
  if (!view.ok()) return view.status();
  wire::RenewLeaseResponse response;
  ToLeaseState(*view, response.mutable_lease());
  return response;
}

}  // namespace jsinterop::front
