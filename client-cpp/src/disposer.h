// Disposer: releases in the background, many at a time.
//
// What is handed in while an RPC is under way gathers and goes with the next one: no timers, and one RPC at a
// time. What could not be delivered is tried again with back-off, since the lease that would otherwise release
// it is kept alive by the references that remain.

#ifndef JSINTEROP_CLIENT_CPP_SRC_DISPOSER_H_
#define JSINTEROP_CLIENT_CPP_SRC_DISPOSER_H_

#include <memory>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/functional/any_invocable.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "jsinterop/v1/interop.pb.h"
#include "system.h"

namespace jsinterop::inline client::internal {

class DisposeRpc {
 public:
  using StatusDone = absl::AnyInvocable<void(absl::Status) &&>;
  virtual ~DisposeRpc() = default;
  // `done` is never called inside.
  virtual void SendDispose(v1::DisposeRequest request, StatusDone done) = 0;
};

// Safe for concurrent use.
class Disposer : public std::enable_shared_from_this<Disposer> {
 public:
  Disposer(std::weak_ptr<DisposeRpc> rpc, const System& system);

  void AddReference(const std::string& token);
  void AddLease(const std::string& id);
  void AddNonce(const std::string& nonce);

  // Sends nothing more, and tells what is not known to be released.
  v1::DisposeRequest Close();

 private:
  template <typename AddTo>
  void Add(AddTo add_to);
  void Pump();
  void OnSent(const absl::Status& status);

  // Constant after construction.
  const std::weak_ptr<DisposeRpc> rpc_;
  const System system_;

  absl::Mutex mutex_;
  v1::DisposeRequest waiting_ ABSL_GUARDED_BY(mutex_);
  v1::DisposeRequest sent_ ABSL_GUARDED_BY(mutex_);
  bool sending_ ABSL_GUARDED_BY(mutex_) = false;  // An RPC, or the pause after a failed one.
  int failures_ ABSL_GUARDED_BY(mutex_) = 0;      // In a row.
  bool closed_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace jsinterop::inline client::internal

#endif  // JSINTEROP_CLIENT_CPP_SRC_DISPOSER_H_
