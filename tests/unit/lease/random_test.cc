// The table held against the model: the same random operations on both, and the same answers from both.

#include <algorithm>
#include <memory>
#include <numeric>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "unit/lease/lease_test.h"
#include "unit/lease/model.h"

namespace jsinterop::lease {
namespace {

class RandomTest : public LeaseTest, public ::testing::WithParamInterface<uint64_t> {
 protected:
  struct InFlight {
    CallUse use;
    Model::Use expected;
  };

  RandomTest() : random_(GetParam()) {
    options.min_ttl = 1s;
    options.max_ttl = 60s;
    options.default_ttl = 20s;
    options.tombstones_per_shard = 1'000'000;  // Forgetting is not what this is about.
    options.reap_batch = 1 + GetParam() % 7;
    options.max_leases_per_connection = 40;
    options.max_leases = 100;
    options.max_references_per_lease = 30;
    // Quota of references comes back only with Reap, so it is met in every second run, in which Reap follows on the
    // heels of what leaves something to it.
    tight_ = GetParam() % 2 == 0;
    options.max_references = tight_ ? 300 : 1'000'000;
    model_ = std::make_unique<Model>(options, clock.Now());
    for (int i = 0; i < 3; ++i) workers_.push_back(++last_worker_);
  }

  void TearDown() override {
    for (InFlight& call : in_flight_) table().Abandon(std::move(call.use));
  }

  // --- Choices.

  size_t Below(size_t n) { return std::uniform_int_distribution<size_t>(0, n - 1)(random_); }
  bool OneIn(size_t n) { return Below(n) == 0; }

