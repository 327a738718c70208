// Gathers what goes to a worker into frames.
//
// A frame is one FromBroker message. Since the wire format of a message is the concatenation of its fields, a
// frame is built by appending, and nothing that was appended is read or copied again: a large call body is
// moved in and keeps its own memory.
//
// Not thread-safe: its owner (link/outbox.h) locks.

#ifndef JSINTEROP_SERVICE_WIRE_FRAME_BUILDER_H_
#define JSINTEROP_SERVICE_WIRE_FRAME_BUILDER_H_

#include <cstdint>
#include <deque>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace jsinterop::wire {

// One frame as pieces of memory, to be sent one after the other.
using Frame = std::vector<std::string>;

class FrameBuilder {
 public:
  // Bytes that a call adds to a frame beside its body, at most.
  static constexpr size_t kCallOverhead = 48;

  // No frame is larger than `max_frame_bytes`. REQUIRES: whatever is appended fits into a frame of its own.
  explicit FrameBuilder(size_t max_frame_bytes) : max_frame_bytes_(max_frame_bytes) {}

  // `body` is a serialised wire::Call without call_id and remaining_micros, which are added here because they
  // are known only when the call is sent.
  void AppendCall(uint64_t call_id, uint64_t remaining_micros, std::string body);
  void AppendCancel(uint64_t call_id);

  // Objects of one call. No indices: all of them.
  void AppendRelease(uint64_t call_id, const std::vector<uint32_t>& indices);

  // A FromBroker message that is serialised already, such as Welcome or Goodbye, as a frame of its own.
  void AppendFrame(std::string message);

  bool empty() const { return frames_.empty(); }

  // The bytes that wait here.
  size_t size() const { return size_; }

  // Removes the oldest frame. REQUIRES: not empty().
  Frame TakeFrame();

 private:
  struct OpenFrame {
    Frame pieces;
    size_t size = 0;
    bool closed = false;  // Nothing may be added.
  };

  // The frame to which `size` more bytes may be added.
  OpenFrame& Room(size_t size);
  void Append(absl::string_view head, absl::string_view body);

  const size_t max_frame_bytes_;
  std::deque<OpenFrame> frames_;
  size_t size_ = 0;
};

}  // namespace jsinterop::wire

#endif  // JSINTEROP_SERVICE_WIRE_FRAME_BUILDER_H_
