// Stand-ins for what a lease table touches. All are safe for concurrent use, and loud.

#ifndef JSINTEROP_TESTS_UNIT_LEASE_FAKES_H_
#define JSINTEROP_TESTS_UNIT_LEASE_FAKES_H_

#include <cstddef>
#include <cstdint>
#include <mutex>
#include <random>
#include <set>
#include <tuple>
#include <utility>
#include <vector>

#include "base/entropy.h"
#include "lease/lease_table.h"

namespace jsinterop::lease {

// The same bytes in every run.
class FakeEntropy final : public Entropy {
 public:
  explicit FakeEntropy(uint64_t seed = 1) : generator_(seed) {}
  void Fill(void* out, size_t size) override;

 private:
  std::mutex mutex_;
  std::mt19937_64 generator_;
};

// An object and the worker that holds it.
struct Held {
  WorkerKey worker = 0;
  ObjectId object;

  friend bool operator<(const Held& a, const Held& b) { return a.Tuple() < b.Tuple(); }
  friend bool operator==(const Held&, const Held&) = default;

 private:
  std::tuple<WorkerKey, uint64_t, uint32_t> Tuple() const { return {worker, object.call_id, object.index}; }
};

// Remembers what was released. Fails the test if an object is released twice, if one is released to a worker that was
// said to be lost, and if a call releases nothing.
class FakeSink final : public ReleaseSink {
 public:
  void Release(WorkerKey worker, std::vector<ObjectId> objects) override;

  // From now on, nothing may be released to this worker.
  void Forbid(WorkerKey worker);

  std::set<Held> released() const;

  // The sizes of the calls since the last time this was asked.
  std::vector<size_t> TakeSizes();

 private:
  mutable std::mutex mutex_;
  std::set<Held> released_;
  std::set<WorkerKey> forbidden_;
  std::vector<size_t> sizes_;
};

}  // namespace jsinterop::lease

#endif  // JSINTEROP_TESTS_UNIT_LEASE_FAKES_H_
