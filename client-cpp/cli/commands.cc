#include "commands.h"

#include <algorithm>
#include <utility>

#include "health.h"
#include "jsinterop/jsinterop.h"
#include "print.h"

namespace jsinterop::cli {
namespace {

Call ToCall(const Command& command, Call::Operation operation) {
  Call call;
  call.operation = operation;
  call.await_promise = !command.sync;
  call.module = command.module;
  call.member = command.member;
  call.arguments = command.arguments;
  return call;
}

// Sends the call to the object or to the runtime.
template <typename T>
Result<T> Send(const Command& command, const RemoteRuntime& runtime, Call call) {
  call.ask = JsTraits<T>::kAsk;
  if (command.reference.empty()) return runtime.Perform<T>(std::move(call)).Get();
  return runtime.Adopt(command.reference).Perform<T>(std::move(call)).Get();
}

int RunForValue(const Command& command, const RemoteRuntime& runtime, Call::Operation operation, Terminal& terminal) {
  if (command.json) {
    const auto text = Send<Json>(command, runtime, ToCall(command, operation));
    return text.ok() ? PrintJsonValue(text->text(), terminal) : PrintFailure(text.status(), command, terminal);
  }
  const auto value = Send<Value>(command, runtime, ToCall(command, operation));
  return value.ok() ? PrintValue(*value, terminal) : PrintFailure(value.status(), command, terminal);
}

// Prints what is needed to use an object from another command, and leaves it alive.
int KeepAndPrint(const Command& command, const RemoteRuntime& runtime, ObjectReference& reference,
                 const std::vector<Export>* exports, const std::string& version, Terminal& terminal) {
  const auto lease = runtime.Lease();
  if (!lease.ok()) return PrintFailure(lease.status(), command, terminal);
  runtime.KeepLease();
  return PrintReference({.token = reference.Release(), .class_name = reference.class_name(), .lease = *lease}, exports,
                        version, command, terminal);
}

int RunNew(const Command& command, const RemoteRuntime& runtime, Terminal& terminal) {
  auto made = Send<ObjectReference>(command, runtime, ToCall(command, Call::Operation::kConstruct));
  if (!made.ok()) return PrintFailure(made.status(), command, terminal);
  return KeepAndPrint(command, runtime, *made, nullptr, "", terminal);
}

int RunImport(const Command& command, const RemoteRuntime& runtime, Terminal& terminal) {
  auto module = runtime.Import(command.module);
  if (!module.ok()) return PrintFailure(module.status(), command, terminal);
  if (!command.keep) return PrintExports(module->exports(), module->version(), command, terminal);
  return KeepAndPrint(command, runtime, *module, &module->exports(), module->version(), terminal);
}

int RunDispose(const Command& command, const RemoteRuntime& runtime, Terminal& terminal) {
  const auto disposed = runtime.DisposeTokens(command.tokens, command.leases);
  return disposed.ok() ? PrintDisposed(*disposed, command, terminal)
                       : PrintFailure(disposed.status(), command, terminal);
}

}  // namespace

int Run(const Command& command, Terminal& terminal) {
  if (command.verb == Verb::kHealth) return RunHealth(command, terminal);
  RemoteOptions options;
  options.default_timeout = command.timeout;
  options.pool = command.pool;
  options.lease = command.lease;
  options.lease_ttl = command.ttl;
  // Connected first, so that "nobody is there" is told apart from "lost on the way".
  options.connect_timeout = std::min(command.timeout, absl::Seconds(5));
  const auto runtime = RemoteRuntime::Connect(command.target, std::move(options));
  if (!runtime.ok()) {
    PrintFailure(runtime.status(), command, terminal);
    return runtime.status().code() == absl::StatusCode::kUnavailable ? kUnavailable : kUsage;
  }
  switch (command.verb) {
    case Verb::kCall: return RunForValue(command, **runtime, Call::Operation::kCall, terminal);
    case Verb::kGet: return RunForValue(command, **runtime, Call::Operation::kGet, terminal);
    case Verb::kSet: return RunForValue(command, **runtime, Call::Operation::kSet, terminal);
    case Verb::kNew: return RunNew(command, **runtime, terminal);
    case Verb::kImport: return RunImport(command, **runtime, terminal);
    case Verb::kDispose: return RunDispose(command, **runtime, terminal);
    case Verb::kHealth: break;
  }
  return kUsage;
}

}  // namespace jsinterop::cli
