#include "server/options.h"

#include <arpa/inet.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <fstream>
#include <sstream>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"

namespace jsinterop::server {
namespace {

constexpr char kAbout[] =
    "The jsinterop broker: lets any gRPC program call JavaScript as if it were a library.\n"
    "\n"
    "Clients call the service jsinterop.v1.Interop on --listen. Workers, which run the JavaScript, attach at\n"
    "the worker socket; --local-workers starts some here.\n"
    "\n"
    "  jsinterop-broker --local-workers 2 --root ./functions\n"
    "  jsinterop call ./math.js add 1 2\n"
    "\n"
    "Durations are written as 250ms, 30s, 5m or 1h.";

// `30s` and its kin.
std::string ReadDuration(const std::string& text, Duration* out) {
  size_t digits = 0;
  double count = 0;
  try {
    count = std::stod(text, &digits);
  } catch (const std::exception&) {
    return "is not a duration; write for example 250ms, 30s, 5m or 1h";
  }
  const std::string unit = text.substr(digits);
  const double seconds = unit == "ms" ? 0.001 : unit == "s" ? 1 : unit == "m" ? 60 : unit == "h" ? 3600 : 0;
  if (seconds == 0) return "needs a unit: ms, s, m or h";
  // A year is as good as for ever, and is far from where a steady clock overflows.
  constexpr double kYear = 365.0 * 24 * 3600;
  if (!(count >= 0) || count * seconds > kYear) return "is negative or longer than a year";
  *out = std::chrono::duration_cast<Duration>(std::chrono::duration<double>(count * seconds));
  return "";
}

std::string WriteDuration(Duration duration) {
  std::ostringstream out;
  const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(duration).count();
  if (ms % 3'600'000 == 0) {
    out << ms / 3'600'000 << "h";
  } else if (ms % 60'000 == 0) {
    out << ms / 60'000 << "m";
  } else if (ms % 1000 == 0) {
    out << ms / 1000 << "s";
  } else {
    out << ms << "ms";
  }
  return out.str();
}

void AddDuration(CLI::App& app, const std::string& name, Duration& target, const std::string& help) {
  app.add_option_function<std::string>(
         name,
         [&target, name](const std::string& text) {
           const std::string wrong = ReadDuration(text, &target);
           if (!wrong.empty()) throw CLI::ValidationError(name, "'" + text + "' " + wrong);
         },
         help + " [" + WriteDuration(target) + "]")
      ->type_name("DURATION");
}

void AddDoors(CLI::App& app, Options& options) {
  app.add_option("--listen", options.listen, "Clients' address; port 0 lets the system choose")->capture_default_str();
  app.add_option("--port-file", options.port_file,
                 "Write the port here once the doors are open (workers may still be coming: see health)");
  app.add_option("--worker-socket", options.worker_socket,
                 "Unix socket for workers [one in a new folder that only this user can enter]");
  app.add_option("--worker-listen", options.worker_listen, "TCP address for workers; needs --worker-secret-file");
  app.add_option("--worker-secret-file", options.worker_secret_file,
                 "File with the secret that workers must show at --worker-listen")
      ->check(CLI::ExistingFile);
  app.add_option("--max-message-bytes", options.max_message_bytes, "Largest message of a client or worker")
      ->check(CLI::Range(uint64_t{65536}, uint64_t{1} << 30))
      ->capture_default_str();
}

// `9229`, `127.0.0.1:9229` and their kin, as host:port. Whoever reaches an inspector runs code of their own in the
// worker, so it must not be reached from other machines.
std::string ReadInspect(const std::string& text, std::string* out) {
  const size_t colon = text.rfind(':');
  std::string host = colon == std::string::npos ? "127.0.0.1" : text.substr(0, colon);
  const std::string port = colon == std::string::npos ? text : text.substr(colon + 1);
  int number = -1;
  if (!absl::SimpleAtoi(port, &number) || number < 0 || number > 65535) return "does not end in a port, 0 to 65535";
  if (host == "localhost") host = "127.0.0.1";
  in_addr address{};
  const bool is_loopback =
      host == "[::1]" || (inet_pton(AF_INET, host.c_str(), &address) == 1 && (ntohl(address.s_addr) >> 24) == 127);
  if (!is_loopback) {
    return "is not an address of this machine alone, and whoever reaches an inspector can run any code; use 127.0.0.1 "
           "and, from elsewhere, a tunnel such as ssh -L";
  }
  *out = absl::StrCat(host, ":", number);
  return "";
}

void AddInspect(CLI::App& app, Options& options) {
  app.add_option_function<std::string>(
         "--inspect",
         [&options](const std::string& text) {
           const std::string wrong = ReadInspect(text, &options.inspect);
           if (!wrong.empty()) throw CLI::ValidationError("--inspect", "'" + text + "' " + wrong);
         },
         "Open Node's inspector in the first local worker, for a debugger on this machine (host 127.0.0.1 if not said; "
         "port 0 lets the system choose). Whoever reaches it can run any code there, and a breakpoint stops all calls "
         "of that worker")
      ->type_name("[HOST:]PORT");
}

void AddLocalWorkers(CLI::App& app, Options& options) {
  app.add_option("--local-workers", options.local_workers, "Workers to start here, and to start again when they end")
      ->check(CLI::Range(0, 256))
      ->capture_default_str();
  app.add_option("--root", options.root, "Folder of the modules that clients may import")
      ->check(CLI::ExistingDirectory);
  app.add_option("--node", options.node, "Node.js to run local workers with")->capture_default_str();
  app.add_option("--worker-script", options.worker_script,
                 "The worker's main file [jsinterop-worker, looked up in PATH]")
      ->check(CLI::ExistingFile);
  const auto pass_on = [&](const std::string& name, const std::string& help) {
    app.add_option_function<std::vector<std::string>>(
           name,
           [&options, name](const std::vector<std::string>& values) {
             for (const std::string& value : values) {
               options.worker_arguments.push_back(name);
               options.worker_arguments.push_back(value);
             }
           },
           help + "; may be repeated")
        ->allow_extra_args(false);
  };
  pass_on("--allow-package", "A package that clients may import by its name from local workers");
  pass_on("--preload", "A module that local workers load first, to expose names to clients");
  app.add_option_function<std::vector<std::string>>(
         "--worker-argument",
         [&options](const std::vector<std::string>& values) {
           options.worker_arguments.insert(options.worker_arguments.end(), values.begin(), values.end());
         },
         "Any other argument for local workers; may be repeated: --worker-argument=--max-running=64")
      ->allow_extra_args(false);
  AddInspect(app, options);
}

void AddLimits(CLI::App& app, Options& options) {
  router::Options& router = options.router;
  lease::Options& leases = router.leases;
  AddDuration(app, "--min-ttl", leases.min_ttl, "Shortest term of a lease");
  AddDuration(app, "--max-ttl", leases.max_ttl, "Longest term of a lease");
  AddDuration(app, "--default-ttl", leases.default_ttl, "Term of a lease when the client does not say");
  app.add_option("--max-references-per-lease", leases.max_references_per_lease, "References in one lease, at most")
      ->capture_default_str();
  app.add_option("--max-references", leases.max_references, "References in all leases, at most")->capture_default_str();
  app.add_option("--max-leases-per-connection", leases.max_leases_per_connection, "Leases of one connection, at most")
      ->capture_default_str();
  app.add_option("--max-leases", leases.max_leases, "Leases of all connections, at most")->capture_default_str();
  app.add_option("--max-queue", router.max_queue, "Calls that may wait for a worker")->capture_default_str();
  AddDuration(app, "--max-call-time", router.max_call_time, "No call runs longer");
  AddDuration(app, "--abandon-after", router.abandon_after,
              "How long a worker's place is kept for a call whose caller is gone");
  AddDuration(app, "--drain-timeout", options.drain_timeout, "How long calls may take to end after SIGTERM");
}

// Rules between flags. Empty if they hold.
std::string CheckTogether(const Options& options) {
  const lease::Options& leases = options.router.leases;
  if (options.local_workers > 0 && options.root.empty()) {
    return "--local-workers needs --root: the folder of the modules that clients may import";
  }
  if (!options.inspect.empty() && options.local_workers == 0) return "--inspect needs --local-workers";
  if (!options.worker_listen.empty() && options.worker_secret_file.empty()) {
    return "--worker-listen needs --worker-secret-file: without a secret, anybody could become a worker";
  }
  if (leases.min_ttl > leases.max_ttl) return "--min-ttl is longer than --max-ttl";
  if (leases.max_ttl == Duration::zero()) return "--max-ttl must not be 0";
  return "";
}

// The arguments with every flag file in place of its flag.
std::vector<std::string> ExpandFlagFiles(const std::vector<std::string>& arguments) {
  constexpr char kFlag[] = "--flagfile";
  std::vector<std::string> out;
  for (size_t i = 0; i < arguments.size(); ++i) {
    std::string path;
    if (arguments[i] == kFlag && i + 1 < arguments.size()) {
      path = arguments[++i];
    } else if (arguments[i].rfind(std::string(kFlag) + "=", 0) == 0) {
      path = arguments[i].substr(sizeof(kFlag));
    } else {
      out.push_back(arguments[i]);
      continue;
    }
    std::ifstream file(path);
    if (!file) throw CLI::FileError("--flagfile: cannot read " + path);
    for (std::string line; std::getline(file, line);) {
      if (!line.empty() && line[0] != '#') out.push_back(line);
    }
  }
  return out;
}

}  // namespace

CommandLine ParseCommandLine(const std::vector<std::string>& arguments) {
  CommandLine result;
  Options options;
  CLI::App app(kAbout, "jsinterop-broker");
  AddDoors(app, options);
  AddLocalWorkers(app, options);
  AddLimits(app, options);
  std::string flag_file;  // Expanded before; here only so that --help knows it.
  app.add_option("--flagfile", flag_file, "File with more flags, one a line");
  app.add_option("--log-level", options.log_level, "debug, info, warn or error")
      ->check(CLI::IsMember({"debug", "info", "warn", "error"}))
      ->capture_default_str();
  app.set_version_flag("--version", "jsinterop-broker " JSINTEROP_VERSION);
  try {
    std::vector<std::string> expanded = ExpandFlagFiles(arguments);
    std::reverse(expanded.begin(), expanded.end());  // As CLI11 wants them.
    app.parse(std::move(expanded));
    if (const std::string wrong = CheckTogether(options); !wrong.empty()) throw CLI::ValidationError(wrong);
    result.options = std::move(options);
  } catch (const CLI::ParseError& error) {
    std::ostringstream out;
    const bool asked = app.exit(error, out, out) == 0;  // --help and --version
    result.text = out.str();
    result.exit_code = asked ? 0 : 2;
  }
  return result;
}

}  // namespace jsinterop::server