  // Mostly something recent, sometimes old, sometimes nonsense.
  std::string SomeOf(const std::vector<std::string>& tokens, const std::vector<std::string>& of_other_kind) {
    if (tokens.empty() || OneIn(100)) return "nonsense";
    if (OneIn(100) && !of_other_kind.empty()) return of_other_kind[Below(of_other_kind.size())];
    const size_t recent = std::min<size_t>(tokens.size(), OneIn(10) ? tokens.size() : 60);
    return tokens[tokens.size() - 1 - Below(recent)];
  }
  std::string SomeLease() { return SomeOf(leases_, references_); }
  std::string SomeReference() { return SomeOf(references_, leases_); }
  std::optional<Duration> SomeTtl() {
    if (OneIn(3)) return std::nullopt;
    if (OneIn(20)) return -1s;
    return std::chrono::milliseconds(Below(80'000));
  }
  std::string SomeConnection() { return "connection " + std::to_string(Below(4)); }
  // Now and then one that is in use already.
  std::string SomeNonce() {
    if (OneIn(2)) return "";
    if (OneIn(5) && !nonces_.empty()) return nonces_[nonces_.size() - 1 - Below(std::min<size_t>(nonces_.size(), 30))];
    nonces_.push_back("nonce number " + std::to_string(nonces_.size()));
    return nonces_.back();
  }
  WorkerKey SomeWorker() { return OneIn(50) ? 1 + Below(last_worker_) : workers_[Below(workers_.size())]; }

  // --- Operations, each on the table and on the model.

  void Grant() {
    const auto ttl = SomeTtl();
    const auto connection = SomeConnection();
    const auto nonce = SomeNonce();
    const auto view = table().Grant(ttl, connection, nonce);
    ASSERT_EQ(Outcome(view.status()), model_->Grant(ttl, connection, nonce));
    if (!view.ok()) return;
    EXPECT_EQ(view->term, model_->TermOf(model_->last_lease()));
    KeepLease(view->id);
  }

  void Renew() {
    const auto lease = SomeLease();
    const auto ttl = SomeTtl();
    const auto view = table().Renew(lease, ttl);
    ASSERT_EQ(Outcome(view.status()), model_->Renew(lease, ttl));
  }

  void Begin() {
    Call call;
    if (OneIn(3)) call.lease = SomeLease();
    if (!OneIn(4)) call.target = SomeReference();
    for (size_t i = OneIn(2) ? Below(4) : 0; i > 0; --i) call.references.push_back(SomeReference());
    Model::Use expected;
    auto use = Use(call);
    const std::string outcome = model_->Begin(call.lease, call.target, call.references, expected);
    ASSERT_EQ(Outcome(use.status()), outcome);
    if (!use.ok()) return;
    in_flight_.push_back({*std::move(use), expected});
    ExpectSameUse(in_flight_.back());
  }

  void Bind() {
    if (in_flight_.empty()) return;
    InFlight& call = in_flight_[Below(in_flight_.size())];
    if (!call.use.uses_leases() || call.use.worker() != 0) return;
    const WorkerKey worker = SomeWorker();
    table().Bind(call.use, worker);
    model_->Bind(call.expected, worker);
    ExpectSameUse(call);
  }

  void Finish() {
    InFlight call = TakeInFlight();
    const WorkerKey worker = call.use.worker() != 0 ? call.use.worker() : SomeWorker();
    const auto connection = SomeConnection();
    const auto nonce = SomeNonce();
    const auto count = static_cast<uint32_t>(OneIn(3) ? 0 : OneIn(20) ? Below(40) : Below(4));
    std::vector<uint32_t> indices(count);
    std::iota(indices.begin(), indices.end(), 0);
    const std::string outcome = model_->Finish(call.expected, worker, ++last_call_, indices, connection, nonce);
    model_->End(call.expected);
    const auto finished = table().Finish(
        std::move(call.use),
        {.call_id = last_call_, .worker = worker, .indices = indices, .connection = connection, .nonce = nonce});
    ASSERT_EQ(Outcome(finished.status()), outcome);
    if (!finished.ok()) return;
    ASSERT_EQ(finished->tokens.size(), count);
    const bool is_new = !call.expected.result_lease && count > 0;
    if (is_new) KeepLease(finished->lease->id);
    if (count > 0) model_->NameReferences(finished->tokens);
    references_.insert(references_.end(), finished->tokens.begin(), finished->tokens.end());
    for (uint32_t i = 0; i < count; ++i) granted_.insert({worker, {last_call_, i}});
    if (!finished->lease) return;
    const size_t lease = is_new ? model_->last_lease() : *call.expected.result_lease;
    EXPECT_EQ(finished->lease->references, model_->ReferencesOf(lease));
    EXPECT_EQ(finished->lease->term, model_->TermOf(lease));
    EXPECT_EQ(finished->lease->remaining, model_->TermOf(lease));
    EXPECT_EQ(finished->lease->id, call.expected.named || is_new ? model_->IdOf(lease) : "");
  }

  void Abandon() {
    InFlight call = TakeInFlight();
    table().Abandon(std::move(call.use));
    model_->End(call.expected);
  }

  void DisposeReference() {
    const auto reference = SomeReference();
    ASSERT_EQ(table().DisposeReference(reference), model_->DisposeReference(reference));
  }

  void DisposeLease() {
    const auto lease = SomeLease();
    ASSERT_EQ(table().DisposeLease(lease), model_->DisposeLease(lease));
    if (tight_) ReapBoth();
  }

  void DisposeNonce() {
    const std::string nonce =
        nonces_.empty() ? "" : nonces_[nonces_.size() - 1 - Below(std::min<size_t>(nonces_.size(), 50))];
    ASSERT_EQ(table().DisposeNonce(nonce), model_->DisposeNonce(nonce));
    if (tight_) ReapBoth();
  }

  void LoseSomeWorker() {
    WorkerKey& worker = workers_[Below(workers_.size())];
    LoseWorker(worker);
    model_->Lose(worker);
    worker = ++last_worker_;
    if (tight_) ReapBoth();
  }

  void Advance() {
    const Duration by = std::chrono::milliseconds(OneIn(50) ? Below(100'000) : Below(800));
    clock.Advance(by);
    model_->Advance(by);
  }

  void ReapBoth() {
    Reap();
    model_->Reap();
  }

  void Step() {
    const size_t choice = Below(100);
    if (choice < 4) return Grant();
    if (choice < 12) return Renew();
    if (choice < 36) return Begin();
    if (choice < 42) return Bind();
    if (choice < 61) return Finish();
    if (choice < 65) return Abandon();
    if (choice < 77) return DisposeReference();
    if (choice < 80) return DisposeLease();
    if (choice < 84) return DisposeNonce();
    if (choice < 92) return Advance();
    if (choice < 99) return ReapBoth();
    if (OneIn(10)) return LoseSomeWorker();
  }

  // --- What is held against each other.

  void ExpectSameUse(const InFlight& call) {
    EXPECT_EQ(call.use.worker(), call.expected.worker);
    EXPECT_EQ(call.use.target(), call.expected.target);
    EXPECT_EQ(std::vector<ObjectId>(call.use.references().begin(), call.use.references().end()),
              call.expected.references);
    EXPECT_EQ(call.use.uses_leases(), !call.expected.pinned_leases.empty());
  }

  // Uses everything that is live, and some of what is not.
  void Compare() {
    ReapBoth();
    for (const std::string& token : model_->LiveReferenceTokens()) TouchBoth("", token);
    for (const std::string& token : model_->LiveLeaseTokens()) TouchBoth(token, std::nullopt);
    for (int i = 0; i < 50; ++i) TouchBoth("", SomeReference());
    for (int i = 0; i < 50; ++i) TouchBoth(SomeLease(), std::nullopt);
    const auto stats = table().stats();
    EXPECT_EQ(stats.leases, model_->LiveLeases());
    EXPECT_EQ(stats.references, model_->CountedReferences());
    EXPECT_EQ(stats.nonces, model_->LiveNonces());
    EXPECT_EQ(stats.calls_in_flight,
              static_cast<uint64_t>(std::count_if(in_flight_.begin(), in_flight_.end(),
                                                  [](const InFlight& call) { return call.use.uses_leases(); })));
    CompareReleased();
  }

  void TouchBoth(const std::string& lease, const std::optional<std::string>& target) {
    Model::Use expected;
    auto use = Use({.lease = lease, .target = target});
    ASSERT_EQ(Outcome(use.status()), model_->Begin(lease, target, {}, expected));
    if (!use.ok()) return;
    EXPECT_EQ(use->target(), expected.target);
    EXPECT_EQ(use->worker(), expected.worker);
    table().Abandon(*std::move(use));
    model_->End(expected);
  }

  // What the model released and the table has not yet, is of a worker that was lost in between.
  void CompareReleased() {
    const std::set<Held> released = sink.released();
    for (const Held& object : released) {
      ASSERT_TRUE(model_->released().contains(object))
          << object.object.call_id << "/" << object.object.index << " should not have been released";
    }
    for (const Held& object : model_->released()) {
      ASSERT_TRUE(released.contains(object) || model_->IsLost(object.worker))
          << object.object.call_id << "/" << object.object.index << " should have been released";
    }
  }

  void EndAll() {
    while (!in_flight_.empty()) Abandon();
    for (const std::string& token : model_->LiveLeaseTokens()) {
      ASSERT_TRUE(table().DisposeLease(token));
      ASSERT_TRUE(model_->DisposeLease(token));
    }
    Compare();
    const auto stats = table().stats();
    EXPECT_EQ(stats.leases, 0u);
    EXPECT_EQ(stats.references, 0u);
    EXPECT_EQ(stats.nonces, 0u);
    EXPECT_EQ(stats.calls_in_flight, 0u);
    const std::set<Held> released = sink.released();
    for (const Held& object : granted_) {
      ASSERT_TRUE(released.contains(object) || model_->IsLost(object.worker));
    }
  }

 private:
  void KeepLease(const std::string& token) {
    model_->NameLease(token);
    leases_.push_back(token);
  }

  // A call in flight, or one that used nothing.
  InFlight TakeInFlight() {
    if (in_flight_.empty() || OneIn(6)) return {};
    std::swap(in_flight_[Below(in_flight_.size())], in_flight_.back());
    InFlight call = std::move(in_flight_.back());
    in_flight_.pop_back();
    return call;
  }

  std::mt19937_64 random_;
  bool tight_ = false;
  std::unique_ptr<Model> model_;
  std::vector<InFlight> in_flight_;
  std::vector<std::string> leases_;
  std::vector<std::string> references_;
  std::vector<std::string> nonces_;
  std::vector<WorkerKey> workers_;
  std::set<Held> granted_;
  WorkerKey last_worker_ = 0;
  uint64_t last_call_ = 0;
};

TEST_P(RandomTest, TheTableDoesWhatTheModelDoes) {
  for (int step = 0; step < 100'000; ++step) {
    SCOPED_TRACE("seed " + std::to_string(GetParam()) + ", step " + std::to_string(step));
    Step();
    if (step % 2'000 == 0) Compare();
    ASSERT_FALSE(HasFailure());
  }
  EndAll();
  // That there was something to compare.
  EXPECT_GT(table().stats().expired_leases, 50u);
  EXPECT_GT(ReleasedCount(), 1'000u);
}

INSTANTIATE_TEST_SUITE_P(Seeds, RandomTest, ::testing::Values(1, 2, 3, 4, 5, 6));

}  // namespace
}  // namespace jsinterop::lease
