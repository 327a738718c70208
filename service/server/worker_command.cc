#include "server/worker_command.h"

#include <algorithm>

namespace jsinterop::server {

std::vector<std::string> WorkerCommand(const Options& options, const std::string& socket, int number) {
  std::vector<std::string> command;
  const bool inspected = number == 1 && !options.inspect.empty();
  if (options.worker_script.empty()) {
    command = {"jsinterop-worker"};
    if (inspected) command.insert(command.end(), {"--inspect", options.inspect});
  } else {
    // What the jsinterop-worker command would start Node.js with; see client-js/README.md.
    command = {options.node};
    const std::vector<std::string>& more = options.worker_arguments;
    if (std::find(more.begin(), more.end(), "--allow-codegen") == more.end()) {
      command.emplace_back("--disallow-code-generation-from-strings");
    }
    command.emplace_back("--disable-proto=delete");
    if (inspected) command.push_back("--inspect=" + options.inspect);
    command.push_back(options.worker_script);
  }
  command.insert(command.end(), {"--broker", "unix:" + socket, "--root", options.root, "--name",
                                 "local-" + std::to_string(number), "--exit-on-stdin-end"});
  command.insert(command.end(), options.worker_arguments.begin(), options.worker_arguments.end());
  return command;
}

}  // namespace jsinterop::server
