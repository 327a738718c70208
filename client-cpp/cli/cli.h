// The jsinterop command.

#ifndef JSINTEROP_CLI_CLI_H_
#define JSINTEROP_CLI_CLI_H_

#include <map>
#include <ostream>
#include <string>
#include <vector>

namespace jsinterop::cli {

// Exit codes, as --help tells them.
inline constexpr int kDone = 0;
inline constexpr int kThrew = 1;        // JavaScript ran and threw.
inline constexpr int kUsage = 2;        // The command line is wrong.
inline constexpr int kRefused = 3;      // It was refused, or its result cannot be had: the same call fails again.
inline constexpr int kUnavailable = 4;  // Nothing ran, and it may work later.
inline constexpr int kLost = 5;         // It may have run.

struct Terminal {
  std::ostream& out;
  std::ostream& error;
  bool colour = false;  // Whether `error` is a terminal that shows colours.
};

// Runs the command; `arguments` are those after the program's name. Says with what code to exit.
int RunCli(const std::vector<std::string>& arguments, const std::map<std::string, std::string>& environment,
           Terminal& terminal);

}  // namespace jsinterop::cli

#endif  // JSINTEROP_CLI_CLI_H_
