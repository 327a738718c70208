// Clients and workers that do anything in any order: a router with its leases, two workers and a clock, moved by
// bytes. Each is a step; what it needs to know stands in the bytes after it.
//
// Whatever the steps: every call is answered once, a call goes to one worker at most, a lost worker is sent nothing,
// and once all leases are over the workers hold nothing.

#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "fuzz/expect.h"
#include "fuzz/input.h"
#include "fuzz/world.h"

namespace jsinterop::fuzz {
namespace {

// A worker that answers when it is told to, and keeps what it grants until it is released.
class FuzzWorker final : public router::Worker {
 public:
  // `delivered`: the calls that any worker was given.
  explicit FuzzWorker(std::set<uint64_t>* delivered) : delivered_(delivered) {}

  void AddCall(uint64_t call_id, uint64_t /*remaining_micros*/, std::string body) override {
    wire::Call call;
    Expect(call.ParseFromString(body), "a call cannot be read");
    Expect(delivered_->insert(call_id).second, "a call was delivered twice");
    calls_.emplace(call_id, call.has_import());
  }
  void AddCancel(uint64_t call_id) override { Expect(delivered_->count(call_id) == 1, "a cancel of no call"); }
  void AddRelease(uint64_t call_id, const std::vector<uint32_t>& indices) override {
    if (indices.empty()) {
      held_.erase(call_id);
      released_.insert(call_id);
      return;
    }
    for (const uint32_t index : indices) held_[call_id].erase(index);
    if (held_[call_id].empty()) held_.erase(call_id);
  }
  void AddGoodbye(const std::string& /*why*/) override {}
  void Flush() override {}

  const std::map<uint64_t, bool>& calls() const { return calls_; }
  bool holds_anything() const { return !held_.empty(); }

  wire::Result Answer(uint64_t call_id, Input& input) {
    const bool imports = calls_.at(call_id);
    calls_.erase(call_id);
    wire::Result result;
    result.set_call_id(call_id);
    switch (input.Below(5)) {
      case 0: result.set_exception("thrown"); break;
      case 1: result.mutable_failure()->set_reason(input.Byte()); break;
      case 2:
        if (imports) break;  // No outcome at all.
        result.set_value("a tree");
        for (size_t index = 1, last = input.Below(4); index <= last; ++index) Grant(index, result);
        break;
      case 3: result.set_completed(""); break;
      default:
        result.set_granted("");
        Grant(0, result);
        break;
    }
    return result;
  }

 private:
  void Grant(size_t index, wire::Result& result) {
    result.add_grants()->set_index(static_cast<uint32_t>(index));
    if (released_.count(result.call_id()) == 0) held_[result.call_id()].insert(static_cast<uint32_t>(index));
  }

  std::set<uint64_t>* const delivered_;
  std::map<uint64_t, bool> calls_;  // Not answered yet, and whether each is an import.
  std::map<uint64_t, std::set<uint32_t>> held_;
  std::set<uint64_t> released_;
};

router::Options SmallOptions() {
  router::Options options;
  options.max_call_time = std::chrono::seconds(60);
  options.abandon_after = std::chrono::seconds(10);
  options.max_queue = 4;
  options.leases.max_ttl = std::chrono::seconds(100);
  options.leases.default_ttl = std::chrono::seconds(20);
  options.leases.max_references_per_lease = 6;
  options.leases.max_references = 16;
  options.leases.max_leases_per_connection = 3;
  options.leases.max_leases = 5;
  options.leases.reap_batch = 2;
  options.leases.reap_interval = std::chrono::seconds(60);  // No step of the clock here is a pause of the process.
  options.leases.tombstones_per_shard = 2;
  return options;
}

class Sequence {
 public:
  explicit Sequence(Input input) : input_(input) {}

  void Run() {
    // More steps find nothing more, and take time from other sequences.
    for (int steps = 0; steps < 400 && !input_.empty(); ++steps) Step();
    Settle();
  }

 private:
  struct Attached {
    std::shared_ptr<FuzzWorker> worker;
    lease::WorkerKey key = 0;
  };

  router::Router& router() { return world_.router(); }

  void Step() {
    switch (input_.Below(12)) {
      case 0: return Attach();
      case 1: return Lose();
      case 2:
      case 3: return Start();
      case 4:
      case 5: return Answer();
      case 6: return Cancel();
      case 7: return static_cast<void>(router().leases().DisposeReference(Token()));
      case 8: return static_cast<void>(router().leases().DisposeLease(Lease()));
      case 9: return Lend();
      case 10: return static_cast<void>(router().DisposeNonce(Nonce()));
      default: return Pass();
    }
  }

