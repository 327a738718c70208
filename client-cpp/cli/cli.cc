#include "cli.h"

#include "arguments.h"
#include "commands.h"

namespace jsinterop::cli {

int RunCli(const std::vector<std::string>& arguments, const std::map<std::string, std::string>& environment,
           Terminal& terminal) {
  const CommandLine line = ParseCommandLine(arguments, environment);
  if (line.command) return Run(*line.command, terminal);
  (line.exit_code == kDone ? terminal.out : terminal.error) << line.text;
  return line.exit_code;
}

}  // namespace jsinterop::cli
