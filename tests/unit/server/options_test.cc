#include "server/options.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>
#include <string>
#include <vector>

namespace jsinterop::server {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

// What the user reads when the flags are wrong.
std::string Complaint(const std::vector<std::string>& arguments) {
  const CommandLine line = ParseCommandLine(arguments);
  EXPECT_FALSE(line.options.has_value());
  EXPECT_EQ(line.exit_code, 2);
  return line.text;
}

std::string WriteFile(const std::string& name, const std::string& text) {
  std::string path = ::testing::TempDir() + std::to_string(getpid()) + name;
  std::ofstream(path) << text;
  return path;
}

TEST(Flags, HaveDefaults) {
  const auto options = ParseCommandLine({}).options;
  ASSERT_TRUE(options.has_value());
  EXPECT_EQ(options->listen, "127.0.0.1:7543");
  EXPECT_EQ(options->max_message_bytes, 64u << 20);
  EXPECT_EQ(options->router.leases.default_ttl, std::chrono::minutes(5));
}

TEST(Flags, ReadDurationsWithTheirUnits) {
  const auto options = ParseCommandLine({"--min-ttl", "250ms", "--max-ttl=2h", "--drain-timeout", "1.5s"}).options;
  ASSERT_TRUE(options.has_value());
  EXPECT_EQ(options->router.leases.min_ttl, milliseconds(250));
  EXPECT_EQ(options->router.leases.max_ttl, std::chrono::hours(2));
  EXPECT_EQ(options->drain_timeout, milliseconds(1500));
}

TEST(Flags, ExplainWhatIsWrong) {
  EXPECT_THAT(Complaint({"--min-ttl", "30"}), AllOf(HasSubstr("--min-ttl"), HasSubstr("unit")));
  EXPECT_THAT(Complaint({"--min-ttl", "soon"}), HasSubstr("not a duration"));
  EXPECT_THAT(Complaint({"--min-ttl=-5s"}), HasSubstr("negative"));
  EXPECT_THAT(Complaint({"--max-ttl", "nans"}), HasSubstr("negative or longer"));
  EXPECT_THAT(Complaint({"--no-such-flag"}), HasSubstr("--no-such-flag"));
  EXPECT_THAT(Complaint({"--local-workers", "2"}), HasSubstr("--root"));
  EXPECT_THAT(Complaint({"--local-workers", "many"}), HasSubstr("--local-workers"));
  EXPECT_THAT(Complaint({"--root", "/no/such/folder"}), HasSubstr("/no/such/folder"));
  EXPECT_THAT(Complaint({"--worker-listen", "127.0.0.1:0"}), HasSubstr("--worker-secret-file"));
  EXPECT_THAT(Complaint({"--min-ttl", "2h"}), HasSubstr("--max-ttl"));
  EXPECT_THAT(Complaint({"--max-message-bytes", "1"}), HasSubstr("--max-message-bytes"));
  EXPECT_THAT(Complaint({"--log-level", "loud"}), HasSubstr("--log-level"));
}

TEST(Flags, HelpTeachesAndSucceeds) {
  const CommandLine line = ParseCommandLine({"--help"});
  EXPECT_FALSE(line.options.has_value());
  EXPECT_EQ(line.exit_code, 0);
  EXPECT_THAT(line.text, AllOf(HasSubstr("--local-workers"), HasSubstr("jsinterop call ./math.js add 1 2")));
}

TEST(Flags, ComeFromAFileToo) {
  const std::string path = WriteFile("flags", "# limits\n--max-queue=7\n\n--drain-timeout\n3s\n");
  const auto options = ParseCommandLine({"--flagfile", path, "--max-leases=9"}).options;
  ASSERT_TRUE(options.has_value());
  EXPECT_EQ(options->router.max_queue, 7u);
  EXPECT_EQ(options->drain_timeout, seconds(3));
  EXPECT_EQ(options->router.leases.max_leases, 9u);
}

TEST(Flags, AFileThatCannotBeReadIsNamed) {
  EXPECT_THAT(Complaint({"--flagfile=/no/such/file"}), HasSubstr("/no/such/file"));
}

TEST(Flags, PassOnWhatIsForWorkers) {
  const auto options =
      ParseCommandLine({"--allow-package", "marked", "--allow-package", "preact", "--worker-argument=--max-running=4"})
          .options;
  ASSERT_TRUE(options.has_value());
  EXPECT_THAT(options->worker_arguments,
              ElementsAre("--allow-package", "marked", "--allow-package", "preact", "--max-running=4"));
}

TEST(Flags, OpenAnInspectorOnThisMachineAlone) {
  const auto inspect = [](const std::string& at) {
    const auto options = ParseCommandLine({"--local-workers=1", "--root=/", "--inspect", at}).options;
    return options.has_value() ? options->inspect : "refused";
  };
  EXPECT_EQ(inspect("9229"), "127.0.0.1:9229");
  EXPECT_EQ(inspect("0"), "127.0.0.1:0");
  EXPECT_EQ(inspect("localhost:1"), "127.0.0.1:1");
  EXPECT_EQ(inspect("127.1.2.3:65535"), "127.1.2.3:65535");
  EXPECT_EQ(inspect("[::1]:9229"), "[::1]:9229");
  for (const std::string wrong : {"", ":", "0.0.0.0:9229", "[::]:9229", "::1", "10.0.0.1:9229", "example.org:9229",
                                  "127.0.0.1", "127.0.0.1:", "127.0.0.1:65536", "127.0.0.1:-1", "127.0.0.1.x:1",
                                  "128.0.0.1:1", "localhost.example.org:1", "127.1:1"}) {
    EXPECT_EQ(inspect(wrong), "refused") << wrong;
  }
  EXPECT_THAT(Complaint({"--inspect=0.0.0.0:1"}), AllOf(HasSubstr("--inspect"), HasSubstr("run any code")));
  EXPECT_THAT(Complaint({"--inspect=soon"}), HasSubstr("port"));
  EXPECT_THAT(Complaint({"--inspect=9229"}), HasSubstr("--local-workers"));
}

}  // namespace
}  // namespace jsinterop::server
