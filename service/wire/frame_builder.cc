#include "wire/frame_builder.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "google/protobuf/io/coded_stream.h"
#include "google/protobuf/wire_format_lite.h"
#include "skeleton.pb.h"

namespace jsinterop::wire {
namespace {

using google::protobuf::internal::WireFormatLite;
using google::protobuf::io::CodedOutputStream;

// A body of this size or more keeps its own memory; below, copying it is cheaper than a slice of its own.
constexpr size_t kCopyBelow = 4096;

// A frame that has grown to this is not added to, so that a worker can begin to answer before it has read
// megabytes of other calls.
constexpr size_t kSoftFrameBytes = 1 << 20;

void AppendVarint(std::string& out, uint64_t value) {
  uint8_t bytes[10];
  const uint8_t* end = CodedOutputStream::WriteVarint64ToArray(value, bytes);
  out.append(reinterpret_cast<const char*>(bytes), static_cast<size_t>(end - bytes));
}

void AppendTag(std::string& out, int field, WireFormatLite::WireType type) {
  AppendVarint(out, WireFormatLite::MakeTag(field, type));
}

void AppendVarintField(std::string& out, int field, uint64_t value) {
  AppendTag(out, field, WireFormatLite::WIRETYPE_VARINT);
  AppendVarint(out, value);
}

}  // namespace

void FrameBuilder::AppendCall(uint64_t call_id, uint64_t remaining_micros, std::string body) {
  std::string fields;
  AppendVarintField(fields, Call::kCallIdFieldNumber, call_id);
  if (remaining_micros != 0) AppendVarintField(fields, Call::kRemainingMicrosFieldNumber, remaining_micros);
  std::string head;
  AppendTag(head, FromBroker::kCallsFieldNumber, WireFormatLite::WIRETYPE_LENGTH_DELIMITED);
  AppendVarint(head, fields.size() + body.size());
  head += fields;

  const size_t size = head.size() + body.size();
  OpenFrame& frame = Room(size);
  if (frame.pieces.empty()) frame.pieces.emplace_back();
  frame.pieces.back() += head;
  if (body.size() < kCopyBelow) {
    frame.pieces.back() += body;
  } else {
    frame.pieces.push_back(std::move(body));
    frame.pieces.emplace_back();
  }
  frame.size += size;
  size_ += size;
}

void FrameBuilder::AppendCancel(uint64_t call_id) {
  std::string field;
  AppendVarintField(field, FromBroker::kCancelsFieldNumber, call_id);
  Append(field, {});
}

void FrameBuilder::AppendRelease(uint64_t call_id, const std::vector<uint32_t>& indices) {
  Release release;
  release.set_call_id(call_id);
  release.mutable_indices()->Add(indices.begin(), indices.end());
  const std::string body = release.SerializeAsString();
  std::string head;
  AppendTag(head, FromBroker::kReleasesFieldNumber, WireFormatLite::WIRETYPE_LENGTH_DELIMITED);
  AppendVarint(head, body.size());
  Append(head, body);
}

void FrameBuilder::AppendFrame(std::string message) {
  size_ += message.size();
  OpenFrame frame;
  frame.size = message.size();
  frame.closed = true;
  frame.pieces.push_back(std::move(message));
  frames_.push_back(std::move(frame));
}

Frame FrameBuilder::TakeFrame() {
  Frame pieces = std::move(frames_.front().pieces);
  size_ -= frames_.front().size;
  frames_.pop_front();
  return pieces;
}

FrameBuilder::OpenFrame& FrameBuilder::Room(size_t size) {
  if (frames_.empty() || frames_.back().closed || frames_.back().size >= kSoftFrameBytes ||
      frames_.back().size + size > max_frame_bytes_) {
    frames_.emplace_back();
  }
  return frames_.back();
}

void FrameBuilder::Append(absl::string_view head, absl::string_view body) {
  OpenFrame& frame = Room(head.size() + body.size());
  if (frame.pieces.empty()) frame.pieces.emplace_back();
  absl::StrAppend(&frame.pieces.back(), head, body);
  frame.size += head.size() + body.size();
  size_ += head.size() + body.size();
}

}  // namespace jsinterop::wire
