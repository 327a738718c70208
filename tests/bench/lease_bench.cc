// What a lease table costs: memory for each reference, and time for each operation with a million references in it.
//
//   lease_bench --benchmark_filter=Memory

#include <malloc.h>

#include <chrono>
#include <cstdint>
#include <memory>
#include <numeric>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "benchmark/benchmark.h"
#include "lease/lease_table.h"

namespace jsinterop::lease {
namespace {

constexpr WorkerKey kWorker = 1;
constexpr uint64_t kMillion = 1'000'000;

class NullSink final : public ReleaseSink {
 public:
  void Release(WorkerKey, std::vector<ObjectId> objects) override { benchmark::DoNotOptimize(objects.data()); }
};

// A table with many references. Some tokens are kept, for the benchmark to use.
struct Filled {
  Filled() {
    options.max_leases = 2 * kMillion;
    options.max_leases_per_connection = 2 * kMillion;
    options.max_references_per_lease = 2 * kMillion;
    table = std::make_unique<LeaseTable>(options, clock, entropy, sink);
  }

  void Fill(uint64_t leases, uint64_t calls_per_lease, bool with_nonces) {
    for (uint64_t i = 0; i < leases; ++i) {
      const std::string lease = table->Grant({}, "a connection", "")->id;
      if (i % 64 == 0) kept_leases.push_back(lease);
      for (uint64_t j = 0; j < calls_per_lease; ++j) Add(lease, with_nonces);
    }
  }

  void Add(const std::string& lease, bool with_nonce) {
    const uint32_t index = 0;
    char nonce[16];
    if (with_nonce) entropy.Fill(nonce, sizeof(nonce));
    CallUse use = *table->Use({.lease = lease});
    auto finished = table->Finish(
        std::move(use), {.call_id = ++call_id,
                         .worker = kWorker,
                         .indices = absl::MakeConstSpan(&index, 1),
                         .nonce = with_nonce ? absl::string_view(nonce, sizeof(nonce)) : absl::string_view()});
    if (call_id % 64 == 0) kept_references.push_back(std::move(finished->tokens[0]));
  }

  const std::string& SomeLease() { return kept_leases[random() % kept_leases.size()]; }
  const std::string& SomeReference() { return kept_references[random() % kept_references.size()]; }

  Options options;
  SteadyClock clock;
  KernelEntropy entropy;
  NullSink sink;
  std::unique_ptr<LeaseTable> table;
  std::vector<std::string> kept_leases;
  std::vector<std::string> kept_references;
  std::mt19937_64 random;
  uint64_t call_id = 0;
};

size_t BytesInUse() {
  const struct mallinfo2 info = mallinfo2();
  return info.uordblks + info.hblkhd;
}

// Arguments: leases, references in each, whether calls have nonces. Kept tokens are a hundredth of a percent of it.
void Memory(benchmark::State& state) {
  const auto leases = static_cast<uint64_t>(state.range(0));
  const auto each = static_cast<uint64_t>(state.range(1));
  for (auto _ : state) {
    const size_t before = BytesInUse();
    Filled filled;
    filled.Fill(leases, each, state.range(2) != 0);
    const size_t kept = (filled.kept_leases.size() + filled.kept_references.size()) * (sizeof(std::string) + 48);
    state.counters["bytes_per_reference"] =
        static_cast<double>(BytesInUse() - before - kept) / static_cast<double>(leases * each);
  }
}
BENCHMARK(Memory)->Args({1, kMillion, 0})->Iterations(1)->Unit(benchmark::kMillisecond);
BENCHMARK(Memory)->Args({1, kMillion, 1})->Iterations(1)->Unit(benchmark::kMillisecond);
BENCHMARK(Memory)->Args({1'000, 1'000, 0})->Iterations(1)->Unit(benchmark::kMillisecond);
BENCHMARK(Memory)->Args({1'000, 1'000, 1})->Iterations(1)->Unit(benchmark::kMillisecond);
BENCHMARK(Memory)->Args({100'000, 10, 1})->Iterations(1)->Unit(benchmark::kMillisecond);
BENCHMARK(Memory)->Args({kMillion, 1, 0})->Iterations(1)->Unit(benchmark::kMillisecond);

// Arguments of the following: leases, references in each.
std::unique_ptr<Filled> MakeFilled(const benchmark::State& state) {
  auto filled = std::make_unique<Filled>();
  filled->Fill(static_cast<uint64_t>(state.range(0)), static_cast<uint64_t>(state.range(1)), false);
  return filled;
}

void Renew(benchmark::State& state) {
  const auto filled = MakeFilled(state);
  for (auto _ : state) benchmark::DoNotOptimize(filled->table->Renew(filled->SomeLease(), {}));
}
BENCHMARK(Renew)->Args({1, 1})->Args({1, kMillion})->Args({100'000, 10});

// A call on a reference that grants nothing.
void UseAndFinish(benchmark::State& state) {
  const auto filled = MakeFilled(state);
  for (auto _ : state) {
    CallUse use = *filled->table->Use({.target = filled->SomeReference()});
    benchmark::DoNotOptimize(filled->table->Finish(std::move(use), {.call_id = 1, .worker = kWorker}));
  }
}
BENCHMARK(UseAndFinish)->Args({1, 64})->Args({1, kMillion})->Args({100'000, 10});

// A call in a lease that grants one reference, which is disposed.
void GrantAndDispose(benchmark::State& state) {
  const auto filled = MakeFilled(state);
  const uint32_t index = 0;
  for (auto _ : state) {
    CallUse use = *filled->table->Use({.lease = filled->SomeLease()});
    const auto finished = filled->table->Finish(std::move(use), {.call_id = ++filled->call_id,
                                                                 .worker = kWorker,
                                                                 .indices = absl::MakeConstSpan(&index, 1),
                                                                 .nonce = "0123456789abcdef"});
    filled->table->DisposeReference(finished->tokens[0]);
  }
}
BENCHMARK(GrantAndDispose)->Args({1, 64})->Args({1, kMillion})->Args({100'000, 10});

// A lease with a million references ends: what Dispose takes, the longest turn of the reaper after it, and all turns.
void EndOfAMillion(benchmark::State& state) {
  using std::chrono::steady_clock;
  for (auto _ : state) {
    Filled filled;
    filled.Fill(1, kMillion, true);
    const auto begin = steady_clock::now();
    filled.table->DisposeLease(filled.kept_leases[0]);
    const auto disposed = steady_clock::now();
    steady_clock::duration longest{0};
    for (bool more = true; more;) {
      const auto turn = steady_clock::now();
      more = filled.table->Reap();
      longest = std::max(longest, steady_clock::now() - turn);
    }
    const auto us = [](auto time) { return std::chrono::duration<double, std::micro>(time).count(); };
    state.counters["dispose_us"] = us(disposed - begin);
    state.counters["longest_turn_us"] = us(longest);
    state.counters["all_turns_us"] = us(steady_clock::now() - disposed);
  }
}
BENCHMARK(EndOfAMillion)->Iterations(1)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace jsinterop::lease

BENCHMARK_MAIN();
