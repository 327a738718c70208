#include "server/worker_command.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace jsinterop::server {
namespace {

using ::testing::_;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsSupersetOf;
using ::testing::Not;

TEST(WorkerCommand, IsTheInstalledWorkerUnlessAScriptIsNamed) {
  Options options;
  options.root = "/modules";
  EXPECT_THAT(WorkerCommand(options, "/s.sock", 1),
              ElementsAre("jsinterop-worker", "--broker", "unix:/s.sock", "--root", "/modules", "--name", "local-1",
                          "--exit-on-stdin-end"));
}

TEST(WorkerCommand, StartsAScriptWithTheFlagsThatKeepClientsFromMakingCode) {
  Options options;
  options.root = "/modules";
  options.worker_script = "main.js";
  options.worker_arguments = {"--max-running=4"};
  EXPECT_THAT(
      WorkerCommand(options, "/s.sock", 2),
      ElementsAre("node", "--disallow-code-generation-from-strings", "--disable-proto=delete", "main.js", "--broker",
                  "unix:/s.sock", "--root", "/modules", "--name", "local-2", "--exit-on-stdin-end", "--max-running=4"));
}

// The worker only says that code generation is allowed; it is V8's flag that forbids it.
TEST(WorkerCommand, LeavesCodeGenerationToAWorkerThatIsAllowedIt) {
  Options options;
  options.worker_script = "main.js";
  options.worker_arguments = {"--allow-codegen"};
  const std::vector<std::string> command = WorkerCommand(options, "/s.sock", 1);
  EXPECT_THAT(command, Not(Contains("--disallow-code-generation-from-strings")));
  EXPECT_THAT(command, Contains("--disable-proto=delete"));
  EXPECT_EQ(command.back(), "--allow-codegen");
}

TEST(WorkerCommand, InspectsTheFirstWorkerAlone) {
  Options options;
  options.inspect = "127.0.0.1:9229";
  EXPECT_THAT(WorkerCommand(options, "/s.sock", 1), IsSupersetOf({"--inspect", "127.0.0.1:9229"}));
  EXPECT_THAT(WorkerCommand(options, "/s.sock", 2), Not(Contains("--inspect")));
  options.worker_script = "main.js";
  // Before the script, for Node; after it, it would be the worker's.
  EXPECT_THAT(WorkerCommand(options, "/s.sock", 1),
              ElementsAre("node", "--disallow-code-generation-from-strings", "--disable-proto=delete",
                          "--inspect=127.0.0.1:9229", "main.js", "--broker", _, "--root", _, "--name", _,
                          "--exit-on-stdin-end"));
  EXPECT_THAT(WorkerCommand(options, "/s.sock", 2), Not(Contains(HasSubstr("inspect"))));
}

}  // namespace
}  // namespace jsinterop::server
