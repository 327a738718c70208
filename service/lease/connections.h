// How many leases each connection has.

#ifndef JSINTEROP_SERVICE_LEASE_CONNECTIONS_H_
#define JSINTEROP_SERVICE_LEASE_CONNECTIONS_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"
#include "absl/synchronization/mutex.h"

namespace jsinterop::lease {

// A connection that has leases. Owned by Connections, for as long as it has one.
struct Connection {
  std::string name;
  uint64_t leases = 0;  // Guarded by the mutex of its stripe.
};

// Safe for concurrent use. Its mutexes may be taken under a shard's, never the other way round.
class Connections {
 public:
  explicit Connections(uint64_t max_leases) : max_leases_(max_leases) {}

  // Counts one lease more. Null if the connection has as many as it may.
  Connection* Take(absl::string_view name);

  // Counts one lease less. REQUIRES: `connection` came from Take, and is given back once for each time.
  void GiveBack(Connection* connection);

 private:
  struct Stripe {
    absl::Mutex mutex;
    // The name is in both key and value: the key could be a view of the value, for the price of a riddle.
    absl::flat_hash_map<std::string, std::unique_ptr<Connection>> connections ABSL_GUARDED_BY(mutex);
  };

  Stripe& StripeOf(absl::string_view name) { return stripes_[absl::HashOf(name) % stripes_.size()]; }

  const uint64_t max_leases_;
  std::array<Stripe, 16> stripes_;
};

}  // namespace jsinterop::lease

#endif  // JSINTEROP_SERVICE_LEASE_CONNECTIONS_H_
