// Many threads at once. What is checked at the end is what must hold whatever their order was; a run under
// ThreadSanitizer checks the rest.

#include <array>
#include <atomic>
#include <memory>
#include <mutex>
#include <random>
#include <set>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "gtest/gtest.h"
#include "lease/lease_table.h"
#include "testing/manual_clock.h"
#include "unit/lease/fakes.h"

namespace jsinterop::lease {
namespace {

using namespace std::chrono_literals;  // NOLINT(google-build-using-namespace): `10s` is what a reader expects.

constexpr int kClients = 3;
constexpr int kRounds = 4'000;

// Never lost, so that what it holds must all be released. The other workers come and go.
constexpr WorkerKey kSteadfast = 1'000;

// Tokens that all threads share: each place is overwritten again and again.
class Board {
 public:
  void Put(size_t place, std::string token) {
    const std::lock_guard<std::mutex> lock(mutex_);
    tokens_[place % tokens_.size()] = std::move(token);
  }
  std::string Get(size_t place) const {
    const std::lock_guard<std::mutex> lock(mutex_);
    return tokens_[place % tokens_.size()];
  }

 private:
  mutable std::mutex mutex_;
  std::array<std::string, 32> tokens_;
};

class ConcurrencyTest : public ::testing::Test {
 protected:
  ConcurrencyTest() {
    options_.min_ttl = 1ms;
    options_.reap_batch = 8;
    table_ = std::make_unique<LeaseTable>(options_, clock_, entropy_, sink_);
  }

  // What one client does: everything, with its own tokens and those of the others.
  void Client(uint64_t seed, std::set<Held>& granted) {
    std::mt19937_64 random(seed);
    for (uint64_t round = 0; round < kRounds; ++round) {
      const std::string nonce = random() % 2 == 0 ? "" : "nonce " + std::to_string(random() % 64);
      const uint64_t place = random();
      switch (random() % 10) {
        case 0: GrantLease(place, nonce); break;
        case 1: table_->Renew(leases_.Get(place), std::chrono::milliseconds(random() % 50)).IgnoreError(); break;
        case 2: table_->DisposeReference(references_.Get(place)); break;
        case 3: random() % 4 == 0 ? table_->DisposeLease(leases_.Get(place)) : table_->DisposeNonce(nonce); break;
        case 4: Reap(); break;
        case 5: Call(seed * kRounds + round, {}, place, nonce, granted); break;
        default: CallWithLeases(seed * kRounds + round, place, nonce, granted);
      }
    }
  }

  void GrantLease(uint64_t place, const std::string& nonce) {
    const auto view = table_->Grant(std::chrono::milliseconds(place % 50), "a connection", nonce);
    if (view.ok()) leases_.Put(place, view->id);
  }

  void CallWithLeases(uint64_t call_id, uint64_t place, const std::string& nonce, std::set<Held>& granted) {
    const std::string lease = place % 2 == 0 ? leases_.Get(place / 2) : "";
    const std::string target = references_.Get(place);
    const std::string argument = references_.Get(place / 3);
    const std::vector<absl::string_view> arguments = {argument, target};
    UseRequest request;
    request.lease = lease;
    if (place % 5 != 0) request.target = target;
    if (place % 3 == 0) request.references = arguments;
    auto use = table_->Use(request);
    if (use.ok()) Call(call_id, *std::move(use), place, nonce, granted);
  }

  void Call(uint64_t call_id, CallUse use, uint64_t place, const std::string& nonce, std::set<Held>& granted) {
    const WorkerKey worker = place % 2 == 0 ? kSteadfast : worker_.load();
    if (use.uses_leases() && use.worker() == 0) table_->Bind(use, worker);
    if (place % 7 == 0) return table_->Abandon(std::move(use));
    const std::vector<uint32_t> indices = {0, 1, 2};
    const WorkerKey ran_on = use.worker() != 0 ? use.worker() : worker;
    const auto finished = table_->Finish(
        std::move(use),
        {.call_id = call_id, .worker = ran_on, .indices = indices, .connection = "a connection", .nonce = nonce});
    if (!finished.ok()) return;
    for (uint32_t i = 0; i < 3; ++i) {
      references_.Put(place + i, finished->tokens[i]);
      granted.insert({ran_on, {call_id, i}});
    }
    if (!finished->lease->id.empty()) leases_.Put(place, finished->lease->id);
  }

  void Reap() {
    clock_.Advance(1ms);
    table_->Reap();
  }

  // Takes every worker's place in turn.
  void Upheaval() {
    for (WorkerKey next = 2; next < 12; ++next) {
      for (int i = 0; i < 200; ++i) Reap();
      const WorkerKey last = worker_.exchange(next);
      table_->OnWorkerLost(last);
    }
  }

  testing::ManualClock clock_;
  FakeEntropy entropy_;
  FakeSink sink_;  // Fails if an object is released twice.
  Options options_;
  std::unique_ptr<LeaseTable> table_;
  Board leases_;
  Board references_;
  std::atomic<WorkerKey> worker_{1};
};

TEST_F(ConcurrencyTest, EverythingIsReleasedOnceWhateverTheOrder) {
  std::vector<std::set<Held>> granted(kClients);
  std::vector<std::thread> threads;
  threads.reserve(kClients + 1);
  for (int i = 0; i < kClients; ++i) {
    threads.emplace_back([this, i, &granted] { Client(static_cast<uint64_t>(i) + 1, granted[i]); });
  }
  threads.emplace_back([this] { Upheaval(); });
  for (std::thread& thread : threads) thread.join();

  // All leases run out, in steps that are no pauses.
  for (int i = 0; i < 1'000; ++i) {
    clock_.Advance(options_.reap_interval + options_.pause_slack);
    while (table_->Reap()) {
    }
  }
  const auto stats = table_->stats();
  EXPECT_EQ(stats.leases, 0u);
  EXPECT_EQ(stats.references, 0u);
  EXPECT_EQ(stats.nonces, 0u);
  EXPECT_EQ(stats.calls_in_flight, 0u);

  const std::set<Held> released = sink_.released();
  size_t steadfast = 0;
  for (const auto& objects : granted) {
    for (const Held& object : objects) {
      if (object.worker != kSteadfast) continue;
      ++steadfast;
      EXPECT_TRUE(released.contains(object));
    }
  }
  EXPECT_GT(steadfast, 0u);
}

}  // namespace
}  // namespace jsinterop::lease
