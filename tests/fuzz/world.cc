#include "fuzz/world.h"

#include <utility>

#include "front/translate.h"
#include "fuzz/expect.h"

namespace jsinterop::fuzz {

Client::~Client() { Expect(answered_, "a client was never answered"); }

void Client::OnOutcome(router::Outcome outcome) {
  Expect(!answered_, "a client was answered twice");
  answered_ = true;
  if (!outcome.status.ok()) {
    ExpectTyped(outcome.status);
    Expect(outcome.granted.tokens.empty(), "a failed call granted something");
    return;
  }
  tokens_->insert(tokens_->end(), outcome.granted.tokens.begin(), outcome.granted.tokens.end());
  if (outcome.granted.lease && !outcome.granted.lease->id.empty()) leases_->push_back(outcome.granted.lease->id);
  if (kind_ == Kind::kImport) {
    wire::ImportResponse response;
    front::ToResponse(outcome, &response);
  } else {
    wire::InvokeResponse response;
    front::ToResponse(outcome, &response);
  }
}

Client& World::Start(router::CallSpec spec, const std::string& connection) {
  const Client::Kind kind = spec.call.has_import() ? Client::Kind::kImport : Client::Kind::kInvoke;
  Client& client = clients_.emplace_back(kind, connection, &tokens_, &leases_);
  client.id = router_.Start(std::move(spec), &client);
  return client;
}

void World::Pass(Duration time) {
  clock_.Advance(time);
  while (router_.leases().Reap()) {
  }
  router_.Tick();
}

void World::End() {
  router_.Stop();
  const router::Router::Stats stats = router_.stats();
  Expect(stats.waiting == 0 && stats.delivered == 0, "calls are left");
  Expect(router_.leases().stats().calls_in_flight == 0, "leases are pinned by calls that are gone");
}

}  // namespace jsinterop::fuzz
