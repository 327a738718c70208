// The objects of a World, and the references to them.

#include <utility>

#include "absl/strings/str_cat.h"
#include "payload.h"
#include "with_references.h"
#include "world.h"

namespace jsinterop::testing::fake {

using jsinterop::internal::Ownership;
using jsinterop::internal::Payload;
using jsinterop::internal::ReferenceState;

std::shared_ptr<ObjectState> World::NewObject(std::string class_name, v1::ObjectKind kind) {
  absl::MutexLock lock(&mutex_);
  const std::string handle = absl::StrCat("object-", ++last_token_);
  auto object = std::make_shared<ObjectState>(weak_from_this(), handle, std::move(class_name), kind);
  if (!closed_) objects_[handle] = object;
  return object;
}

World::Reference World::MakeReference(const std::shared_ptr<ObjectState>& object, std::string token,
                                      Ownership ownership) {
  v1::Reference reference;
  reference.set_token(std::move(token));
  reference.set_kind(object->kind());
  reference.set_class_name(object->class_name());
  return std::make_shared<ReferenceState>(shared_from_this(), std::move(reference), /*lease=*/nullptr, ownership);
}

Value World::HandleOf(const std::shared_ptr<ObjectState>& object) {
  v1::Value value;
  value.set_reference(0);
  return jsinterop::internal::MakeValue(std::move(value),
                                        {MakeReference(object, object->handle(), Ownership::kBorrowed)});
}

std::shared_ptr<ObjectState> World::ObjectOf(const ReferenceState& reference) const {
  if (reference.owner().get() != this) return nullptr;
  absl::MutexLock lock(&mutex_);
  for (const auto* known : {&objects_, &references_}) {
    if (const auto it = known->find(reference.token()); it != known->end()) return it->second;
  }
  return nullptr;
}

std::shared_ptr<ObjectState> World::Find(const Value& value) const {
  const v1::Value* scalar = jsinterop::internal::Look(value).scalar;
  if (scalar == nullptr || !scalar->has_reference()) return nullptr;
  return ObjectOf(*Payload::Of(value)->references[scalar->reference()]);
}

// Each handle becomes a reference of the caller's own.
Value World::Grant(const Value& value) {
  return WithReferences(value, [&](const Reference& handle) {
    const std::shared_ptr<ObjectState> object = ObjectOf(*handle);
    if (object == nullptr) return handle;
    std::string token;
    {
      absl::MutexLock lock(&mutex_);
      token = absl::StrCat("reference-", ++last_token_);
      references_[token] = object;
    }
    ++object->held();
    return MakeReference(object, std::move(token), Ownership::kOwned);
  });
}

bool World::Drop(const std::string& token) {
  absl::MutexLock lock(&mutex_);
  const auto it = references_.find(token);
  if (it == references_.end()) return false;
  --it->second->held();
  references_.erase(it);
  return true;
}

void World::Discard(std::string token) { Drop(token); }

}  // namespace jsinterop::testing::fake
