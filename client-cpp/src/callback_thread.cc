#include "callback_thread.h"

#include "jsinterop/future.h"
#include "status.h"

namespace jsinterop::inline client::internal {
namespace {

thread_local int callbacks_running = 0;

}  // namespace

InCallback::InCallback() { ++callbacks_running; }
InCallback::~InCallback() { --callbacks_running; }

bool IsInCallback() { return callbacks_running > 0; }

absl::Status WouldDeadlock(Executed executed) {
  return MakeStatus(absl::StatusCode::kFailedPrecondition, reasons::kWouldDeadlock, executed,
                    "a blocking verb inside a callback would wait for the thread that it runs on; use an Async verb "
                    "with a callback here, or wait on a thread of your own");
}

absl::Status CheckMayBlock() { return IsInCallback() ? WouldDeadlock(Executed::kNo) : absl::OkStatus(); }

}  // namespace jsinterop::inline client::internal
