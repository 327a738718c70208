// The broker's log: what happens to workers. Calls are not logged, and tokens never are.

#ifndef JSINTEROP_SERVICE_SERVER_LOG_H_
#define JSINTEROP_SERVICE_SERVER_LOG_H_

#include <spdlog/logger.h>

#include <memory>
#include <string>

#include "supervisor/supervisor.h"

namespace jsinterop::server {

// Writes to standard error, from `level` on: debug, info, warn or error.
std::shared_ptr<spdlog::logger> MakeLogger(const std::string& level);

class SupervisorLog final : public supervisor::Observer {
 public:
  explicit SupervisorLog(spdlog::logger& logger) : logger_(logger) {}

  void OnStarted(int number, pid_t pid) override;
  void OnEnded(int number, absl::string_view how, Duration delay) override;
  void OnCannotStart(int number, const absl::Status& why, Duration delay) override;

 private:
  spdlog::logger& logger_;
};

}  // namespace jsinterop::server

#endif  // JSINTEROP_SERVICE_SERVER_LOG_H_
