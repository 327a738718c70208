// The command line of a local worker.

#ifndef JSINTEROP_SERVICE_SERVER_WORKER_COMMAND_H_
#define JSINTEROP_SERVICE_SERVER_WORKER_COMMAND_H_

#include <string>
#include <vector>

#include "server/options.h"

namespace jsinterop::server {

// For the worker with this number, from 1, that is to attach at the Unix socket `socket`.
std::vector<std::string> WorkerCommand(const Options& options, const std::string& socket, int number);

}  // namespace jsinterop::server

#endif  // JSINTEROP_SERVICE_SERVER_WORKER_COMMAND_H_
