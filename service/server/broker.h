// The whole broker: puts the rooms together, opens the doors, and closes everything in order.

#ifndef JSINTEROP_SERVICE_SERVER_BROKER_H_
#define JSINTEROP_SERVICE_SERVER_BROKER_H_

#include <grpcpp/health_check_service_interface.h>
#include <grpcpp/server.h>
#include <spdlog/logger.h>

#include <memory>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "base/clock.h"
#include "base/entropy.h"
#include "front/interop_service.h"
#include "link/worker_hub.h"
#include "router/router.h"
#include "server/log.h"
#include "server/options.h"
#include "server/ticker.h"
#include "supervisor/supervisor.h"

namespace jsinterop::server {

class Broker final : private router::Observer {
 public:
  // Opens the doors and starts the local workers. Calls are taken from when this returns. `logger` must outlive
  // the broker.
  static absl::StatusOr<std::unique_ptr<Broker>> Start(const Options& options, spdlog::logger& logger);

  // Shuts down, if that was not done.
  ~Broker() override;

  // The port of the clients' door.
  int port() const { return port_; }

  // The path of the workers' socket.
  const std::string& worker_socket() const { return worker_socket_; }

  // The port of the workers' TCP door; 0 if there is none.
  int worker_port() const { return worker_port_; }

  const router::Router& router() const { return router_; }
  router::Router& router() { return router_; }

  // Takes no more calls, lets those in flight end within the drain timeout, answers the rest, stops the local
  // workers and closes the doors. When this returns, no RPC is open. Once.
  void Shutdown();

 private:
  Broker(const Options& options, spdlog::logger& logger);

  absl::Status OpenWorkerDoors();
  absl::Status OpenClientDoor();
  absl::Status MakeSocketFolder();
  void StartLocalWorkers();

  // router::Observer
  void OnWorkerAttached(const router::WorkerInfo& info) override;
  void OnWorkerLost(const router::WorkerInfo& info, absl::string_view why, size_t calls_lost) override;
  void OnUnaskedResult(const router::WorkerInfo& info, uint64_t call_id) override;
  void OnAvailability() override;

  const Options options_;
  spdlog::logger& logger_;
  SteadyClock clock_;
  KernelEntropy entropy_;
  SupervisorLog supervisor_log_{logger_};
  router::Router router_;
  front::InteropService interop_;

  std::string worker_socket_;
  std::string socket_folder_;  // Ours to remove; empty if the socket's place was chosen by the user.
  int port_ = 0;
  int worker_port_ = 0;
  bool shut_down_ = false;

  // The services must outlive their servers.
  std::unique_ptr<link::WorkerHub> socket_hub_;
  std::unique_ptr<link::WorkerHub> tcp_hub_;
  std::unique_ptr<grpc::Server> socket_server_;
  std::unique_ptr<grpc::Server> tcp_server_;
  std::unique_ptr<grpc::Server> client_server_;

  absl::Mutex health_mutex_;
  grpc::HealthCheckServiceInterface* health_ ABSL_GUARDED_BY(health_mutex_) = nullptr;  // client_server_'s.

  std::unique_ptr<Ticker> reaper_;
  std::unique_ptr<Ticker> call_timer_;
  std::unique_ptr<supervisor::Supervisor> supervisor_;
};

}  // namespace jsinterop::server

#endif  // JSINTEROP_SERVICE_SERVER_BROKER_H_
