// What a FakeRuntime and its objects share: scripts, the thread that plays them, and what is held.
//
// Ownership. The FakeRuntime, every reference and every value that holds one hold the World. The World holds the
// objects, the scripts and the recorded calls, and these may hold values in turn: Close, which the FakeRuntime's
// destructor calls, drops them, answers what is under way, and ends the thread. Objects know the World weakly.
//
// References. A FakeObject becomes a value with a handle: a reference that is not counted. When an answer goes out,
// each handle in it becomes a reference of the caller's own, which is counted until it is released.

#ifndef JSINTEROP_CLIENT_CPP_SRC_TESTING_WORLD_H_
#define JSINTEROP_CLIENT_CPP_SRC_TESTING_WORLD_H_

#include <atomic>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "jsinterop/testing/fake_runtime.h"
#include "pending.h"
#include "reference_state.h"
#include "scripts.h"

namespace jsinterop::testing::fake {

// An object, a module or a promise that references refer to. Safe for concurrent use.
class ObjectState {
 public:
  ObjectState(std::weak_ptr<World> world, std::string handle, std::string class_name, v1::ObjectKind kind)
      : world_(std::move(world)), handle_(std::move(handle)), class_name_(std::move(class_name)), kind_(kind) {}

  std::shared_ptr<World> world() const { return world_.lock(); }
  const std::string& handle() const { return handle_; }
  const std::string& class_name() const { return class_name_; }
  v1::ObjectKind kind() const { return kind_; }
  Scripts& scripts() { return scripts_; }
  std::atomic<int>& held() { return held_; }

  // Set before the object is first referred to.
  std::string module = {};                            // Of a module: its members are scripted with the runtime.
  std::optional<FakePromise> promise = std::nullopt;  // Of a promise.

 private:
  const std::weak_ptr<World> world_;
  const std::string handle_;
  const std::string class_name_;
  const v1::ObjectKind kind_;
  Scripts scripts_;
  std::atomic<int> held_ = 0;  // References to it.
};

// Safe for concurrent use.
class World final : public jsinterop::internal::ReferenceOwner, public std::enable_shared_from_this<World> {
 public:
  static std::shared_ptr<World> Make(FakeOptions options);
  explicit World(FakeOptions options) : options_(std::move(options)) {}

  Scripts& scripts() { return scripts_; }
  std::shared_ptr<ObjectState> NewObject(std::string class_name, v1::ObjectKind kind);
  // The object as a value.
  Value HandleOf(const std::shared_ptr<ObjectState>& object);
  // The object that a reference or a handle of this world's refers to; null for others.
  std::shared_ptr<ObjectState> Find(const Value& value) const;

  // ReferenceOwner.
  void StartCall(Call call, Done done) override;
  void StartDispose(std::shared_ptr<jsinterop::internal::ReferenceState> reference, Done done) override;
  void Discard(std::string token) override;

  std::vector<FakeCall> calls() const;
  bool AwaitCalls(size_t count) const;
  void Settle() const;
  int held() const;
  void Close();

  // For Pending.
  void Post(absl::AnyInvocable<void() &&> task);  // Runs it on the world's thread. Dropped after Close.
  absl::StatusOr<Answer> AnswerFor(const Call& call, const Value& value);
  void Forget(const std::shared_ptr<Pending>& pending);

 private:
  using Reference = std::shared_ptr<jsinterop::internal::ReferenceState>;

  void Run();
  // False after Close: the call is answered by other means, and must not go on.
  bool Begin(const std::shared_ptr<Pending>& pending);
  void Play(const std::shared_ptr<Pending>& pending, const FakeCall& seen);
  void Await(const std::shared_ptr<Pending>& pending, const FakePromise& promise);
  FakeCall Record(const Call& call);
  absl::Status CheckReferences(const Call& call) const;
  Outcome PlayImport(const FakeCall& seen);
  Outcome PlayObject(const Call& call, const FakeCall& seen);
  Outcome PlayScript(const Scripts& scripts, const std::string& module, const FakeCall& seen);
  Answer ModuleAnswer(const std::string& module);
  Reference MakeReference(const std::shared_ptr<ObjectState>& object, std::string token,
                          jsinterop::internal::Ownership ownership);
  Value Grant(const Value& value);
  std::shared_ptr<ObjectState> ObjectOf(const jsinterop::internal::ReferenceState& reference) const;
  bool Drop(const std::string& token);

  const FakeOptions options_;
  Scripts scripts_;
  std::thread thread_;

  mutable absl::Mutex mutex_;
  bool closed_ ABSL_GUARDED_BY(mutex_) = false;
  bool idle_ ABSL_GUARDED_BY(mutex_) = true;  // The thread runs nothing, and has nothing to run.
  std::deque<absl::AnyInvocable<void() &&>> tasks_ ABSL_GUARDED_BY(mutex_);
  std::vector<FakeCall> calls_ ABSL_GUARDED_BY(mutex_);
  std::set<std::shared_ptr<Pending>> pending_ ABSL_GUARDED_BY(mutex_);
  std::map<std::string, std::shared_ptr<ObjectState>> objects_ ABSL_GUARDED_BY(mutex_);     // By the token of handles.
  std::map<std::string, std::shared_ptr<ObjectState>> references_ ABSL_GUARDED_BY(mutex_);  // By the caller's tokens.
  uint64_t last_token_ ABSL_GUARDED_BY(mutex_) = 0;
};

}  // namespace jsinterop::testing::fake

#endif  // JSINTEROP_CLIENT_CPP_SRC_TESTING_WORLD_H_
