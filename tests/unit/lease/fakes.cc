#include "unit/lease/fakes.h"

#include <algorithm>
#include <cstring>

#include "gtest/gtest.h"

namespace jsinterop::lease {

void FakeEntropy::Fill(void* out, size_t size) {
  const std::lock_guard<std::mutex> lock(mutex_);
  char* to = static_cast<char*>(out);
  while (size > 0) {
    const uint64_t drawn = generator_();
    const size_t part = std::min(size, sizeof(drawn));
    std::memcpy(to, &drawn, part);
    to += part;
    size -= part;
  }
}

void FakeSink::Release(WorkerKey worker, std::vector<ObjectId> objects) {
  const std::lock_guard<std::mutex> lock(mutex_);
  EXPECT_FALSE(objects.empty());
  EXPECT_NE(worker, 0u);
  EXPECT_FALSE(forbidden_.contains(worker)) << "a release went to the lost worker " << worker;
  for (const ObjectId& object : objects) {
    EXPECT_TRUE(released_.insert({worker, object}).second)
        << "object " << object.call_id << "/" << object.index << " of worker " << worker << " was released twice";
  }
  sizes_.push_back(objects.size());
}

void FakeSink::Forbid(WorkerKey worker) {
  const std::lock_guard<std::mutex> lock(mutex_);
  forbidden_.insert(worker);
}

std::set<Held> FakeSink::released() const {
  const std::lock_guard<std::mutex> lock(mutex_);
  return released_;
}

std::vector<size_t> FakeSink::TakeSizes() {
  const std::lock_guard<std::mutex> lock(mutex_);
  return std::exchange(sizes_, {});
}

}  // namespace jsinterop::lease
