#include "jsinterop/testing/fake_runtime.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "exception.h"
#include "payload.h"
#include "status.h"
#include "world.h"

namespace jsinterop::testing {
namespace {

std::string Arguments(const std::vector<Value>& arguments) {
  return absl::StrJoin(arguments, ", ", [](std::string* out, const Value& value) { *out += value.ToString(); });
}

}  // namespace

absl::Status Thrown(const JsException& exception) {
  return jsinterop::internal::FromException(jsinterop::internal::ToMessage(exception));
}

absl::Status Thrown(std::string_view name, std::string_view message) {
  return Thrown(JsException{.name = std::string(name), .message = std::string(message)});
}

absl::Status Failed(absl::StatusCode code, std::string_view reason, Executed executed, std::string_view message) {
  return jsinterop::internal::MakeStatus(code, reason, executed, message);
}

std::string FakeCall::ToString() const {
  const std::string name = absl::StrCat(target, target.empty() || member.empty() ? "" : " ", member);
  switch (operation) {
    case Call::Operation::kImport: return absl::StrCat("import ", target);
    case Call::Operation::kConstruct: return absl::StrCat("new ", name, "(", Arguments(arguments), ")");
    case Call::Operation::kGet: return absl::StrCat("get ", name);
    case Call::Operation::kSet: return absl::StrCat("set ", name, " = ", Arguments(arguments));
    case Call::Operation::kCall: break;
  }
  return absl::StrCat(name, "(", Arguments(arguments), ")");
}

FakePromise::FakePromise() : state_(std::make_shared<fake::PromiseState>()) {}
void FakePromise::Resolve(Value value) const { state_->Settle(std::move(value)); }
void FakePromise::Reject(const absl::Status& status) const { state_->Settle(status); }
bool FakePromise::awaited() const { return state_->awaited(); }

namespace fake {

absl::Status WrongCount(size_t given, size_t taken) {
  return jsinterop::internal::BadArgument(
      absl::StrCat("the script takes ", taken, " arguments, and the call has ", given));
}

absl::Status WrongArgument(size_t position, const absl::Status& why) {
  return jsinterop::internal::BadArgument(
      absl::StrCat("the script does not take argument ", position + 1, ": ", why.message()));
}

}  // namespace fake

const std::string& FakeObject::class_name() const { return state_->class_name(); }
int FakeObject::held() const { return state_->held(); }
void FakeObject::AddScript(Call::Operation operation, std::string_view member, Script script) {
  state_->scripts().Add({operation, "", std::string(member)}, std::move(script));
}

FakeRuntime::FakeRuntime(FakeOptions options) : world_(fake::World::Make(std::move(options))) {}
FakeRuntime::~FakeRuntime() { world_->Close(); }

FakeObject FakeRuntime::MakeObject(std::string_view class_name) {
  return FakeObject(world_->NewObject(std::string(class_name), v1::OBJECT_KIND_OBJECT));
}

std::vector<FakeCall> FakeRuntime::calls() const { return world_->calls(); }
bool FakeRuntime::AwaitCalls(size_t count) const { return world_->AwaitCalls(count); }
void FakeRuntime::Settle() const { world_->Settle(); }
int FakeRuntime::held() const { return world_->held(); }
void FakeRuntime::Start(Call call, Done done) const { world_->StartCall(std::move(call), std::move(done)); }
void FakeRuntime::AddScript(Call::Operation operation, const Function& callee, Script script) {
  world_->scripts().Add({operation, callee.module, callee.member}, std::move(script));
}

}  // namespace jsinterop::testing

namespace jsinterop::inline client {

Value JsTraits<testing::FakeObject>::ToValue(const testing::FakeObject& object) {
  const std::shared_ptr<testing::fake::World> world = object.state_->world();
  if (world == nullptr) return Value::Invalid(internal::NotUsable("the FakeRuntime of the object is gone"));
  return world->HandleOf(object.state_);
}

absl::StatusOr<testing::FakeObject> JsTraits<testing::FakeObject>::FromValue(const Value& value) {
  const v1::Value* scalar = internal::Look(value).scalar;
  if (scalar == nullptr || !scalar->has_reference()) return MismatchError("a FakeObject", value);
  const auto owner = internal::Payload::Of(value)->references[scalar->reference()]->owner();
  const auto* world = dynamic_cast<const testing::fake::World*>(owner.get());
  const auto object = world == nullptr ? nullptr : world->Find(value);
  if (object == nullptr) return MismatchError("a FakeObject", value);
  return testing::FakeObject(object);
}

}  // namespace jsinterop::inline client
