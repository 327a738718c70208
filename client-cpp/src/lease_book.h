// LeaseBook: which lease new references go into.
//
// For each pool that is used there is one current lease, granted when it is first needed, and again when it is lost
// or has run out: a lease belongs to one worker, and so to one pool. Calls that come while it is being granted wait for
// it together. Leases that were current once are retired: they live until their last reference is gone.

#ifndef JSINTEROP_CLIENT_CPP_SRC_LEASE_BOOK_H_
#define JSINTEROP_CLIENT_CPP_SRC_LEASE_BOOK_H_

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/functional/any_invocable.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "lease.h"
#include "system.h"

namespace jsinterop::inline client::internal {

// Safe for concurrent use.
class LeaseBook : public std::enable_shared_from_this<LeaseBook> {
 public:
  using LeaseDone = absl::AnyInvocable<void(absl::StatusOr<std::shared_ptr<Lease>>) &&>;

  // A lease of someone else's. It is current for its pool for ever.
  struct Given {
    std::string lease;  // Empty: none.
    std::string pool;
  };

  LeaseBook(std::weak_ptr<LeaseRpcs> rpcs, const System& system, const Given& given = {});

  // The current lease of a pool, if there is one that can be used.
  std::shared_ptr<Lease> Current(std::string_view pool);

  // The same, granting one if need be. `done` may be called inside.
  void Acquire(std::string_view pool, LeaseDone done);

  // A lease that the broker granted by itself with an answer. It is not made current.
  std::shared_ptr<Lease> Adopt(const std::string& id);

  // The lease with this id, if it is one of these.
  std::shared_ptr<Lease> Find(const std::string& id);

  // `lease` must not be used for new references. False: it was given, and nothing takes its place.
  bool Retire(const std::shared_ptr<Lease>& lease);

  // The leases that are current at the end are not to be released then, even if there are none yet.
  void KeepCurrent();
  // Whether some lease is not to be released at the end.
  bool KeepsAny();

  // Ends all timers, and tells the ids of the leases that are to be released.
  std::vector<std::string> Close();

 private:
  // What new references of one pool go into.
  struct Pool {
    std::shared_ptr<Lease> lease;    // Null: none yet.
    std::vector<LeaseDone> waiting;  // Not empty: a lease is being granted.
  };

  std::shared_ptr<Lease> Usable(const Pool& pool) const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  std::shared_ptr<Lease> MakeLease(const std::string& id, Lease::Room room) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void OnGranted(const std::string& pool, Instant sent, absl::StatusOr<Terms> terms);

  // Constant after construction.
  const std::weak_ptr<LeaseRpcs> rpcs_;
  const System system_;
  std::shared_ptr<Lease> given_;  // Null: none was.

  absl::Mutex mutex_;
  absl::flat_hash_map<std::string, Pool> pools_ ABSL_GUARDED_BY(mutex_);  // By name: as many as the program names.
  bool keep_current_ ABSL_GUARDED_BY(mutex_) = false;
  bool closed_ ABSL_GUARDED_BY(mutex_) = false;
  // All that live, and some that are gone: those are swept out when the book has doubled since the last time.
  absl::flat_hash_map<std::string, std::weak_ptr<Lease>> leases_ ABSL_GUARDED_BY(mutex_);
  size_t sweep_at_ ABSL_GUARDED_BY(mutex_) = 0;
};

}  // namespace jsinterop::inline client::internal

#endif  // JSINTEROP_CLIENT_CPP_SRC_LEASE_BOOK_H_
