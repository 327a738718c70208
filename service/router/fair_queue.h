// A queue of calls that is fair between connections, and within a connection between leases.
//
// Each connection has a lane for each of its leases. Taking serves the connections in turn, and of a connection
// its lanes in turn: deficit round-robin with a quantum of one call, since what a call will cost is not known
// before it ran. So a client that queues a thousand calls delays another one's next call by one call, not by a
// thousand.
//
// Not thread-safe: the router's lock guards it.

#ifndef JSINTEROP_SERVICE_ROUTER_FAIR_QUEUE_H_
#define JSINTEROP_SERVICE_ROUTER_FAIR_QUEUE_H_

#include <cstddef>
#include <cstdint>
#include <list>
#include <string>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"

namespace jsinterop::router {

class FairQueue {
 private:
  struct Lane {
    uint64_t lease = 0;
    std::list<uint64_t> calls;  // Never empty.
  };
  struct Connection {
    std::string name;
    std::list<Lane> lanes;  // The next to be served first; never empty.
    absl::flat_hash_map<uint64_t, std::list<Lane>::iterator> lane_of;
  };
  using Connections = std::list<Connection>;

 public:
  // Where a call stands. Valid until the call is taken or removed.
  class Place {
   public:
    Place() = default;

   private:
    friend class FairQueue;
    Connections::iterator connection_;
    std::list<Lane>::iterator lane_;
    std::list<uint64_t>::iterator call_;
  };

  FairQueue() = default;
  FairQueue(const FairQueue&) = delete;
  FairQueue& operator=(const FairQueue&) = delete;

  Place Push(absl::string_view connection, uint64_t lease, uint64_t call);

  // Takes the next call. REQUIRES: not empty().
  uint64_t Pop();

  void Remove(const Place& place);

  bool empty() const { return size_ == 0; }
  size_t size() const { return size_; }

 private:
  // After a call left `lane`: drops what became empty.
  void Tidy(Connections::iterator connection, std::list<Lane>::iterator lane);

  Connections connections_;  // The next to be served first.
  absl::flat_hash_map<std::string, Connections::iterator> connection_of_;
  size_t size_ = 0;
};

}  // namespace jsinterop::router

#endif  // JSINTEROP_SERVICE_ROUTER_FAIR_QUEUE_H_
