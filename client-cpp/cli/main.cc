// The process: the real arguments, environment and terminal.

#include <unistd.h>

#include <cstdlib>
#include <iostream>

#include "cli.h"

int main(int argc, char** argv) {
  std::map<std::string, std::string> environment;
  for (const char* name : {"JSINTEROP_TARGET", "NO_COLOR"}) {
    if (const char* const value = std::getenv(name); value != nullptr && *value != '\0') environment[name] = value;
  }
  const bool colour = isatty(STDERR_FILENO) == 1 && !environment.contains("NO_COLOR");
  jsinterop::cli::Terminal terminal{std::cout, std::cerr, colour};
  return jsinterop::cli::RunCli(std::vector<std::string>(argv + 1, argv + argc), environment, terminal);
}
