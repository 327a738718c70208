// The jsinterop command: what it asks of the broker, what it shows, and with what code it ends.

#include "cli.h"

#include <sstream>
#include <string>
#include <vector>

#include "fake_interop.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace jsinterop {
namespace {

using ::jsinterop::testing::FakeInterop;
using ::testing::HasSubstr;
using ::testing::Not;

class CliTest : public ::testing::Test {
 protected:
  // Runs the command against the fake broker; `out_` and `error_` are what it wrote.
  int Run(const std::vector<std::string>& arguments) {
    std::ostringstream out;
    std::ostringstream error;
    cli::Terminal terminal{.out = out, .error = error, .colour = colour_};
    const int code = cli::RunCli(arguments, {{"JSINTEROP_TARGET", server_.target()}}, terminal);
    out_ = out.str();
    error_ = error.str();
    return code;
  }

  void Answer(const std::string& json) {
    v1::Value value;
    value.set_json(json);
    server_.AnswerWith(value);
  }

  FakeInterop server_;
  bool colour_ = false;
  std::string out_;
  std::string error_;
};

TEST_F(CliTest, CallSendsJsonAndAwaits) {
  Answer("3");
  EXPECT_EQ(Run({"call", "./math.js", "add", "-1", R"({"n":[4]})", "1.5"}), cli::kDone);
  EXPECT_EQ(out_, "3\n");
  ASSERT_EQ(server_.invoked_async().size(), 1u);
  const v1::InvokeRequest request = server_.invoked_async()[0];
  EXPECT_EQ(request.module(), "./math.js");
  EXPECT_EQ(request.member(), "add");
  ASSERT_EQ(request.arguments_size(), 3);
  EXPECT_EQ(request.arguments(0).json(), "-1");
  EXPECT_EQ(request.arguments(1).json(), R"({"n":[4]})");
}

TEST_F(CliTest, CallOfAnExposedNameHasNoModule) {
  Answer("null");
  EXPECT_EQ(Run({"call", "greet", "\"Ada\""}), cli::kDone);
  EXPECT_EQ(server_.invoked_async()[0].target_case(), v1::InvokeRequest::TARGET_NOT_SET);
}

TEST_F(CliTest, SyncUsesInvoke) {
  Answer("1");
  EXPECT_EQ(Run({"call", "--sync", "./math.js", "add"}), cli::kDone);
  EXPECT_EQ(server_.invoked().size(), 1u);
}

TEST_F(CliTest, TextTakesArgumentsAsTheyStand) {
  Answer("1");
  EXPECT_EQ(Run({"call", "--text", "./m.js", "f", "hello", "12"}), cli::kDone);
  EXPECT_EQ(server_.invoked_async()[0].arguments(0).string(), "hello");
  EXPECT_EQ(server_.invoked_async()[0].arguments(1).string(), "12");
}

TEST_F(CliTest, TextsAreShownAsTheyAreAndTheRestAsNodeShowsIt) {
  Answer("\"two\\nlines\"");
  EXPECT_EQ(Run({"call", "f"}), cli::kDone);
  EXPECT_EQ(out_, "two\nlines\n");
  v1::Value bigint;
  bigint.set_bigint("123");
  server_.AnswerWith(bigint);
  EXPECT_EQ(Run({"get", "big"}), cli::kDone);
  EXPECT_EQ(out_, "123n\n");
}

TEST_F(CliTest, JsonIsOneObjectForScripts) {
  Answer(R"({"a":1})");
  EXPECT_EQ(Run({"--json", "call", "f"}), cli::kDone);
  EXPECT_EQ(out_, "{\"ok\":true,\"value\":{\"a\":1}}\n");
  EXPECT_EQ(server_.invoked_async()[0].encoding(), v1::ENCODING_JSON);
}

TEST_F(CliTest, NewKeepsTheObjectAndTellsItsToken) {
  EXPECT_EQ(Run({"new", "./cart.js", "Cart", "\"EUR\"", "--ttl", "10m"}), cli::kDone);
  EXPECT_THAT(out_, HasSubstr("ref-1"));
  EXPECT_THAT(out_, HasSubstr("lease-1"));
  EXPECT_EQ(server_.granted()[0].ttl().seconds(), 600);
  EXPECT_EQ(server_.invoked_async()[0].operation(), v1::OPERATION_CONSTRUCT);
  EXPECT_TRUE(server_.disposed().empty());
}

TEST_F(CliTest, ATokenIsATarget) {
  Answer("7");
  EXPECT_EQ(Run({"call", "--ref", "ref-1", "total"}), cli::kDone);
  EXPECT_EQ(Run({"set", "--ref", "ref-1", "note", "\"gift\""}), cli::kDone);
  EXPECT_EQ(server_.invoked_async()[0].reference().token(), "ref-1");
  EXPECT_EQ(server_.invoked_async()[1].operation(), v1::OPERATION_SET);
  // It is someone else's: using it does not let it go.
  EXPECT_TRUE(server_.disposed().empty());
}

TEST_F(CliTest, ImportListsExportsAndLetsTheModuleGo) {
  EXPECT_EQ(Run({"import", "./math.js"}), cli::kDone);
  EXPECT_THAT(out_, HasSubstr("function  add"));
  EXPECT_THAT(server_.DisposedLeases(), ::testing::ElementsAre("lease-1"));
  EXPECT_EQ(Run({"import", "./math.js", "--keep", "--json"}), cli::kDone);
  EXPECT_THAT(out_, HasSubstr(R"("token":"ref-2")"));
  EXPECT_EQ(server_.DisposedLeases().size(), 1u);
}

TEST_F(CliTest, DisposeLetsObjectsAndLeasesGo) {
  EXPECT_EQ(Run({"dispose", "ref-1", "ref-2", "--lease", "lease-1"}), cli::kDone);
  EXPECT_THAT(server_.DisposedTokens(), ::testing::ElementsAre("ref-1", "ref-2"));
  EXPECT_THAT(server_.DisposedLeases(), ::testing::ElementsAre("lease-1"));
  EXPECT_THAT(out_, HasSubstr("released"));
}

// They are base64url: one in 64 begins with a dash, and some of those with two.
TEST_F(CliTest, TokensMayBeginWithADash) {
  const std::string letter = "-" + std::string(42, 'h');
  const std::string digit = "-3" + std::string(41, '_');
  const std::string two = "--" + std::string(41, 't');
  Answer("3");
  for (const std::string& token : {letter, digit, two}) {
    EXPECT_EQ(Run({"call", "--ref", token, "total"}), cli::kDone) << error_;
    EXPECT_EQ(server_.invoked_async().back().reference().token(), token);
    EXPECT_EQ(Run({"get", "--ref=" + token, "total", "--json"}), cli::kDone) << error_;
    EXPECT_EQ(server_.invoked_async().back().reference().token(), token);
  }
  EXPECT_EQ(Run({"dispose", letter, digit, "--lease", two, two, "--lease", digit, "--lease=" + letter}), cli::kDone)
      << error_;
  EXPECT_THAT(server_.DisposedTokens(), ::testing::ElementsAre(letter, digit, two));
  EXPECT_THAT(server_.DisposedLeases(), ::testing::ElementsAre(two, digit, letter));
}

TEST_F(CliTest, ALeaseMayBeginWithADash) {
  for (const std::string& lease : {"-" + std::string(42, 'h'), "-3" + std::string(41, '_')}) {
    EXPECT_EQ(Run({"new", "./cart.js", "Cart", "--lease", lease}), cli::kDone) << error_;
    EXPECT_EQ(server_.invoked_async().back().lease(), lease);
  }
}

TEST_F(CliTest, OtherWordsMayBeginLikeSomethingElseToo) {
  Answer("3");
  EXPECT_EQ(Run({"call", "[a].b", "--pool", "-3"}), cli::kDone) << error_;
  EXPECT_EQ(server_.invoked_async()[0].member(), "[a].b");
  EXPECT_EQ(server_.invoked_async()[0].pool(), "-3");
  EXPECT_EQ(Run({"import", "[m].js"}), cli::kDone) << error_;
  EXPECT_EQ(server_.imported()[0].specifier(), "[m].js");
  EXPECT_EQ(Run({"--target", "[::1]:1", "call", "f", "--timeout", "20ms"}), cli::kUnavailable);
  EXPECT_THAT(error_, Not(HasSubstr("\x01")));
}

TEST_F(CliTest, ALongFlagIsNoToken) {
  Answer("3");
  EXPECT_EQ(Run({"call", "--module=./a/module/whose/name/is/long/x.js", "add", "[1]"}), cli::kDone) << error_;
  EXPECT_EQ(server_.invoked_async()[0].module(), "./a/module/whose/name/is/long/x.js");
  EXPECT_EQ(server_.invoked_async()[0].arguments(0).json(), "[1]");
}

TEST_F(CliTest, ExceptionsAreShownAsAPersonWantsThem) {
  server_.Script(FakeInterop::OnInvoke([](grpc::ServerContext&, const v1::InvokeRequest&, v1::InvokeResponse& r) {
    r.mutable_exception()->set_name("RangeError");
    r.mutable_exception()->set_message("division by zero");
    r.mutable_exception()->set_stack("RangeError: division by zero\n    at divide (math.js:3:9)");
    r.mutable_exception()->mutable_cause()->set_message("why");
    return grpc::Status::OK;
  }));
  EXPECT_EQ(Run({"call", "./math.js", "divide", "1", "0"}), cli::kThrew);
  EXPECT_EQ(out_, "");
  EXPECT_THAT(error_, HasSubstr("RangeError: division by zero\n    at divide (math.js:3:9)\n"));
  EXPECT_THAT(error_, HasSubstr("why"));
  EXPECT_THAT(error_, Not(HasSubstr("\x1b[")));
  colour_ = true;
  EXPECT_EQ(Run({"call", "./math.js", "divide", "1", "0"}), cli::kThrew);
  EXPECT_THAT(error_, HasSubstr("\x1b["));
  EXPECT_EQ(Run({"call", "./math.js", "divide", "1", "0", "--json"}), cli::kThrew);
  EXPECT_THAT(out_, HasSubstr(R"("ok":false,"exception":{"name":"RangeError")"));
}

TEST_F(CliTest, ExitCodesTellWhetherItMayBeTriedAgain) {
  server_.FailWith(grpc::StatusCode::NOT_FOUND, "MODULE_NOT_FOUND", "NO", "no such module");
  EXPECT_EQ(Run({"call", "./no.js", "f"}), cli::kRefused);
  EXPECT_THAT(error_, HasSubstr("no such module"));
  server_.FailWith(grpc::StatusCode::FAILED_PRECONDITION, "RESULT_NOT_SERIALIZABLE", "YES", "a function at 'a'");
  EXPECT_EQ(Run({"call", "f"}), cli::kRefused);
  server_.FailWith(grpc::StatusCode::UNAVAILABLE, "NO_WORKER", "NO", "no worker");
  EXPECT_EQ(Run({"call", "f"}), cli::kUnavailable);
  server_.FailWith(grpc::StatusCode::ABORTED, "WORKER_DIED", "UNKNOWN", "the worker died");
  EXPECT_EQ(Run({"call", "f"}), cli::kLost);
  EXPECT_EQ(Run({"call", "f", "--json"}), cli::kLost);
  EXPECT_THAT(out_, HasSubstr(R"("reason":"WORKER_DIED","executed":"UNKNOWN")"));
}

TEST_F(CliTest, ABrokerThatIsNotThereIsSaidSo) {
  EXPECT_EQ(Run({"--target", "127.0.0.1:1", "--timeout", "20ms", "call", "f"}), cli::kUnavailable);
  EXPECT_THAT(error_, HasSubstr("127.0.0.1:1"));
  EXPECT_EQ(Run({"--target", "127.0.0.1:1", "health"}), cli::kUnavailable);
}

TEST_F(CliTest, WrongUsageIsExplainedAndSendsNothing) {
  EXPECT_EQ(Run({"call", "./m.js", "f", "hello"}), cli::kUsage);
  EXPECT_THAT(error_, HasSubstr("'\"hello\"'"));  // How it should have been quoted.
  EXPECT_THAT(error_, HasSubstr("--text"));
  EXPECT_EQ(Run({}), cli::kUsage);
  EXPECT_EQ(Run({"frobnicate"}), cli::kUsage);
  EXPECT_EQ(Run({"call", "./m.js"}), cli::kUsage);
  EXPECT_EQ(Run({"get", "./m.js", "x", "1"}), cli::kUsage);
  EXPECT_EQ(Run({"set", "./m.js", "x"}), cli::kUsage);
  EXPECT_EQ(Run({"dispose"}), cli::kUsage);
  EXPECT_EQ(Run({"call", "f", "--timeout", "soon"}), cli::kUsage);
  EXPECT_TRUE(server_.invoked_async().empty());
}

TEST_F(CliTest, HelpTeachesAndTellsTheExitCodes) {
  EXPECT_EQ(Run({"--help"}), cli::kDone);
  EXPECT_THAT(out_, HasSubstr("jsinterop call ./math.js add 1 2"));
  EXPECT_THAT(out_, HasSubstr("Exit codes"));
  EXPECT_EQ(Run({"--version"}), cli::kDone);
}

}  // namespace
}  // namespace jsinterop
