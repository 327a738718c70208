#include "scripts.h"

#include <utility>

namespace jsinterop::testing::fake {

void Scripts::Add(Key key, Script script) {
  absl::MutexLock lock(&mutex_);
  scripts_[std::move(key)] = std::move(script);
}

Script Scripts::Find(const Key& key) const {
  absl::MutexLock lock(&mutex_);
  const auto it = scripts_.find(key);
  return it == scripts_.end() ? nullptr : it->second;
}

std::vector<Scripts::Key> Scripts::keys() const {
  absl::MutexLock lock(&mutex_);
  std::vector<Key> keys;
  for (const auto& [key, script] : scripts_) keys.push_back(key);
  return keys;
}

void Scripts::Clear() {
  std::map<Key, Script> dropped;  // What scripts hold may ask for the lock when it goes.
  absl::MutexLock lock(&mutex_);
  dropped.swap(scripts_);
}

}  // namespace jsinterop::testing::fake
