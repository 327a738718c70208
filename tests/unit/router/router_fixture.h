// A router with fakes around it, and the verbs that its tests are written in.

#ifndef JSINTEROP_TESTS_UNIT_ROUTER_ROUTER_FIXTURE_H_
#define JSINTEROP_TESTS_UNIT_ROUTER_ROUTER_FIXTURE_H_

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "router/router.h"
#include "testing/errors.h"
#include "testing/fake_entropy.h"
#include "testing/manual_clock.h"

namespace jsinterop::router {

// Remembers what it is sent, once that is flushed. Answers nothing by itself.
class FakeWorker final : public Worker {
 public:
  struct SentCall {
    uint64_t id = 0;
    uint64_t remaining_micros = 0;
    wire::Call call;
  };
  struct SentRelease {
    uint64_t call_id = 0;
    std::vector<uint32_t> indices;
    friend bool operator==(const SentRelease&, const SentRelease&) = default;
    friend std::ostream& operator<<(std::ostream& out, const SentRelease& release) {
      return out << "release of call " << release.call_id << ", " << release.indices.size() << " indices";
    }
  };

  void AddCall(uint64_t id, uint64_t remaining_micros, std::string body) override {
    SentCall call{id, remaining_micros, {}};
    EXPECT_TRUE(call.call.ParseFromString(body));
    waiting_calls_.push_back(std::move(call));
  }
  void AddCancel(uint64_t id) override { waiting_cancels_.push_back(id); }
  void AddRelease(uint64_t id, const std::vector<uint32_t>& indices) override {
    waiting_releases_.push_back({id, indices});
  }
  void AddGoodbye(const std::string&) override { goodbye = true; }
  void Flush() override {
    Move(waiting_calls_, calls);
    Move(waiting_cancels_, cancels);
    Move(waiting_releases_, releases);
  }

  // The members of the calls, in order.
  std::vector<std::string> Members() const {
    std::vector<std::string> members;
    for (const SentCall& call : calls) members.push_back(call.call.invoke().member());
    return members;
  }

  std::vector<SentCall> calls;
  std::vector<uint64_t> cancels;
  std::vector<SentRelease> releases;
  bool goodbye = false;

 private:
  template <typename T>
  static void Move(std::vector<T>& from, std::vector<T>& to) {
    to.insert(to.end(), std::make_move_iterator(from.begin()), std::make_move_iterator(from.end()));
    from.clear();
  }

  std::vector<SentCall> waiting_calls_;
  std::vector<uint64_t> waiting_cancels_;
  std::vector<SentRelease> waiting_releases_;
};

// Fails the test if it is answered twice, or never.
class FakeCaller final : public Caller {
 public:
  explicit FakeCaller(std::string connection) : connection_(std::move(connection)) {}
  ~FakeCaller() override { EXPECT_TRUE(outcome.has_value()) << "a caller was never answered"; }

  void OnOutcome(Outcome answer) override {
    EXPECT_FALSE(outcome.has_value()) << "a caller was answered twice";
    outcome = std::move(answer);
  }
  std::string connection() const override { return connection_; }

  bool answered() const { return outcome.has_value(); }
  const absl::Status& status() const { return outcome.value().status; }
  const std::string& value() const { return outcome.value().result.value(); }
  const std::string& token(size_t i = 0) const { return outcome.value().granted.tokens.at(i); }

  std::optional<Outcome> outcome;
  CallId id = 0;

 private:
  const std::string connection_;
};

class RouterTest : public ::testing::Test, protected Observer {
 protected:
  struct AttachedWorker {
    std::shared_ptr<FakeWorker> fake;
    lease::WorkerKey key = 0;
    FakeWorker* operator->() const { return fake.get(); }
  };

  RouterTest() { Make({}); }
  ~RouterTest() override { router_->Stop(); }

  // A router with other options. Before anything else.
  void Make(Options options) {
    if (router_ != nullptr) router_->Stop();
    Observer& self = *this;
    router_ = std::make_unique<Router>(options, clock_, entropy_, self);
  }

  AttachedWorker Attach(uint32_t window = 100, const std::string& pool = "") {
    AttachedWorker worker{std::make_shared<FakeWorker>(), 0};
    worker.key = router_->Attach({"fake", pool, "test", window, 1 << 20}, worker.fake);
    return worker;
  }

  static CallSpec Call(const std::string& member) {
    CallSpec spec;
    spec.call.mutable_invoke()->set_module("./m.js");
    spec.call.mutable_invoke()->set_member(member);
    return spec;
  }

  // A method of the object behind a token.
  static CallSpec CallOn(absl::string_view token, const std::string& member) {
    CallSpec spec;
    spec.call.mutable_invoke()->set_member(member);
    spec.target = token;
    return spec;
  }

  FakeCaller& Start(CallSpec spec, const std::string& connection = "a") {
    FakeCaller& caller = callers_.emplace_back(connection);
    caller.id = router_->Start(std::move(spec), &caller);
    return caller;
  }

  // The worker answers a call.
  void Answer(const AttachedWorker& worker, uint64_t call_id, wire::Result result) {
    result.set_call_id(call_id);
    google::protobuf::RepeatedPtrField<wire::Result> results;
    *results.Add() = std::move(result);
    router_->OnResults(worker.key, &results);
  }

  static wire::Result Value(const std::string& bytes) {
    wire::Result result;
    result.set_value(bytes);
    return result;
  }

  static wire::Result Granted() {
    wire::Result result;
    result.set_granted("");
    result.add_grants()->set_index(0);
    return result;
  }

  // A new object on the worker, held by a client.
  FakeCaller& Grant(const AttachedWorker& worker, CallSpec spec = Call("make")) {
    FakeCaller& caller = Start(std::move(spec));
    Answer(worker, caller.id, Granted());
    EXPECT_THAT(caller.status(), jsinterop::testing::IsOk());
    return caller;
  }

  // router::Observer
  void OnUnaskedResult(const WorkerInfo&, uint64_t call_id) override { unasked_.push_back(call_id); }
  void OnWorkerLost(const WorkerInfo&, absl::string_view, size_t calls_lost) override { calls_lost_ = calls_lost; }

  jsinterop::testing::ManualClock clock_;
  jsinterop::testing::FakeEntropy entropy_;
  std::deque<FakeCaller> callers_;  // A deque: callers must stay where they are.
  std::unique_ptr<Router> router_;
  std::vector<uint64_t> unasked_;
  size_t calls_lost_ = 0;
};

}  // namespace jsinterop::router

#endif  // JSINTEROP_TESTS_UNIT_ROUTER_ROUTER_FIXTURE_H_
