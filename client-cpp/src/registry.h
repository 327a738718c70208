// Registry: all that is under way, so that it can be cancelled and waited for at the end.
//
// An item leaves the registry in its destructor, and after all of its members: only then does no thread of gRPC hold
// anything through it any more. This matters for the channel. gRPC ends its callback threads with the last channel
// and waits for them, so that a channel whose last owner lets go on such a thread would have the thread wait for
// itself.

#ifndef JSINTEROP_CLIENT_CPP_SRC_REGISTRY_H_
#define JSINTEROP_CLIENT_CPP_SRC_REGISTRY_H_

#include <memory>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/functional/any_invocable.h"
#include "absl/synchronization/mutex.h"

namespace jsinterop::inline client::internal {

class Registry;

// Something that is under way. What it owns is gone before it leaves the registry.
class Registered {
 public:
  Registered() = default;
  Registered(const Registered&) = delete;
  Registered& operator=(const Registered&) = delete;
  virtual ~Registered();
  // Ends it soon. May come at any moment, and more than once.
  virtual void Cancel() = 0;

 private:
  friend class Registry;
  std::shared_ptr<Registry> registry_;  // Null before Add.
};

// Safe for concurrent use.
class Registry : public std::enable_shared_from_this<Registry> {
 public:
  // False after Close: the item must not begin.
  bool Add(const std::shared_ptr<Registered>& item);
  // For what closing itself has to do.
  void AddAfterClose(const std::shared_ptr<Registered>& item);

  // Cancels everything, and lets nothing new begin.
  void Close();

  // Waits until all items are gone.
  void AwaitEmpty();
  // Calls `done` once all items are gone: inside this, or inside the end of the last item.
  void WhenEmpty(absl::AnyInvocable<void() &&> done);

 private:
  friend class Registered;
  void Remove(const Registered* item);
  void Put(const std::shared_ptr<Registered>& item) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  absl::Mutex mutex_;
  bool closed_ ABSL_GUARDED_BY(mutex_) = false;
  bool empty_ ABSL_GUARDED_BY(mutex_) = true;
  absl::flat_hash_map<const Registered*, std::weak_ptr<Registered>> items_ ABSL_GUARDED_BY(mutex_);
  absl::AnyInvocable<void() &&> when_empty_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace jsinterop::inline client::internal

#endif  // JSINTEROP_CLIENT_CPP_SRC_REGISTRY_H_
