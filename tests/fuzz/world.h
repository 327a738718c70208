// A router on a clock that stands still, and clients that do with its answers what the front does.

#ifndef JSINTEROP_TESTS_FUZZ_WORLD_H_
#define JSINTEROP_TESTS_FUZZ_WORLD_H_

#include <deque>
#include <string>
#include <vector>

#include "router/router.h"
#include "testing/fake_entropy.h"
#include "testing/manual_clock.h"

namespace jsinterop::fuzz {

// Must be answered exactly once: its end checks that.
class Client final : public router::Caller {
 public:
  enum class Kind { kImport, kInvoke };

  Client(Kind kind, std::string connection, std::vector<std::string>* tokens, std::vector<std::string>* leases)
      : kind_(kind), connection_(std::move(connection)), tokens_(tokens), leases_(leases) {}
  ~Client() override;

  void OnOutcome(router::Outcome outcome) override;
  std::string connection() const override { return connection_; }

  bool answered() const { return answered_; }
  router::CallId id = 0;

 private:
  const Kind kind_;
  const std::string connection_;
  // What clients have learned, to use later.
  std::vector<std::string>* const tokens_;
  std::vector<std::string>* const leases_;
  bool answered_ = false;
};

class World final : private router::Observer {
 public:
  explicit World(const router::Options& options) : router_(options, clock_, entropy_, *static_cast<Observer*>(this)) {}
  ~World() override { End(); }

  router::Router& router() { return router_; }
  testing::ManualClock& clock() { return clock_; }
  std::deque<Client>& clients() { return clients_; }
  std::vector<std::string>& tokens() { return tokens_; }
  std::vector<std::string>& leases() { return leases_; }

  Client& Start(router::CallSpec spec, const std::string& connection);

  // Moves the clock, and does what the broker's tickers do.
  void Pass(Duration time);

  // Stops the router: nobody waits any more, and nothing is in flight. May be called twice.
  void End();

 private:
  testing::ManualClock clock_;
  testing::FakeEntropy entropy_;
  std::vector<std::string> tokens_;
  std::vector<std::string> leases_;
  std::deque<Client> clients_;  // A deque: they must stay where they are.
  router::Router router_;
};

}  // namespace jsinterop::fuzz

#endif  // JSINTEROP_TESTS_FUZZ_WORLD_H_
