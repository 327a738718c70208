#include "server/log.h"

#include <spdlog/sinks/stdout_color_sinks.h>

namespace jsinterop::server {
namespace {

int64_t Milliseconds(Duration duration) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(duration).count();
}

}  // namespace

std::shared_ptr<spdlog::logger> MakeLogger(const std::string& level) {
  auto logger = std::make_shared<spdlog::logger>("broker", std::make_shared<spdlog::sinks::stderr_color_sink_mt>());
  logger->set_pattern("%Y-%m-%dT%H:%M:%S.%e %^%l%$ %v");
  logger->set_level(spdlog::level::from_str(level));
  return logger;
}

void SupervisorLog::OnStarted(int number, pid_t pid) { logger_.info("local worker {} started, pid {}", number, pid); }

void SupervisorLog::OnEnded(int number, absl::string_view how, Duration delay) {
  logger_.warn("local worker {} {}; starting it again in {} ms", number, std::string(how), Milliseconds(delay));
}

void SupervisorLog::OnCannotStart(int number, const absl::Status& why, Duration delay) {
  logger_.error("local worker {}: {}; trying again in {} ms", number, std::string(why.message()), Milliseconds(delay));
}

}  // namespace jsinterop::server
