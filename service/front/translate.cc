#include "front/translate.h"

#include <utility>

#include "wire/duration.h"

namespace jsinterop::front {
namespace {

void ToReference(std::string token, wire::Grant& grant, wire::Reference* out) {
  out->set_token(std::move(token));
  out->set_kind(grant.kind());
  out->set_class_name(std::move(*grant.mutable_class_name()));
}

}  // namespace

router::CallSpec ToCall(wire::ImportRequest& request) {
  router::CallSpec spec;
  spec.call.mutable_import()->set_specifier(std::move(*request.mutable_specifier()));
  spec.lease = request.lease();
  spec.pool = request.pool();
  spec.nonce = request.nonce();
  return spec;
}

router::CallSpec ToCall(wire::InvokeRequest& request, Await await) {
  router::CallSpec spec;
  wire::InvokeCall& invoke = *spec.call.mutable_invoke();
  if (request.has_module()) invoke.set_module(std::move(*request.mutable_module()));
  if (request.has_reference()) spec.target = request.reference().token();
  invoke.set_member(std::move(*request.mutable_member()));
  invoke.set_operation(request.operation());
  invoke.mutable_arguments()->Swap(request.mutable_arguments());
  invoke.set_result(request.result());
  invoke.set_encoding(request.encoding());
  invoke.set_await_promise(await == Await::kYes);
  for (const wire::Reference& reference : request.references()) spec.references.push_back(reference.token());
  spec.lease = request.lease();
  spec.pool = request.pool();
  spec.nonce = request.nonce();
  return spec;
}

void ToResponse(router::Outcome& outcome, wire::ImportResponse* response) {
  wire::Result& result = outcome.result;
  if (result.has_exception()) {
    response->set_exception(std::move(*result.mutable_exception()));
  } else {
    ToReference(std::move(outcome.granted.tokens.at(0)), *result.mutable_grants(0), response->mutable_reference());
    response->mutable_exports()->Swap(result.mutable_module_info()->mutable_exports());
    response->set_version(std::move(*result.mutable_module_info()->mutable_version()));
  }
  if (outcome.granted.lease) ToLeaseState(*outcome.granted.lease, response->mutable_lease());
}

void ToResponse(router::Outcome& outcome, wire::InvokeResponse* response) {
  wire::Result& result = outcome.result;
  switch (result.outcome_case()) {
    case wire::Result::kGranted:
      ToReference(std::move(outcome.granted.tokens.at(0)), *result.mutable_grants(0), response->mutable_reference());
      break;
    case wire::Result::kException: response->set_exception(std::move(*result.mutable_exception())); break;
    case wire::Result::kCompleted: response->set_completed(""); break;
    default:
      response->set_value(std::move(*result.mutable_value()));
      for (int i = 0; i < result.grants_size(); ++i) {
        ToReference(std::move(outcome.granted.tokens.at(static_cast<size_t>(i))), *result.mutable_grants(i),
                    response->add_references());
      }
      break;
  }
  if (outcome.granted.lease) ToLeaseState(*outcome.granted.lease, response->mutable_lease());
}

void ToLeaseState(const lease::LeaseView& view, wire::LeaseState* out) {
  out->set_id(view.id);
  wire::WriteDuration(view.remaining, out->mutable_remaining());
  wire::WriteDuration(view.term, out->mutable_term());
  out->set_references(view.references);
}

}  // namespace jsinterop::front
