// Plays the conformance cases of one setting through the C++ client, and reports on each; README.md of the suite tells
// how.

#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <optional>
#include <thread>
#include <vector>

#include "compare.h"
#include "player.h"

namespace jsinterop::conformance {
namespace {

using nlohmann::json;

// Bounds for what takes real time; nothing waits longer than it must.
constexpr std::chrono::seconds kEventually(10);
constexpr std::chrono::milliseconds kPause(20);

struct Options {
  std::string target;
  std::string setting;
  std::string cases;
  std::string report;
};

std::vector<json> CasesOf(const Options& options) {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(options.cases)) {
    if (entry.path().extension() == ".json") files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  std::vector<json> cases;
  for (const auto& file : files) {
    const json parsed = json::parse(std::ifstream(file));
    if (parsed.at("setting") != options.setting) continue;
    for (const json& one : parsed.at("cases")) cases.push_back(one);
  }
  return cases;
}

// Plays a step until its outcome is the expected one; what differs at the last try, if something does.
std::optional<std::string> Play(const json& step, Player& player) {
  const json expected = step.value("expect", json());
  const bool eventually = step.value("eventually", false);
  const auto end = std::chrono::steady_clock::now() + kEventually;
  while (true) {
    std::optional<std::string> difference = DifferenceOf(player.Play(step), expected);
    if (!difference) player.Keep(step);
    if (!difference || !eventually || std::chrono::steady_clock::now() >= end) return difference;
    std::this_thread::sleep_for(kPause);
  }
}

json Verdict(const json& one, Player& player) {
  try {
    int number = 0;
    for (const json& step : one.at("steps")) {
      ++number;
      if (const auto difference = Play(step, player)) {
        return {{"outcome", "failed"}, {"reason", "step " + std::to_string(number) + ": " + *difference}};
      }
    }
    return {{"outcome", "passed"}};
  } catch (const std::exception& error) {
    return {{"outcome", "failed"}, {"reason", std::string("the runner stumbled: ") + error.what()}};
  }
}

int Run(const Options& options) {
  const auto runtime = RemoteRuntime::Connect(options.target);
  if (!runtime.ok()) {
    std::cerr << runtime.status() << "\n";
    return 1;
  }
  std::ofstream report(options.report);
  int failed = 0;
  for (const json& one : CasesOf(options)) {
    const bool is_protocol = one.at("steps").at(0).contains("rpc");
    const std::unique_ptr<Player> player = is_protocol ? ProtocolPlayer(options.target) : ClientPlayer(**runtime);
    json line = Verdict(one, *player);
    if (line.at("outcome") == "failed") ++failed;
    line["case"] = one.at("name");
    report << line.dump(-1, ' ', false, json::error_handler_t::replace) << std::endl;
  }
  return failed == 0 ? 0 : 1;
}

}  // namespace
}  // namespace jsinterop::conformance

int main(int argc, char** argv) {
  jsinterop::conformance::Options options;
  CLI::App app("Plays conformance cases through the C++ client.");
  app.add_option("--target", options.target)->required();
  app.add_option("--setting", options.setting)->required();
  app.add_option("--cases", options.cases)->required();
  app.add_option("--report", options.report)->required();
  CLI11_PARSE(app, argc, argv);
  return jsinterop::conformance::Run(options);
}
