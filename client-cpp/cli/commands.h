// Doing what a Command says.

#ifndef JSINTEROP_CLI_COMMANDS_H_
#define JSINTEROP_CLI_COMMANDS_H_

#include "arguments.h"
#include "cli.h"

namespace jsinterop::cli {

// Calls, prints what came of it, and says with what code to exit.
int Run(const Command& command, Terminal& terminal);

}  // namespace jsinterop::cli

#endif  // JSINTEROP_CLI_COMMANDS_H_
