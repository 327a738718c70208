#include "arguments.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cctype>
#include <nlohmann/json.hpp>
#include <sstream>

#include "cli.h"

namespace jsinterop::cli {
namespace {

constexpr char kAbout[] =
    "Calls JavaScript through a jsinterop broker.\n"
    "\n"
    "  jsinterop call ./math.js add 1 2             call an exported function\n"
    "  jsinterop call ./page.js render '{\"n\":1}'    arguments are JSON\n"
    "  jsinterop call --text ./greet.js hello Ada   … or plain texts\n"
    "  jsinterop call greet '\"Ada\"'                 a name that the worker exposes\n"
    "  jsinterop import ./cart.js                   what a module exports\n"
    "  jsinterop new ./cart.js Cart '\"EUR\"'         make an object, and get a token for it\n"
    "  jsinterop call --ref TOKEN total             call its method\n"
    "  jsinterop set --ref TOKEN note '\"gift\"'      set its property\n"
    "  jsinterop dispose TOKEN                      let it go (or its lease runs out)\n"
    "  jsinterop health                             is there a worker to take calls?\n"
    "\n"
    "A first argument that begins with './' or ends in .js, .mjs or .cjs is a module; any other is a name that the\n"
    "worker exposes. For a package, use --module.";

constexpr char kExitCodes[] =
    "Exit codes: 0 done; 1 JavaScript threw; 2 wrong usage; 3 refused: nothing ran, or the result cannot be had;\n"
    "4 unavailable: nothing ran, try again; 5 lost: it may have run. --json prints one JSON object, errors too.";

// CLI11 takes a word like -1 for a flag, and one like [1,2] for two words. Such words are marked, and unmarked where
// they arrive.
constexpr char kMark = '\x01';

// Tokens, and the ids of leases, are so many characters of base64url, of which a dash may be the first. No flag is so
// long, and one with a value has a '='.
constexpr size_t kTokenLength = 43;

bool IsToken(const std::string& word) {
  return word.size() == kTokenLength && std::all_of(word.begin(), word.end(), [](unsigned char c) {
           return std::isalnum(c) != 0 || c == '-' || c == '_';
         });
}

bool LooksLikeSomethingElse(const std::string& word) {
  if (word.empty()) return false;
  if (word[0] == '[') return true;
  if (word.size() < 2 || word[0] != '-') return false;
  return std::isdigit(static_cast<unsigned char>(word[1])) != 0 || IsToken(word);
}

void Unmark(std::string& word) {
  if (!word.empty() && word[0] == kMark) word.erase(0, 1);
}

bool IsModule(const std::string& word) {
  const auto ends_with = [&](const std::string& end) {
    return word.size() > end.size() && word.compare(word.size() - end.size(), end.size(), end) == 0;
  };
  return word.rfind("./", 0) == 0 || ends_with(".js") || ends_with(".mjs") || ends_with(".cjs");
}

absl::Duration ReadDuration(const std::string& flag, const std::string& text) {
  absl::Duration duration;
  if (absl::ParseDuration(text, &duration) && duration > absl::ZeroDuration()) return duration;
  throw CLI::ValidationError(flag, "'" + text + "' is no duration; write for example 500ms, 30s, 5m or 1h");
}

Value ReadArgument(const std::string& text, bool as_text) {
  if (as_text) return Value(text);
  if (nlohmann::json::accept(text)) return Value::FromJson(text);
  throw CLI::ValidationError("'" + text + "' is not JSON; for a text, write '\"" + text +
                             "\"' with both kinds of quotes, or use --text");
}

// What the flags of one subcommand fill in, before it is made into a Command.
struct Words {
  std::vector<std::string> words;
  std::string module;
  std::string timeout;
  std::string ttl;
  bool text = false;
};

class Parser {
 public:
  Parser() : app_(kAbout, "jsinterop") {
    app_.footer(kExitCodes);
    app_.require_subcommand(1);
    app_.fallthrough();
    app_.add_option("--target,--broker", command_.target, "The broker's address [JSINTEROP_TARGET, or 127.0.0.1:7543]");
    app_.add_option("--timeout", in_.timeout, "How long to wait for the answer [30s]");
    app_.add_option("--pool", command_.pool, "The pool of workers to run in");
    app_.add_flag("--json", command_.json, "Print one JSON object, for scripts");
    app_.set_version_flag("--version", "jsinterop " JSINTEROP_VERSION);
    AddCall();
    AddImport();
    AddAccess();
    AddNew();
    AddDispose();
    app_.add_subcommand("health", "Whether a worker is there to take calls")->callback([this] {
      command_.verb = Verb::kHealth;
    });
  }

  CommandLine Parse(const std::vector<std::string>& arguments, const std::map<std::string, std::string>& environment) {
    if (const auto target = environment.find("JSINTEROP_TARGET"); target != environment.end()) {
      command_.target = target->second;
    }
    std::vector<std::string> words = arguments;
    for (std::string& word : words) {
      if (LooksLikeSomethingElse(word)) word.insert(word.begin(), kMark);
    }
    std::reverse(words.begin(), words.end());  // As CLI11 wants them.
    CommandLine result;
    try {
      app_.parse(std::move(words));
      Finish();
      result.command = std::move(command_);
    } catch (const CLI::ParseError& error) {
      std::ostringstream out;
      const bool asked = app_.exit(error, out, out) == 0;  // --help and --version
      result.text = out.str();
      result.exit_code = asked ? kDone : kUsage;
    }
    return result;
  }

