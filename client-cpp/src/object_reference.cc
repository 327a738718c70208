#include "jsinterop/object_reference.h"

#include "callback_thread.h"
#include "payload.h"
#include "reference_state.h"
#include "status.h"
#include "system.h"

namespace jsinterop::inline client {
namespace {

// Refers to nothing, so there is no Runtime whose timers could run the callback.
void AnswerEmpty(Done done) {
  const std::shared_ptr<internal::Timers> timers = internal::RealSystem().timers;
  // The task holds the timers: without them it would be dropped.
  timers->RunAfter(absl::ZeroDuration(), [timers, done = std::move(done)]() mutable {
    const internal::InCallback mark;
    std::move(done)(internal::NotUsable("the ObjectReference is empty"));
  });
}

}  // namespace

ObjectReference::Kind ObjectReference::kind() const {
  if (empty()) return Kind::kUnknown;
  switch (state_->kind()) {
    case v1::OBJECT_KIND_OBJECT: return Kind::kObject;
    case v1::OBJECT_KIND_FUNCTION: return Kind::kFunction;
    case v1::OBJECT_KIND_CLASS: return Kind::kClass;
    case v1::OBJECT_KIND_ARRAY: return Kind::kArray;
    case v1::OBJECT_KIND_PROMISE: return Kind::kPromise;
    case v1::OBJECT_KIND_MODULE: return Kind::kModule;
    case v1::OBJECT_KIND_SYMBOL: return Kind::kSymbol;
    default: return Kind::kUnknown;
  }
}

std::string ObjectReference::class_name() const { return empty() ? "" : state_->class_name(); }

absl::StatusOr<bool> ObjectReference::Dispose() {
  if (absl::Status status = internal::CheckMayBlock(); !status.ok()) return status;
  return DisposeAsync().Get();
}

Future<bool> ObjectReference::DisposeAsync() {
  auto [mailbox, done] = internal::Mailbox::Make();
  if (empty()) {
    AnswerEmpty(std::move(done));
  } else {
    state_->owner()->StartDispose(state_, std::move(done));
  }
  return Future<bool>(std::move(mailbox));
}

std::string ObjectReference::Release() {
  if (empty()) return "";
  state_->GiveUp();
  return state_->token();
}

void ObjectReference::Start(Call call, Done done) const {
  if (empty()) return AnswerEmpty(std::move(done));
  call.reference = state_;
  state_->owner()->StartCall(std::move(call), std::move(done));
}

Value JsTraits<ObjectReference>::ToValue(const ObjectReference& reference) {
  if (reference.empty()) return Value::Invalid(internal::NotUsable("the ObjectReference is empty"));
  v1::Value value;
  value.set_reference(0);
  return internal::MakeValue(std::move(value), {reference.state_});
}

absl::StatusOr<ObjectReference> JsTraits<ObjectReference>::FromValue(const Value& value) {
  const v1::Value* scalar = internal::Look(value).scalar;
  if (scalar == nullptr || !scalar->has_reference()) return MismatchError("an object to refer to", value);
  return ObjectReference(internal::Payload::Of(value)->references[scalar->reference()]);
}

absl::StatusOr<Module> Module::FromAnswer(Answer answer) {
  absl::StatusOr<ObjectReference> reference = JsTraits<ObjectReference>::FromValue(answer.value);
  if (!reference.ok()) return std::move(reference).status();
  Module module;
  static_cast<ObjectReference&>(module) = *std::move(reference);
  module.exports_ = std::move(answer.exports);
  module.version_ = std::move(answer.version);
  return module;
}

}  // namespace jsinterop::inline client