  void Attach() {
    if (workers_.size() == 2) return;
    Attached attached{std::make_shared<FuzzWorker>(&delivered_), 0};
    const auto window = static_cast<uint32_t>(1 + input_.Below(3));
    const std::string pool = input_.Below(4) == 0 ? "other" : "";
    attached.key = router().Attach({"a worker", pool, "", window, 4096}, attached.worker);
    workers_.push_back(std::move(attached));
  }

  void Lose() {
    if (workers_.empty()) return;
    const auto lost = workers_.begin() + static_cast<std::ptrdiff_t>(input_.Below(workers_.size()));
    router().Lose(lost->key, "It is lost.");
    workers_.erase(lost);
  }

  void Start() {
    const uint8_t how = input_.Byte();
    router::CallSpec spec;
    if ((how & 1) != 0) {
      spec.call.mutable_import()->set_specifier("./m.js");
    } else {
      spec.call.mutable_invoke()->set_member("m");
    }
    const std::string lease = (how & 2) != 0 ? Lease() : "";
    const std::string target = Token();
    const std::string other = Token();
    const std::string nonce = (how & 16) != 0 ? Nonce() : "";
    spec.lease = lease;
    spec.nonce = nonce;
    if ((how & 1) == 0 && (how & 4) != 0) spec.target = target;
    if ((how & 1) == 0 && (how & 8) != 0) spec.references.push_back(other);
    if ((how & 32) != 0) spec.pool = "other";
    if ((how & 64) != 0) spec.time_left = std::chrono::seconds(input_.Byte());
    world_.Start(std::move(spec), (how & 128) != 0 ? "one" : "two");
  }

  void Answer() {
    if (workers_.empty()) return;
    const Attached& attached = workers_[input_.Below(workers_.size())];
    const auto& calls = attached.worker->calls();
    if (calls.empty()) return;
    const uint64_t call_id = std::next(calls.begin(), static_cast<std::ptrdiff_t>(input_.Below(calls.size())))->first;
    Give(attached, attached.worker->Answer(call_id, input_));
  }

  void Give(const Attached& attached, wire::Result result) {
    google::protobuf::RepeatedPtrField<wire::Result> results;
    *results.Add() = std::move(result);
    router().OnResults(attached.key, &results);
  }

  void Cancel() {
    if (!world_.clients().empty()) router().Cancel(world_.clients()[input_.Below(world_.clients().size())].id);
  }

  void Lend() {
    std::optional<Duration> ttl;
    if (const uint8_t seconds = input_.Byte(); seconds < 128) ttl = std::chrono::seconds(seconds);
    const std::string known = Lease();
    const auto view =
        input_.Below(2) == 0 ? router().leases().Grant(ttl, "one", "") : router().leases().Renew(known, ttl);
    if (!view.ok()) {
      ExpectTyped(view.status());
    } else if (!view->id.empty()) {
      world_.leases().push_back(view->id);
    }
  }

  void Pass() { world_.Pass(std::chrono::milliseconds(size_t{input_.Byte()} * 200)); }

  std::string Token() { return Known(world_.tokens()); }
  std::string Lease() { return Known(world_.leases()); }
  std::string Nonce() { return std::string(16, static_cast<char>('a' + input_.Below(3))); }

  std::string Known(const std::vector<std::string>& known) {
    return known.empty() ? "no token" : known[input_.Below(known.size())];
  }

  // All calls are answered, and all leases are over.
  void Settle() {
    for (const Attached& attached : workers_) {
      while (!attached.worker->calls().empty()) {
        wire::Result result;
        result.set_call_id(attached.worker->calls().begin()->first);
        Input none(nullptr, 0);
        Give(attached, attached.worker->Answer(result.call_id(), none));
      }
    }
    for (int minute = 0; minute < 6; ++minute) world_.Pass(std::chrono::minutes(1));
    const lease::LeaseTable::Stats stats = router().leases().stats();
    Expect(stats.leases == 0 && stats.references == 0, "leases are left");
    for (const Attached& attached : workers_) {
      Expect(!attached.worker->holds_anything(), "an object is held for nobody");
    }
    world_.End();
  }

  Input input_;
  std::set<uint64_t> delivered_;
  std::vector<Attached> workers_;
  World world_{SmallOptions()};
};

}  // namespace
}  // namespace jsinterop::fuzz

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  jsinterop::fuzz::Sequence({data, size}).Run();
  return 0;
}
