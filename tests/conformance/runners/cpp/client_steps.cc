// Steps of a client, by the library as its users know it.

#include <map>
#include <utility>

#include "notation.h"
#include "player.h"

namespace jsinterop::conformance {
namespace {

using nlohmann::json;

json ExceptionOf(const JsException& exception) {
  json written = {{"name", exception.name},     {"message", exception.message},     {"stack", exception.stack},
                  {"code", exception.code},     {"truncated", exception.truncated}, {"errors", json::array()},
                  {"properties", json::array()}};
  if (!exception.cause.empty()) written["cause"] = ExceptionOf(exception.cause.front());
  for (const JsException& error : exception.errors) written["errors"].push_back(ExceptionOf(error));
  for (const auto& [key, value] : exception.properties) {
    written["properties"].push_back(json::array({key, Write(value)}));
  }
  if (exception.thrown) written["thrown"] = Write(*exception.thrown);
  return written;
}

json FailureOf(const absl::Status& status) {
  if (const auto exception = GetException(status)) return {{"exception", ExceptionOf(*exception)}};
  const ErrorInfo info = GetErrorInfo(status);
  return {{"error",
           {{"code", absl::StatusCodeToString(status.code())},
            {"reason", info.reason},
            {"executed", std::string(ExecutedName(info.executed))},
            {"message", std::string(status.message())}}}};
}

const char* KindName(Export::Kind kind) {
  switch (kind) {
    case Export::Kind::kFunction: return "FUNCTION";
    case Export::Kind::kClass: return "CLASS";
    case Export::Kind::kObject: return "OBJECT";
    case Export::Kind::kPrimitive: return "PRIMITIVE";
    case Export::Kind::kUnknown: break;
  }
  return "UNKNOWN";
}

Call::Operation OperationOf(const std::string& name) {
  static const auto& operations =
      *new std::map<std::string, Call::Operation>{{"CALL", Call::Operation::kCall},
                                                  {"CONSTRUCT", Call::Operation::kConstruct},
                                                  {"GET", Call::Operation::kGet},
                                                  {"SET", Call::Operation::kSet}};
  return operations.at(name);
}

Encoding EncodingOf(const std::string& name) {
  static const auto& encodings = *new std::map<std::string, Encoding>{
      {"AUTO", Encoding::kAuto}, {"JSON", Encoding::kJson}, {"STRUCTURED", Encoding::kStructured}};
  return encodings.at(name);
}

class ClientSteps final : public Player {
 public:
  explicit ClientSteps(const RemoteRuntime& runtime) : runtime_(runtime) {}

  json Play(const json& step) override {
    result_ = ObjectReference();
    if (step.contains("import")) return PlayImport(step.at("import").at("module"));
    if (step.contains("dispose")) return PlayDispose(named_.at(step.at("dispose")));
    const bool is_async = step.contains("invokeAsync");
    return PlayCall(step.at(is_async ? "invokeAsync" : "invoke"), is_async);
  }

  void Keep(const json& step) override {
    if (step.contains("as")) named_[step.at("as")] = std::move(result_);
  }

 private:
  json PlayImport(const std::string& specifier) {
    auto module = runtime_.Import(specifier);
    if (!module.ok()) return FailureOf(module.status());
    json exports = json::array();
    for (const Export& one : module->exports()) exports.push_back(json::array({one.name, KindName(one.kind)}));
    json outcome = {{"exports", exports}, {"reference", WriteHint(*module)}};
    result_ = *std::move(module);
    return outcome;
  }

  static json PlayDispose(ObjectReference& reference) {
    const auto disposed = reference.Dispose();
    return disposed.ok() ? json{{"completed", true}} : FailureOf(disposed.status());
  }

  json PlayCall(const json& step, bool is_async) {
    Call call;
    call.operation = OperationOf(step.value("operation", "CALL"));
    call.await_promise = is_async;
    call.module = step.value("module", "");
    call.member = step.value("member", "");
    call.options.encoding = EncodingOf(step.value("encoding", "AUTO"));
    const std::string wanted = step.value("result", "VALUE");
    call.discard_result = wanted == "VOID";
    call.ask = wanted == "REFERENCE" ? Ask::kReference : Ask::kAnything;
    for (const json& argument : step.value("arguments", json::array())) {
      call.arguments.push_back(Read(argument, [&](const std::string& name) { return Value(named_.at(name)); }));
    }
    const auto value = step.contains("target") ? named_.at(step.at("target")).Perform<Value>(std::move(call)).Get()
                                               : runtime_.Perform<Value>(std::move(call)).Get();
    if (!value.ok()) return FailureOf(value.status());
    if (wanted == "VOID") return {{"completed", true}};
    if (value->kind() != Value::Kind::kReference || wanted != "REFERENCE") return {{"value", Write(*value)}};
    result_ = value->As<ObjectReference>().value();
    return {{"reference", WriteHint(result_)}};
  }

  const RemoteRuntime& runtime_;
  std::map<std::string, ObjectReference> named_;
  ObjectReference result_;  // Of the step played last.
};

}  // namespace

std::unique_ptr<Player> ClientPlayer(const RemoteRuntime& runtime) { return std::make_unique<ClientSteps>(runtime); }

}  // namespace jsinterop::conformance