 private:
  void AddTarget(CLI::App* command, const std::string& words_help) {
    command->add_option("--ref", command_.reference, "The token of a live object, instead of a module");
    command->add_option("--module", in_.module, "The module, where its name does not look like one");
    command->add_option("words", in_.words, words_help);
  }

  void AddLease(CLI::App* command) {
    command->add_option("--ttl", in_.ttl, "How long the object lives if nobody uses it [the broker's default]");
    command->add_option("--lease", command_.lease, "Put it into this lease instead of a new one");
  }

  void AddCall() {
    CLI::App* const call = app_.add_subcommand("call", "Call a function, and await it");
    AddTarget(call, "[MODULE] MEMBER ARGUMENT…");
    call->add_flag("--sync", command_.sync, "Do not await: a function that returns a promise is refused");
    call->add_flag("--text", in_.text, "The arguments are texts, not JSON");
    call->callback([this] { command_.verb = Verb::kCall; });
  }

  void AddImport() {
    CLI::App* const load = app_.add_subcommand("import", "Load a module, and list what it exports");
    load->add_option("module", in_.module, "The module, such as ./math.js")->required();
    load->add_flag("--keep", command_.keep, "Print a token for the module, and let it live on");
    AddLease(load);
    load->callback([this] { command_.verb = Verb::kImport; });
  }

  void AddAccess() {
    CLI::App* const get = app_.add_subcommand("get", "Read a value, and await it");
    AddTarget(get, "[MODULE] MEMBER");
    get->callback([this] { command_.verb = Verb::kGet; });

    CLI::App* const set = app_.add_subcommand("set", "Set a property");
    AddTarget(set, "[MODULE] MEMBER VALUE");
    set->add_flag("--text", in_.text, "The value is a text, not JSON");
    set->callback([this] { command_.verb = Verb::kSet; });
  }

  void AddNew() {
    CLI::App* const make = app_.add_subcommand("new", "Construct an object, and print a token for it");
    AddTarget(make, "[MODULE] CLASS ARGUMENT…");
    AddLease(make);
    make->add_flag("--text", in_.text, "The arguments are texts, not JSON");
    make->callback([this] { command_.verb = Verb::kNew; });
  }

  void AddDispose() {
    CLI::App* const dispose = app_.add_subcommand("dispose", "Let objects or whole leases go");
    dispose->add_option("tokens", command_.tokens, "Tokens of objects");
    dispose->add_option("--lease", command_.leases, "Ids of leases")->allow_extra_args(false);
    dispose->callback([this] { command_.verb = Verb::kDispose; });
  }

  // From words to a command.
  void Finish() {
    for (std::string* word : {&command_.target, &command_.pool, &command_.reference, &command_.lease, &in_.module,
                              &in_.timeout, &in_.ttl}) {
      Unmark(*word);
    }
    for (auto* words : {&in_.words, &command_.tokens, &command_.leases}) {
      for (std::string& word : *words) Unmark(word);
    }
    if (!in_.timeout.empty()) command_.timeout = ReadDuration("--timeout", in_.timeout);
    if (!in_.ttl.empty()) command_.ttl = ReadDuration("--ttl", in_.ttl);
    command_.module = in_.module;
    if (command_.verb == Verb::kDispose && command_.tokens.empty() && command_.leases.empty()) {
      throw CLI::ValidationError("dispose", "name the tokens of objects, or --lease ID");
    }
    if (command_.verb == Verb::kImport || command_.verb == Verb::kDispose || command_.verb == Verb::kHealth) return;
    TakeTarget();
    for (const std::string& word : in_.words) command_.arguments.push_back(ReadArgument(word, in_.text));
    CheckCount();
  }

  void TakeTarget() {
    if (!command_.reference.empty() && !command_.module.empty()) {
      throw CLI::ValidationError("--ref and --module cannot both be the target");
    }
    if (command_.reference.empty() && command_.module.empty() && !in_.words.empty() && IsModule(in_.words.front())) {
      command_.module = in_.words.front();
      in_.words.erase(in_.words.begin());
    }
    if (!in_.words.empty()) {
      command_.member = in_.words.front();
      in_.words.erase(in_.words.begin());
    }
    if (command_.member.empty() && command_.reference.empty()) {
      throw CLI::ValidationError("say which member, as in: jsinterop call ./math.js add 1 2");
    }
  }

  void CheckCount() {
    if (command_.verb == Verb::kGet && !command_.arguments.empty()) {
      throw CLI::ValidationError("get", "takes a member and no arguments");
    }
    if (command_.verb == Verb::kSet && (command_.arguments.size() != 1 || command_.member.empty())) {
      throw CLI::ValidationError("set", "takes a member and exactly one value");
    }
  }

  CLI::App app_;
  Command command_;
  Words in_;
};

}  // namespace

CommandLine ParseCommandLine(const std::vector<std::string>& arguments,
                             const std::map<std::string, std::string>& environment) {
  return Parser().Parse(arguments, environment);
}

}  // namespace jsinterop::cli
