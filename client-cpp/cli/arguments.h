// What the user typed, read and checked.

#ifndef JSINTEROP_CLI_ARGUMENTS_H_
#define JSINTEROP_CLI_ARGUMENTS_H_

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "jsinterop/value.h"

namespace jsinterop::cli {

enum class Verb { kCall, kImport, kGet, kSet, kNew, kDispose, kHealth };

struct Command {
  Verb verb = Verb::kCall;

  // Where to call.
  std::string target = "127.0.0.1:7543";
  absl::Duration timeout = absl::Seconds(30);
  std::string pool;

  // What to call: a module or a reference or neither, and a member.
  std::string module;
  std::string reference;
  std::string member;
  std::vector<Value> arguments;

  bool sync = false;                  // Invoke rather than InvokeAsync.
  bool keep = false;                  // import: hold a reference to the module after the command has ended.
  std::optional<absl::Duration> ttl;  // Of the lease that `new` and `import --keep` get.
  std::string lease;                  // Use this lease instead.

  std::vector<std::string> tokens;  // dispose: references
  std::vector<std::string> leases;  // dispose: leases

  bool json = false;  // Output for scripts.
};

struct CommandLine {
  std::optional<Command> command;  // None: print `text` and end with `exit_code`.
  std::string text;
  int exit_code = 0;
};

// `arguments` without the program's name. `environment` may hold JSINTEROP_TARGET.
CommandLine ParseCommandLine(const std::vector<std::string>& arguments,
                             const std::map<std::string, std::string>& environment);

}  // namespace jsinterop::cli

#endif  // JSINTEROP_CLI_ARGUMENTS_H_
