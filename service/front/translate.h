// Clients' messages into the router's terms, and back. Pure functions; values pass through as bytes.

#ifndef JSINTEROP_SERVICE_FRONT_TRANSLATE_H_
#define JSINTEROP_SERVICE_FRONT_TRANSLATE_H_

#include "router/call.h"
#include "skeleton.pb.h"

namespace jsinterop::front {

enum class Await { kNo, kYes };

// The call that a request asks for. Arguments are moved out of `request`; the views in the result point into it,
// so it must live until the call is started. REQUIRES: wire::Check(request).ok().
router::CallSpec ToCall(wire::ImportRequest& request);
router::CallSpec ToCall(wire::InvokeRequest& request, Await await);

// The response for an outcome that is OK. Payloads are moved out of `outcome`.
void ToResponse(router::Outcome& outcome, wire::ImportResponse* response);
void ToResponse(router::Outcome& outcome, wire::InvokeResponse* response);

void ToLeaseState(const lease::LeaseView& view, wire::LeaseState* out);

}  // namespace jsinterop::front

#endif  // JSINTEROP_SERVICE_FRONT_TRANSLATE_H_
