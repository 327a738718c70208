#include "lease/releases.h"

#include <algorithm>

namespace jsinterop::lease {

void Releases::Add(WorkerKey worker, ObjectId object) {
  auto group = std::find_if(groups_.begin(), groups_.end(), [&](const Group& g) { return g.worker == worker; });
  if (group == groups_.end()) {
    groups_.push_back({worker, {}});
    group = groups_.end() - 1;
  }
  group->objects.push_back(object);
  if (group->objects.size() >= batch_) Flush(*group);
}

void Releases::FlushAll() {
  for (Group& group : groups_) Flush(group);
}

void Releases::Flush(Group& group) {
  std::vector<ObjectId> objects = std::exchange(group.objects, {});
  if (objects.empty() || lost_.Contains(group.worker)) return;
  sink_.Release(group.worker, std::move(objects));
}

}  // namespace jsinterop::lease
