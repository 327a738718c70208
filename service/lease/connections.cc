#include "lease/connections.h"

namespace jsinterop::lease {

Connection* Connections::Take(absl::string_view name) {
  if (max_leases_ == 0) return nullptr;
  Stripe& stripe = StripeOf(name);
  absl::MutexLock lock(&stripe.mutex);
  std::unique_ptr<Connection>& connection = stripe.connections[name];
  if (connection == nullptr) connection = std::make_unique<Connection>(Connection{std::string(name), 0});
  if (connection->leases >= max_leases_) return nullptr;
  ++connection->leases;
  return connection.get();
}

void Connections::GiveBack(Connection* connection) {
  Stripe& stripe = StripeOf(connection->name);
  absl::MutexLock lock(&stripe.mutex);
  if (--connection->leases == 0) stripe.connections.erase(stripe.connections.find(connection->name));
}

}  // namespace jsinterop::lease
