// The broker's process: flags, signals, and nothing else.

#include <pthread.h>

#include <csignal>
#include <cstdio>
#include <string>
#include <vector>

#include "server/broker.h"
#include "server/log.h"
#include "server/options.h"

namespace {

// Blocked before any thread starts, so that all threads inherit it and only sigwait sees the signals.
sigset_t BlockStopSignals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  return signals;
}

}  // namespace

int main(int argc, char** argv) {
  const auto command_line = jsinterop::server::ParseCommandLine(std::vector<std::string>(argv + 1, argv + argc));
  if (!command_line.options) {
    std::fputs(command_line.text.c_str(), command_line.exit_code == 0 ? stdout : stderr);
    return command_line.exit_code;
  }
  const sigset_t signals = BlockStopSignals();
  const auto logger = jsinterop::server::MakeLogger(command_line.options->log_level);
  auto broker = jsinterop::server::Broker::Start(*command_line.options, *logger);
  if (!broker.ok()) {
    logger->error("{}", std::string(broker.status().message()));
    return 1;
  }
  int signal = 0;
  sigwait(&signals, &signal);
  logger->info("stopping, on signal {}; a second one stops at once", signal);
  pthread_sigmask(SIG_UNBLOCK, &signals, nullptr);
  (*broker)->Shutdown();
  logger->info("stopped");
  return 0;
}
