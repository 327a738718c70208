#include "print.h"

#include <nlohmann/json.hpp>
#include <sstream>
#include <string_view>

namespace jsinterop::cli {
namespace {

using OrderedJson = nlohmann::ordered_json;

constexpr std::string_view kRed = "\x1b[31m";
constexpr std::string_view kDim = "\x1b[2m";
constexpr std::string_view kPlain = "\x1b[0m";

std::string Coloured(std::string_view colour, const std::string& text, const Terminal& terminal) {
  if (!terminal.colour) return text;
  return std::string(colour) + text + std::string(kPlain);
}

void PrintObject(const OrderedJson& object, Terminal& terminal) {
  terminal.out << object.dump(-1, ' ', false, OrderedJson::error_handler_t::replace) << "\n";
}

const char* KindName(Export::Kind kind) {
  switch (kind) {
    case Export::Kind::kFunction: return "function";
    case Export::Kind::kClass: return "class";
    case Export::Kind::kObject: return "object";
    case Export::Kind::kPrimitive: return "primitive";
    case Export::Kind::kUnknown: break;
  }
  return "unknown";
}

OrderedJson ToJson(const std::vector<Export>& exports) {
  OrderedJson list = OrderedJson::array();
  for (const Export& one : exports) list.push_back({{"name", one.name}, {"kind", KindName(one.kind)}});
  return list;
}

OrderedJson ToJson(const JsException& exception) {
  OrderedJson object = {{"name", exception.name}, {"message", exception.message}, {"stack", exception.stack}};
  if (!exception.code.empty()) object["code"] = exception.code;
  if (!exception.cause.empty()) object["cause"] = ToJson(exception.cause.front());
  for (const JsException& error : exception.errors) object["errors"].push_back(ToJson(error));
  for (const auto& [key, value] : exception.properties) object["properties"][key] = value.ToString();
  if (exception.thrown) object["thrown"] = exception.thrown->ToString();
  return object;
}

std::string Headline(const JsException& exception) {
  std::string line = exception.name.empty() ? "Thrown" : exception.name;
  if (!exception.message.empty()) line += ": " + exception.message;
  if (!exception.code.empty()) line += " [" + exception.code + "]";
  return line;
}

// V8 begins a stack with the headline; the frames are what is left.
void PrintFrames(const std::string& stack, const std::string& indent, Terminal& terminal) {
  std::istringstream lines(stack);
  for (std::string line; std::getline(lines, line);) {
    const size_t text = line.find_first_not_of(' ');
    if (text == std::string::npos || line.compare(text, 3, "at ") != 0) continue;
    terminal.error << Coloured(kDim, indent + "    " + line.substr(text), terminal) << "\n";
  }
}

void PrintException(const JsException& exception, const std::string& indent, Terminal& terminal) {
  terminal.error << indent << Coloured(kRed, Headline(exception), terminal) << "\n";
  PrintFrames(exception.stack, indent, terminal);
  for (const auto& [key, value] : exception.properties) {
    terminal.error << indent << "    " << key << ": " << value.ToString() << "\n";
  }
  for (const JsException& error : exception.errors) PrintException(error, indent + "  ", terminal);
  if (!exception.cause.empty()) {
    terminal.error << indent << "  caused by\n";
    PrintException(exception.cause.front(), indent + "  ", terminal);
  }
}

int ExitCode(const absl::Status& status, const ErrorInfo& info) {
  if (info.executed == Executed::kYes) return kRefused;
  if (info.executed == Executed::kUnknown) return kLost;
  return status.code() == absl::StatusCode::kUnavailable || status.code() == absl::StatusCode::kResourceExhausted
             ? kUnavailable
             : kRefused;
}

// What to do next, where that is not plain from the message.
std::string Advice(const absl::Status& status, const ErrorInfo& info, const Command& command) {
  if (info.reason == "NO_WORKER")
    return "Start one: jsinterop-worker --broker … --root …, or the broker with --local-workers.";
  if (info.reason == "RETURNED_PROMISE") return "Leave out --sync.";
  if (info.reason.empty() && status.code() == absl::StatusCode::kUnavailable) {
    return "Is a broker at " + command.target + "? (--target ADDRESS, or JSINTEROP_TARGET)";
  }
  return "";
}

}  // namespace

int PrintValue(const Value& value, Terminal& terminal) {
  // A text is printed as it is, so that it can be piped on; everything else as Node would show it.
  if (value.kind() == Value::Kind::kString) {
    if (const auto text = value.As<std::string>(); text.ok()) {
      terminal.out << *text << "\n";
      return kDone;
    }
  }
  terminal.out << value.ToString() << "\n";
  return kDone;
}

int PrintJsonValue(const std::string& json, Terminal& terminal) {
  terminal.out << R"({"ok":true,"value":)" << (json.empty() ? "null" : json) << "}\n";
  return kDone;
}

int PrintExports(const std::vector<Export>& exports, const std::string& version, const Command& command,
                 Terminal& terminal) {
  if (command.json) {
    PrintObject({{"ok", true}, {"exports", ToJson(exports)}, {"version", version}}, terminal);
    return kDone;
  }
  for (const Export& one : exports) {
    const std::string kind = KindName(one.kind);
    terminal.out << kind << std::string(kind.size() < 10 ? 10 - kind.size() : 1, ' ') << one.name << "\n";
  }
  return kDone;
}

int PrintReference(const KeptReference& reference, const std::vector<Export>* exports, const std::string& version,
                   const Command& command, Terminal& terminal) {
  if (command.json) {
    OrderedJson object = {{"ok", true},
                          {"reference",
                           {{"token", reference.token},
                            {"class", reference.class_name},
                            {"lease", reference.lease.id},
                            {"term_seconds", absl::ToDoubleSeconds(reference.lease.term)}}}};
    if (exports != nullptr) {
      object["exports"] = ToJson(*exports);
      object["version"] = version;
    }
    PrintObject(object, terminal);
    return kDone;
  }
  if (exports != nullptr) PrintExports(*exports, version, command, terminal);
  terminal.out << "token  " << reference.token << "\n"
               << "lease  " << reference.lease.id << "\n";
  terminal.error << Coloured(kDim,
                             "It lives for " + absl::FormatDuration(reference.lease.term) +
                                 " after its last use. Whoever has the token has the object.",
                             terminal)
                 << "\n";
  return kDone;
}

int PrintDisposed(const Disposed& disposed, const Command& command, Terminal& terminal) {
  if (command.json) {
    PrintObject({{"ok", true}, {"disposed", {{"references", disposed.references}, {"leases", disposed.leases}}}},
                terminal);
    return kDone;
  }
  const auto print = [&](const char* what, const std::vector<bool>& held) {
    for (const bool one : held) terminal.out << what << (one ? ": released\n" : ": was not held any more\n");
  };
  print("object", disposed.references);
  print("lease", disposed.leases);
  return kDone;
}

int PrintFailure(const absl::Status& status, const Command& command, Terminal& terminal) {
  if (const auto exception = GetException(status)) {
    if (command.json) {
      PrintObject({{"ok", false}, {"exception", ToJson(*exception)}}, terminal);
    } else {
      PrintException(*exception, "", terminal);
    }
    return kThrew;
  }
  const ErrorInfo info = GetErrorInfo(status);
  if (command.json) {
    PrintObject({{"ok", false},
                 {"error",
                  {{"code", std::string(absl::StatusCodeToString(status.code()))},
                   {"reason", info.reason},
                   {"executed", std::string(ExecutedName(info.executed))},
                   {"message", std::string(status.message())}}}},
                terminal);
    return ExitCode(status, info);
  }
  const std::string name = info.reason.empty() ? absl::StatusCodeToString(status.code()) : info.reason;
  terminal.error << Coloured(kRed, name, terminal) << ": " << std::string(status.message()) << "\n";
  if (const std::string advice = Advice(status, info, command); !advice.empty()) terminal.error << advice << "\n";
  if (ExitCode(status, info) == kLost && status.code() != absl::StatusCode::kUnavailable) {
    terminal.error << "The function may have run.\n";
  }
  return ExitCode(status, info);
}

}  // namespace jsinterop::cli
