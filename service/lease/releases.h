// Objects on their way to the ReleaseSink.

#ifndef JSINTEROP_SERVICE_LEASE_RELEASES_H_
#define JSINTEROP_SERVICE_LEASE_RELEASES_H_

#include <cstddef>
#include <utility>
#include <vector>

#include "absl/container/inlined_vector.h"
#include "lease/lease_table.h"
#include "lease/lost_workers.h"

namespace jsinterop::lease {

// Gathers objects by their worker and hands them on, at most `batch` in one call of the sink; what lost workers held
// is dropped. For one thread, on its stack; no lock may be held while it flushes.
class Releases {
 public:
  // `sink` and `lost` must outlive this.
  Releases(ReleaseSink& sink, const LostWorkers& lost, size_t batch) : sink_(sink), lost_(lost), batch_(batch) {}
  ~Releases() { FlushAll(); }
  Releases(const Releases&) = delete;
  Releases& operator=(const Releases&) = delete;

  // May flush.
  void Add(WorkerKey worker, ObjectId object);

 private:
  struct Group {
    WorkerKey worker = 0;
    std::vector<ObjectId> objects;
  };

  void FlushAll();
  void Flush(Group& group);

  ReleaseSink& sink_;
  const LostWorkers& lost_;
  const size_t batch_;
  absl::InlinedVector<Group, 1> groups_;  // One for each worker: few.
};

}  // namespace jsinterop::lease

#endif  // JSINTEROP_SERVICE_LEASE_RELEASES_H_
