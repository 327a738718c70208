// What the router does without its lock: sending, registering grants, answering callers.

#include <utility>

#include "absl/strings/str_cat.h"
#include "base/error.h"
#include "router/router.h"

namespace jsinterop::router {
namespace {

// Objects of one call become one message: objects that were granted together are often released together.
void AddReleases(Worker& worker, const std::vector<lease::ObjectId>& objects) {
  std::vector<uint32_t> indices;
  for (size_t i = 0; i < objects.size(); ++i) {
    indices.push_back(objects[i].index);
    if (i + 1 == objects.size() || objects[i + 1].call_id != objects[i].call_id) {
      worker.AddRelease(objects[i].call_id, indices);
      indices.clear();
    }
  }
}

}  // namespace

void Router::Do(Deeds deeds) {
  // Sending first: the worker can begin while callers are answered.
  for (const std::shared_ptr<Worker>& worker : deeds.flush) worker->Flush();
  for (Answer& answer : deeds.answers) Conclude(std::move(answer));
}

void Router::Conclude(Answer answer) {
  Caller* const caller = answer.caller;
  if (caller == nullptr) {
    // It was answered early, and whatever the call grants was released then.
    leases_.Abandon(std::move(answer.use));
    return;
  }
  Outcome outcome = Register(answer);
  if (!answer.nonce.empty() && ForgetNonce(answer.nonce)) leases_.DisposeNonce(answer.nonce);
  caller->OnOutcome(std::move(outcome));
  if (unanswered_.fetch_sub(1) == 1) absl::MutexLock wake_await_idle(&mutex_);
}

// Ends the pins of an answered call and makes references of what it granted.
Outcome Router::Register(Answer& answer) {
  Outcome outcome;
  outcome.status = std::move(answer.status);
  if (outcome.status.ok()) outcome.status = CheckResult(answer.result, answer.what);
  const bool grants = answer.result.grants_size() != 0;
  if (!outcome.status.ok()) {
    leases_.Abandon(std::move(answer.use));
  } else if (grants || answer.use.uses_leases()) {
    absl::InlinedVector<uint32_t, 4> indices;
    for (const wire::Grant& grant : answer.result.grants()) indices.push_back(grant.index());
    auto finished = leases_.Finish(std::move(answer.use), {.call_id = answer.id,
                                                           .worker = answer.worker_key,
                                                           .indices = indices,
                                                           .connection = grants ? answer.caller->connection() : "",
                                                           .nonce = answer.nonce});
    if (finished.ok()) {
      outcome.granted = *std::move(finished);
    } else {
      outcome.status = finished.status();
    }
  }
  if (!outcome.status.ok()) {
    if (grants) {
      answer.worker->AddRelease(answer.id, {});
      answer.worker->Flush();
    }
    return outcome;
  }
  outcome.result = std::move(answer.result);
  return outcome;
}

// Says whether the nonce was disposed while its call was in flight.
bool Router::ForgetNonce(const std::string& nonce) {
  absl::MutexLock lock(&mutex_);
  const auto found = nonces_.find(nonce);
  if (found == nonces_.end()) return false;
  const bool disposed = found->second;
  nonces_.erase(found);
  return disposed;
}

void Router::Release(lease::WorkerKey key, std::vector<lease::ObjectId> objects) {
  std::shared_ptr<Worker> worker;
  {
    absl::MutexLock lock(&mutex_);
    const auto found = slots_.find(key);
    if (found == slots_.end()) return;
    worker = found->second->worker;
  }
  AddReleases(*worker, objects);
  worker->Flush();
}

}  // namespace jsinterop::router
