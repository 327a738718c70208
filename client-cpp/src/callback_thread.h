// Marks the threads that run callbacks of the library's users, where nothing may block: the answer that it would
// wait for may need this very thread.

#ifndef JSINTEROP_CLIENT_CPP_SRC_CALLBACK_THREAD_H_
#define JSINTEROP_CLIENT_CPP_SRC_CALLBACK_THREAD_H_

#include "absl/status/status.h"
#include "jsinterop/errors.h"

namespace jsinterop::inline client::internal {

// While it lives, this thread runs a callback.
class InCallback {
 public:
  InCallback();
  ~InCallback();
  InCallback(const InCallback&) = delete;
  InCallback& operator=(const InCallback&) = delete;
};

bool IsInCallback();

// WOULD_DEADLOCK, for a verb that had to wait inside a callback.
absl::Status WouldDeadlock(Executed executed);

}  // namespace jsinterop::inline client::internal

#endif  // JSINTEROP_CLIENT_CPP_SRC_CALLBACK_THREAD_H_
