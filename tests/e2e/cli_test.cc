// The jsinterop command against a real broker and a real worker: what it prints, and with what code it exits.

#include "cli.h"

#include <sstream>

#include "broker_fixture.h"

namespace jsinterop::e2e {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::StartsWith;

class Cli : public BrokerTest {
 protected:
  // Runs the command against the broker of the test. `out` and `error` are then what it printed.
  int Run(std::vector<std::string> arguments) {
    if (broker_ != nullptr) {
      arguments.insert(arguments.begin(), {"--target", "127.0.0.1:" + std::to_string(broker_->port())});
    }
    std::ostringstream out_stream;
    std::ostringstream error_stream;
    cli::Terminal terminal{out_stream, error_stream};
    const int code = cli::RunCli(arguments, {}, terminal);
    out = out_stream.str();
    error = error_stream.str();
    return code;
  }

  // The word after `label` in what was printed.
  std::string Printed(const std::string& label) const {
    std::istringstream words(out);
    for (std::string word; words >> word;) {
      if (word == label && words >> word) return word;
    }
    return "";
  }

  std::string out;
  std::string error;
};

TEST_F(Cli, CallsFunctionsWithJsonArguments) {
  Start(1);
  EXPECT_EQ(Run({"call", "./probe.js", "echo", "-7"}), cli::kDone);
  EXPECT_EQ(out, "-7\n");
  EXPECT_EQ(Run({"call", "./probe.js", "echo", R"({"a":[1,null]})"}), cli::kDone);
  EXPECT_EQ(out, "{ a: [ 1, null ] }\n");
  EXPECT_EQ(Run({"call", "--text", "./probe.js", "echo", "plain text"}), cli::kDone);
  EXPECT_EQ(out, "plain text\n");
  EXPECT_EQ(Run({"call", "./probe.js", "echo", "[1,2]", "--json"}), cli::kDone);
  EXPECT_EQ(out, "{\"ok\":true,\"value\":[1,2]}\n");
}

TEST_F(Cli, KeepsObjectsAliveBetweenCommands) {
  Start(1);
  ASSERT_EQ(Run({"new", "./probe.js", "Counter"}), cli::kDone);
  const std::string token = Printed("token");
  const std::string lease = Printed("lease");
  ASSERT_FALSE(token.empty());
  EXPECT_EQ(Run({"call", "--ref", token, "next"}), cli::kDone);
  EXPECT_EQ(Run({"call", "--ref", token, "next"}), cli::kDone);
  EXPECT_EQ(out, "2\n");
  EXPECT_EQ(Run({"dispose", token}), cli::kDone);
  EXPECT_EQ(out, "object: released\n");
  EXPECT_EQ(Run({"dispose", token, "--lease", lease}), cli::kDone);
  EXPECT_EQ(out, "object: was not held any more\nlease: released\n");
  EXPECT_EQ(Run({"call", "--ref", token, "next"}), cli::kRefused);
  EXPECT_THAT(error, StartsWith("DISPOSED"));
}

TEST_F(Cli, ListsExports) {
  Start(1);
  EXPECT_EQ(Run({"import", "./probe.js"}), cli::kDone);
  EXPECT_THAT(out, AllOf(HasSubstr("class     Counter\n"), HasSubstr("function  held\n")));
  EXPECT_TRUE(Eventually([&] { return Held() == 0; }));
  EXPECT_EQ(Run({"import", "./probe.js", "--keep"}), cli::kDone);
  EXPECT_FALSE(Printed("token").empty());
  EXPECT_EQ(Held(), 1);
}

TEST_F(Cli, ShowsWhatWasThrownAsAPersonWantsToSeeIt) {
  Start(1);
  EXPECT_EQ(Run({"import", "./throws_at_load.js"}), cli::kThrew);
  EXPECT_EQ(out, "");
  EXPECT_THAT(error, StartsWith("RangeError: thrown while loading\n    at "));
  EXPECT_EQ(Run({"--json", "import", "./throws_at_load.js"}), cli::kThrew);
  EXPECT_THAT(out, StartsWith(R"({"ok":false,"exception":{"name":"RangeError","message":"thrown while loading")"));
}

TEST_F(Cli, TellsRefusedUnavailableAndWrongApart) {
  Start(1);
  EXPECT_EQ(Run({"call", "./probe.js", "nothing"}), cli::kRefused);
  EXPECT_THAT(error, StartsWith("MEMBER_NOT_FOUND"));
  EXPECT_EQ(Run({"--json", "call", "./probe.js", "nothing"}), cli::kRefused);
  EXPECT_THAT(out, AllOf(HasSubstr(R"("reason":"MEMBER_NOT_FOUND")"), HasSubstr(R"("executed":"NO")")));
  EXPECT_EQ(Run({"call", "--sync", "./probe.js", "wait"}), cli::kRefused);
  EXPECT_THAT(error, HasSubstr("--sync"));
  EXPECT_EQ(Run({"--pool", "nowhere", "call", "./probe.js", "pid"}), cli::kUnavailable);
  EXPECT_EQ(Run({"--timeout", "100ms", "call", "./never_loads.js", "never"}), cli::kLost);
}

TEST_F(Cli, ReportsHealth) {
  Start(1);
  EXPECT_TRUE(Eventually([&] { return Run({"health"}) == cli::kDone; }));
  EXPECT_EQ(out, "serving\n");
  broker_.reset();
  Start(0);
  EXPECT_EQ(Run({"health"}), cli::kUnavailable);
  EXPECT_THAT(error, HasSubstr("no worker"));
}

TEST_F(Cli, SaysThatNobodyIsThere) {
  EXPECT_EQ(Run({"--target", "127.0.0.1:1", "--timeout", "1s", "call", "./m.js", "f"}), cli::kUnavailable);
  EXPECT_THAT(error, HasSubstr("127.0.0.1:1"));
}

TEST_F(Cli, TeachesWhoeverTypesSomethingWrong) {
  const std::vector<std::pair<std::vector<std::string>, std::string>> wrong = {
      {{}, "--help"},
      {{"call"}, "jsinterop call ./math.js add 1 2"},
      {{"call", "./m.js", "f", "abc"}, "--text"},
      {{"call", "--ref", "t", "--module", "m", "f"}, "--ref and --module"},
      {{"get", "./m.js", "f", "1"}, "no arguments"},
      {{"set", "./m.js", "f"}, "exactly one value"},
      {{"dispose"}, "--lease"},
      {{"import"}, "module"},
      {{"call", "./m.js", "f", "--timeout", "5"}, "500ms"},
      {{"fly"}, "subcommand is required"},
  };
  for (const auto& [arguments, hint] : wrong) {
    EXPECT_EQ(Run(arguments), cli::kUsage);
    EXPECT_THAT(error, HasSubstr(hint));
  }
  EXPECT_EQ(Run({"--help"}), cli::kDone);
  EXPECT_THAT(out, AllOf(HasSubstr("jsinterop new ./cart.js Cart"), HasSubstr("Exit codes")));
}

}  // namespace
}  // namespace jsinterop::e2e
