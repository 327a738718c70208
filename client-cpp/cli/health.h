// `jsinterop health`: gRPC's standard health check, asked about jsinterop.v1.Interop.

#ifndef JSINTEROP_CLI_HEALTH_H_
#define JSINTEROP_CLI_HEALTH_H_

#include "arguments.h"
#include "cli.h"

namespace jsinterop::cli {

int RunHealth(const Command& command, Terminal& terminal);

}  // namespace jsinterop::cli

#endif  // JSINTEROP_CLI_HEALTH_H_
