#include "registry.h"

namespace jsinterop::inline client::internal {

Registered::~Registered() {
  if (registry_ != nullptr) registry_->Remove(this);
}

bool Registry::Add(const std::shared_ptr<Registered>& item) {
  absl::MutexLock lock(&mutex_);
  if (closed_) return false;
  Put(item);
  return true;
}

void Registry::AddAfterClose(const std::shared_ptr<Registered>& item) {
  absl::MutexLock lock(&mutex_);
  Put(item);
}

void Registry::Close() {
  std::vector<std::shared_ptr<Registered>> items;
  {
    absl::MutexLock lock(&mutex_);
    closed_ = true;
    for (const auto& [key, weak] : items_) {
      if (std::shared_ptr<Registered> item = weak.lock()) items.push_back(std::move(item));
    }
  }
  for (const auto& item : items) item->Cancel();
}

void Registry::AwaitEmpty() {
  absl::MutexLock lock(&mutex_);
  mutex_.Await(absl::Condition(&empty_));
}

void Registry::WhenEmpty(absl::AnyInvocable<void() &&> done) {
  {
    absl::MutexLock lock(&mutex_);
    if (!empty_) {
      when_empty_ = std::move(done);
      return;
    }
  }
  std::move(done)();
}

void Registry::Put(const std::shared_ptr<Registered>& item) {
  item->registry_ = shared_from_this();
  items_.emplace(item.get(), item);
  empty_ = false;
}

void Registry::Remove(const Registered* item) {
  absl::AnyInvocable<void() &&> when_empty;
  {
    absl::MutexLock lock(&mutex_);
    items_.erase(item);
    empty_ = items_.empty();
    if (empty_) when_empty = std::exchange(when_empty_, nullptr);
  }
  if (when_empty) std::move(when_empty)();
}

}  // namespace jsinterop::inline client::internal
