#include "world.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <utility>
#include <variant>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "callback_thread.h"
#include "graph.h"
#include "status.h"
#include "system.h"
#include "with_references.h"

namespace jsinterop::testing::fake {

using jsinterop::internal::Ownership;
using jsinterop::internal::ReferenceState;

namespace {

// A test whose calls have not come by then has a defect.
constexpr absl::Duration kPatience = absl::Seconds(10);

constexpr char kUnscripted[] = "UNSCRIPTED";

absl::Status Closed() { return jsinterop::internal::NotUsable("the Runtime was destroyed"); }

bool IsPrimitive(const Value& value) {
  switch (value.kind()) {
    case Value::Kind::kUndefined:
    case Value::Kind::kNull:
    case Value::Kind::kBoolean:
    case Value::Kind::kNumber:
    case Value::Kind::kString:
    case Value::Kind::kBigInt: return true;
    default: return false;
  }
}

std::string Describe(const Scripts::Key& key) {
  const auto& [operation, module, member] = key;
  return FakeCall{.operation = operation, .target = module, .member = member}.ToString();
}

Export::Kind ExportKind(Call::Operation operation) {
  switch (operation) {
    case Call::Operation::kCall: return Export::Kind::kFunction;
    case Call::Operation::kConstruct: return Export::Kind::kClass;
    default: return Export::Kind::kUnknown;
  }
}

}  // namespace

std::shared_ptr<World> World::Make(FakeOptions options) {
  auto world = std::make_shared<World>(std::move(options));
  world->thread_ = std::thread([world] { world->Run(); });
  return world;
}

// --- Calls

// As scripts and tests see it: with references that do not count.
FakeCall World::Record(const Call& call) {
  FakeCall seen{.operation = call.operation,
                .target = call.module,
                .member = call.member,
                .await_promise = call.await_promise,
                .options = call.options};
  if (call.reference != nullptr) {
    const std::shared_ptr<ObjectState> object = ObjectOf(*call.reference);
    seen.target = object != nullptr && !object->module.empty() ? object->module : call.reference->class_name();
  }
  for (const Value& argument : call.arguments) {
    seen.arguments.push_back(
        !argument.status().ok() ? argument : WithReferences(argument, [&](const Reference& reference) {
          const std::shared_ptr<ObjectState> object = ObjectOf(*reference);
          return object == nullptr ? reference : MakeReference(object, object->handle(), Ownership::kBorrowed);
        }));
  }
  absl::MutexLock lock(&mutex_);
  if (!closed_) calls_.push_back(seen);
  return seen;
}

absl::Status World::CheckReferences(const Call& call) const {
  jsinterop::internal::ReferenceTable table;
  for (size_t i = 0; i < call.arguments.size(); ++i) {
    const absl::Status status = call.arguments[i].status();
    if (!status.ok()) return jsinterop::internal::BadArgumentAt(i, status);
    jsinterop::internal::ToMessage(call.arguments[i], table);
  }
  jsinterop::internal::References references = std::move(table).Take();
  if (call.reference != nullptr) references.push_back(call.reference);
  return jsinterop::internal::CheckUsable(references, *this);
}

bool World::Begin(const std::shared_ptr<Pending>& pending) {
  {
    absl::MutexLock lock(&mutex_);
    if (!closed_) {
      pending_.insert(pending);
      return true;
    }
  }
  // The world's thread is gone.
  const auto timers = jsinterop::internal::RealSystem().timers;
  timers->RunAfter(absl::ZeroDuration(), [timers, pending] { pending->Finish(Closed()); });
  return false;
}

void World::StartCall(Call call, Done done) {
  const FakeCall seen = Record(call);
  auto pending = std::make_shared<Pending>(weak_from_this(), std::move(call), std::move(done));
  if (!Begin(pending)) return;
  pending->WatchStop();
  Post([self = shared_from_this(), pending, seen] { self->Play(pending, seen); });
}

void World::StartDispose(std::shared_ptr<ReferenceState> reference, Done done) {
  const bool held = Drop(reference->token());
  reference->MarkGone();
  auto pending = std::make_shared<Pending>(weak_from_this(), Call(), std::move(done));
  if (Begin(pending)) Post([pending, held] { pending->Finish(Answer{.value = held}); });
}

void World::Play(const std::shared_ptr<Pending>& pending, const FakeCall& seen) {
  if (!pending->waiting()) return;
  const Call& call = pending->call();
  if (absl::Status status = CheckReferences(call); !status.ok()) return pending->Finish(status);
  Outcome outcome;
  {
    const jsinterop::internal::InCallback mark;
    if (call.operation == Call::Operation::kImport) {
      outcome = PlayImport(seen);
    } else if (call.reference != nullptr) {
      outcome = PlayObject(call, seen);
    } else {
      outcome = PlayScript(scripts_, call.module, seen);
    }
  }
  if (const auto* promise = std::get_if<FakePromise>(&outcome)) return Await(pending, *promise);
  const auto& result = std::get<absl::StatusOr<Value>>(outcome);
  if (!result.ok()) return pending->Finish(result.status());
  pending->Finish(call.operation == Call::Operation::kImport ? ModuleAnswer(call.module) : AnswerFor(call, *result));
}

Outcome World::PlayImport(const FakeCall& seen) {
  const auto keys = scripts_.keys();
  const bool is_import = scripts_.Find({Call::Operation::kImport, seen.target, ""}) != nullptr;
  const bool has_members =
      std::any_of(keys.begin(), keys.end(), [&](const Scripts::Key& key) { return std::get<1>(key) == seen.target; });
  if (!is_import && has_members) return Value();
  return PlayScript(scripts_, seen.target, seen);
}

Outcome World::PlayObject(const Call& call, const FakeCall& seen) {
  const std::shared_ptr<ObjectState> object = ObjectOf(*call.reference);
  if (object == nullptr) return absl::StatusOr<Value>(jsinterop::internal::DisposedReference());
  if (call.operation == Call::Operation::kGet && call.member.empty()) {
    if (object->promise) return *object->promise;
    return HandleOf(object);
  }
  if (!object->module.empty()) return PlayScript(scripts_, object->module, seen);
  return PlayScript(object->scripts(), "", seen);
}

Outcome World::PlayScript(const Scripts& scripts, const std::string& module, const FakeCall& seen) {
  if (const Script script = scripts.Find({seen.operation, module, seen.member})) return script(seen);
  const std::string message =
      absl::StrCat("nothing is scripted for `", seen.ToString(),
                   "`; scripted are: ", absl::StrJoin(scripts.keys(), ", ", [](std::string* out, const auto& key) {
                     absl::StrAppend(out, "`", Describe(key), "`");
                   }));
  if (options_.on_unscripted != nullptr) {
    options_.on_unscripted(message);
  } else {
    std::fprintf(stderr, "FakeRuntime: %s\n", message.c_str());
  }
  return absl::StatusOr<Value>(
      jsinterop::internal::MakeStatus(absl::StatusCode::kUnimplemented, kUnscripted, Executed::kNo, message));
}

void World::Await(const std::shared_ptr<Pending>& pending, const FakePromise& promise) {
  const Call& call = pending->call();
  if (call.await_promise) return promise.state()->Await(pending);
  if (call.ask != Ask::kReference || call.discard_result) {
    return pending->Finish(jsinterop::internal::MakeStatus(
        absl::StatusCode::kFailedPrecondition, "RETURNED_PROMISE", Executed::kYes,
        "the function returned a promise; use an Async verb, or ask for a reference to the promise"));
  }
  const std::shared_ptr<ObjectState> object = NewObject("Promise", v1::OBJECT_KIND_PROMISE);
  object->promise = promise;
  pending->Finish(AnswerFor(call, HandleOf(object)));
}

absl::StatusOr<Answer> World::AnswerFor(const Call& call, const Value& value) {
  if (call.discard_result) return Answer();
  if (absl::Status status = value.status(); !status.ok()) return status;
  if (call.ask == Ask::kReference && value.kind() != Value::Kind::kReference && !IsPrimitive(value)) {
    return jsinterop::internal::MakeStatus(
        absl::StatusCode::kUnimplemented, kUnscripted, Executed::kYes,
        absl::StrCat("a reference was asked for, and the script returned ", value.ToString(), "; return a FakeObject"));
  }
  return Answer{.value = Grant(value)};
}

Answer World::ModuleAnswer(const std::string& module) {
  const std::shared_ptr<ObjectState> object = NewObject("Module", v1::OBJECT_KIND_MODULE);
  object->module = module;
  Answer answer{.value = Grant(HandleOf(object)), .version = "fake"};
  for (const auto& [operation, of, member] : scripts_.keys()) {
    if (of != module || operation == Call::Operation::kImport) continue;
    answer.exports.push_back({.name = member.substr(0, member.find('.')), .kind = ExportKind(operation)});
  }
  // One name may be scripted for several operations, or have several members.
  std::stable_sort(answer.exports.begin(), answer.exports.end(),
                   [](const Export& a, const Export& b) { return a.name < b.name; });
  answer.exports.erase(std::unique(answer.exports.begin(), answer.exports.end(),
                                   [](const Export& a, const Export& b) { return a.name == b.name; }),
                       answer.exports.end());
  return answer;
}

// --- What tests ask

std::vector<FakeCall> World::calls() const {
  absl::MutexLock lock(&mutex_);
  return calls_;
}

bool World::AwaitCalls(size_t count) const {
  const auto enough = [&] {
    mutex_.AssertReaderHeld();
    return calls_.size() >= count;
  };
  absl::MutexLock lock(&mutex_);
  return mutex_.AwaitWithTimeout(absl::Condition(&enough), kPatience);
}

void World::Settle() const {
  if (std::this_thread::get_id() == thread_.get_id()) {
    // It would wait for itself.
    std::fputs("FakeRuntime: Settle was called inside a script or callback\n", stderr);
    std::abort();
  }
  absl::MutexLock lock(&mutex_);
  mutex_.Await(absl::Condition(&idle_));
}

int World::held() const {
  absl::MutexLock lock(&mutex_);
  return static_cast<int>(references_.size());
}

// --- The thread

void World::Post(absl::AnyInvocable<void() &&> task) {
  absl::MutexLock lock(&mutex_);
  if (closed_) return;
  tasks_.push_back(std::move(task));
  idle_ = false;
}

void World::Forget(const std::shared_ptr<Pending>& pending) {
  absl::MutexLock lock(&mutex_);
  pending_.erase(pending);
}

void World::Run() {
  const auto has_work = [this] {
    mutex_.AssertReaderHeld();
    return closed_ || !tasks_.empty();
  };
  while (true) {
    absl::AnyInvocable<void() &&> task;
    {
      absl::MutexLock lock(&mutex_);
      idle_ = tasks_.empty();
      mutex_.Await(absl::Condition(&has_work));
      if (closed_) break;
      task = std::move(tasks_.front());
      tasks_.pop_front();
    }
    std::move(task)();
  }
  // In the end, on this thread as everything: what is still waiting.
  std::set<std::shared_ptr<Pending>> rest;
  {
    absl::MutexLock lock(&mutex_);
    rest = pending_;
  }
  for (const auto& pending : rest) pending->Finish(absl::CancelledError("the Runtime was destroyed"));
  absl::MutexLock lock(&mutex_);
  idle_ = true;
}

void World::Close() {
  std::deque<absl::AnyInvocable<void() &&>> tasks;
  {
    absl::MutexLock lock(&mutex_);
    closed_ = true;
    tasks.swap(tasks_);
  }
  if (std::this_thread::get_id() == thread_.get_id()) {
    thread_.detach();  // In a callback: it ends after that, and holds the World until then.
  } else {
    thread_.join();
  }
  scripts_.Clear();
  std::vector<FakeCall> calls;
  std::map<std::string, std::shared_ptr<ObjectState>> objects;
  {
    absl::MutexLock lock(&mutex_);
    calls.swap(calls_);
    objects.swap(objects_);
  }
  for (const auto& [handle, object] : objects) object->scripts().Clear();
}

}  // namespace jsinterop::testing::fake
