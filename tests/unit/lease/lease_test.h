// A small language for tests of the lease table.
//
//   const auto lease = GrantLease(10s);
//   const auto cat = GrantReference(kWorker, lease);   a call in the lease that granted one object
//   Pass(15s);                                         the reaper does its rounds meanwhile
//   EXPECT_EQ(WhyNot(cat), "LEASE_EXPIRED reference");
//   EXPECT_TRUE(IsReleased(cat));

#ifndef JSINTEROP_TESTS_UNIT_LEASE_LEASE_TEST_H_
#define JSINTEROP_TESTS_UNIT_LEASE_LEASE_TEST_H_

#include <chrono>
#include <map>
#include <memory>
#include <numeric>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/error.h"
#include "gtest/gtest.h"
#include "lease/lease_table.h"
#include "testing/manual_clock.h"
#include "unit/lease/fakes.h"

namespace jsinterop::lease {

using namespace std::chrono_literals;  // NOLINT(google-build-using-namespace): `10s` is what a reader expects.

inline constexpr WorkerKey kWorker = 7;
inline constexpr WorkerKey kOtherWorker = 8;

// The reason and the field of an error, such as `DISPOSED references[1]`; empty for success.
inline std::string Outcome(const absl::Status& status) {
  if (status.ok()) return "";
  const auto info = GetErrorInfo(status);
  if (!info) return "an error without a reason: " + status.ToString();
  std::string text(ReasonName(info->reason));
  if (!info->field.empty()) text += " " + info->field;
  if (info->executed == Executed::kYes) text += " (executed)";
  return text;
}

class LeaseTest : public ::testing::Test {
 protected:
  // Made with `options` when it is first used.
  LeaseTable& table() {
    if (table_ == nullptr) table_ = std::make_unique<LeaseTable>(options, clock, entropy, sink);
    return *table_;
  }

  // Another broker: same clock, other tokens.
  void RestartBroker() { table_ = std::make_unique<LeaseTable>(options, clock, entropy, sink); }

  std::string GrantLease(std::optional<Duration> ttl = std::nullopt, const std::string& nonce = "") {
    const auto view = table().Grant(ttl, "a connection", nonce);
    EXPECT_EQ(Outcome(view.status()), "");
    return view.ok() ? view->id : "";
  }

  struct Call {
    std::string lease = {};
    std::optional<std::string> target = std::nullopt;
    std::vector<std::string> references = {};
  };

  absl::StatusOr<CallUse> Use(const Call& call) {
    const std::vector<absl::string_view> references(call.references.begin(), call.references.end());
    UseRequest request;
    request.lease = call.lease;
    if (call.target) request.target = *call.target;
    request.references = references;
    return table().Use(request);
  }

  // A call that begins and is in flight.
  CallUse Begin(const Call& call) {
    auto use = Use(call);
    EXPECT_EQ(Outcome(use.status()), "");
    return use.ok() ? *std::move(use) : CallUse();
  }

  // The call ends on `worker` and granted `count` objects.
  absl::StatusOr<Finished> Finish(CallUse use, WorkerKey worker, uint32_t count, const std::string& nonce = "",
                                  const std::string& connection = "a connection") {
    FinishRequest request;
    request.call_id = ++last_call_;
    request.worker = worker;
    std::vector<uint32_t> indices(count);
    std::iota(indices.begin(), indices.end(), 0);
    request.indices = indices;
    request.connection = connection;
    request.nonce = nonce;
    auto finished = table().Finish(std::move(use), request);
    if (finished.ok()) {
      EXPECT_EQ(finished->tokens.size(), count);
      for (uint32_t i = 0; i < count; ++i) objects_[finished->tokens[i]] = {worker, {last_call_, i}};
    }
    return finished;
  }

  // A whole call in `lease` (empty: a new one) that granted `count` objects.
  std::vector<std::string> GrantReferences(uint32_t count, WorkerKey worker, const std::string& lease,
                                           const std::string& nonce = "") {
    CallUse use = lease.empty() ? CallUse() : Begin({.lease = lease});
    if (use.uses_leases() && use.worker() == 0) table().Bind(use, worker);
    const auto finished = Finish(std::move(use), worker, count, nonce);
    EXPECT_EQ(Outcome(finished.status()), "");
    return finished.ok() ? finished->tokens : std::vector<std::string>(count);
  }
  std::string GrantReference(WorkerKey worker, const std::string& lease, const std::string& nonce = "") {
    return GrantReferences(1, worker, lease, nonce)[0];
  }

  // A whole call that names something and grants nothing.
  std::string Touch(const Call& call) {
    auto use = Use(call);
    if (!use.ok()) return Outcome(use.status());
    table().Abandon(*std::move(use));
    return "";
  }

  // Why a reference, or a lease, cannot be used; empty if it can. Asking renews, as any call does.
  std::string WhyNot(const std::string& reference) { return Touch({.target = reference}); }
  std::string WhyNotLease(const std::string& lease) { return Outcome(table().Renew(lease, std::nullopt).status()); }

  void LoseWorker(WorkerKey worker) {
    table().OnWorkerLost(worker);
    sink.Forbid(worker);
  }

  void Reap() {
    while (table().Reap()) {
    }
  }

  // Time goes by, and the reaper does its rounds.
  void Pass(Duration time) {
    while (time > Duration(0)) {
      const Duration step = std::min(time, options.reap_interval);
      clock.Advance(step);
      Reap();
      time -= step;
    }
  }

  // The process stands still, and the reaper comes late.
  void Pause(Duration time) {
    clock.Advance(time);
    Reap();
  }

  ObjectId ObjectOf(const std::string& reference) const { return objects_.at(reference).object; }
  bool IsReleased(const std::string& reference) const { return sink.released().contains(objects_.at(reference)); }
  size_t ReleasedCount() const { return sink.released().size(); }

  testing::ManualClock clock;
  FakeEntropy entropy;
  FakeSink sink;
  Options options;

 private:
  uint64_t last_call_ = 0;
  std::map<std::string, Held> objects_;  // By the token that was granted for it.
  std::unique_ptr<LeaseTable> table_;
};

}  // namespace jsinterop::lease

#endif  // JSINTEROP_TESTS_UNIT_LEASE_LEASE_TEST_H_
