// What waits to be sent to one worker.
//
// Batching without timers: while a write is under way, everything that arrives gathers in the next frame; when
// nothing is being written, what arrives is sent at once. The outbox only decides; its owner writes:
//
//   Add…(…);  if (auto frame = outbox.Begin()) write(*frame);        to send what was added
//   on the end of a write:  if (auto frame = outbox.Next()) write(*frame);
//
// Thread-safe. At most one frame is out at a time.

#ifndef JSINTEROP_SERVICE_LINK_OUTBOX_H_
#define JSINTEROP_SERVICE_LINK_OUTBOX_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "wire/frame_builder.h"

namespace jsinterop::link {

class Outbox {
 public:
  explicit Outbox(size_t max_frame_bytes) : builder_(max_frame_bytes) {}

  void AddCall(uint64_t call_id, uint64_t remaining_micros, std::string body);
  void AddCancel(uint64_t call_id);
  void AddRelease(uint64_t call_id, const std::vector<uint32_t>& indices);
  void AddFrame(std::string message);

  // The next frame, if there is one and no write is under way. The caller must write it, and call Next when
  // that is done.
  std::optional<wire::Frame> Begin();

  // A write ended. The next frame, if there is one: the caller must write it. None: no write is under way now.
  std::optional<wire::Frame> Next();

  // Nothing is added or handed out from now on. Says whether a write is under way; then Next is still to be
  // called, and gives nothing.
  bool Close();

  // The bytes that wait.
  size_t size() const;

 private:
  mutable absl::Mutex mutex_;
  wire::FrameBuilder builder_ ABSL_GUARDED_BY(mutex_);
  bool writing_ ABSL_GUARDED_BY(mutex_) = false;
  bool closed_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace jsinterop::link

#endif  // JSINTEROP_SERVICE_LINK_OUTBOX_H_
