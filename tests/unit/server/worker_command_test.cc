#include "server/worker_command.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace jsinterop::server {
namespace {

using ::testing::ElementsAre;

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

}  // namespace
}  // namespace jsinterop::server
