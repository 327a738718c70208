// The broker's flags.

#ifndef JSINTEROP_SERVICE_SERVER_OPTIONS_H_
#define JSINTEROP_SERVICE_SERVER_OPTIONS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "router/router.h"

namespace jsinterop::server {

struct Options {
  // The clients' door: host:port; port 0 lets the system choose.
  std::string listen = "127.0.0.1:7543";

  // Where to write the port that was chosen, once the doors are open; workers may still be coming. Empty: nowhere.
  std::string port_file;

  // The workers' doors. The socket: empty means one in a new folder that only this user can enter. The TCP
  // address: empty means none; with one, a secret is required.
  std::string worker_socket;
  std::string worker_listen;
  std::string worker_secret_file;

  // Local workers: how many, and what is passed on to them.
  int local_workers = 0;
  std::string root;
  std::string node = "node";
  std::string worker_script;
  std::vector<std::string> worker_arguments;

  // Where the first local worker opens Node's inspector: host:port of this machine alone. Empty: nowhere.
  std::string inspect;

  // The largest message that is taken from clients and workers.
  uint64_t max_message_bytes = 64 << 20;

  // How long calls in flight may take to end after SIGTERM.
  Duration drain_timeout = std::chrono::seconds(30);

  router::Options router;
  std::string log_level = "info";
};

// What main() is to do.
struct CommandLine {
  std::optional<Options> options;  // None: print `text` and exit with `exit_code`.
  std::string text;
  int exit_code = 0;
};

// Reads the flags. `--flagfile FILE` stands for the lines of FILE, each one argument; empty lines and lines that
// begin with `#` are skipped.
CommandLine ParseCommandLine(const std::vector<std::string>& arguments);

}  // namespace jsinterop::server

#endif  // JSINTEROP_SERVICE_SERVER_OPTIONS_H_
