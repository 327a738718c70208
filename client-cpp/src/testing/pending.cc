#include "pending.h"

#include <utility>

#include "callback_thread.h"
#include "world.h"

namespace jsinterop::testing::fake {

Pending::Pending(std::weak_ptr<World> world, Call call, Done done)
    : world_(std::move(world)), call_(std::move(call)), done_(std::move(done)) {}

void Pending::WatchStop() {
  on_stop_.emplace(call_.options.stop, [weak = weak_from_this(), world = world_] {
    const auto self = weak.lock();
    const auto there = world.lock();
    if (self == nullptr || there == nullptr) return;
    there->Post([self] { self->Finish(absl::CancelledError("the call was cancelled")); });
  });
}

void Pending::Finish(absl::StatusOr<Answer> answer) {
  Done done;
  {
    absl::MutexLock lock(&mutex_);
    done = std::exchange(done_, nullptr);
  }
  if (done == nullptr) return;
  if (const auto world = world_.lock()) world->Forget(shared_from_this());
  call_.reference = nullptr;
  call_.arguments.clear();
  const jsinterop::internal::InCallback mark;
  std::move(done)(std::move(answer));
}

bool Pending::waiting() const {
  absl::MutexLock lock(&mutex_);
  return done_ != nullptr;
}

void Pending::OnSettled(const absl::StatusOr<Value>& result) {
  const auto world = world_.lock();
  if (world == nullptr) return;
  world->Post([self = shared_from_this(), world, result] {
    self->Finish(result.ok() ? world->AnswerFor(self->call(), *result) : result.status());
  });
}

}  // namespace jsinterop::testing::fake
