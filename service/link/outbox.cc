#include "link/outbox.h"

#include <utility>

namespace jsinterop::link {

void Outbox::AddCall(uint64_t call_id, uint64_t remaining_micros, std::string body) {
  absl::MutexLock lock(&mutex_);
  if (!closed_) builder_.AppendCall(call_id, remaining_micros, std::move(body));
}

void Outbox::AddCancel(uint64_t call_id) {
  absl::MutexLock lock(&mutex_);
  if (!closed_) builder_.AppendCancel(call_id);
}

void Outbox::AddRelease(uint64_t call_id, const std::vector<uint32_t>& indices) {
  absl::MutexLock lock(&mutex_);
  if (!closed_) builder_.AppendRelease(call_id, indices);
}

void Outbox::AddFrame(std::string message) {
  absl::MutexLock lock(&mutex_);
  if (!closed_) builder_.AppendFrame(std::move(message));
}

std::optional<wire::Frame> Outbox::Begin() {
  absl::MutexLock lock(&mutex_);
  if (closed_ || writing_ || builder_.empty()) return std::nullopt;
  writing_ = true;
  return builder_.TakeFrame();
}

std::optional<wire::Frame> Outbox::Next() {
  absl::MutexLock lock(&mutex_);
  if (closed_ || builder_.empty()) {
    writing_ = false;
    return std::nullopt;
  }
  return builder_.TakeFrame();
}

bool Outbox::Close() {
  absl::MutexLock lock(&mutex_);
  closed_ = true;
  return writing_;
}

size_t Outbox::size() const {
  absl::MutexLock lock(&mutex_);
  return builder_.size();
}

}  // namespace jsinterop::link
