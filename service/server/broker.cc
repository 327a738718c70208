#include "server/broker.h"

#include <grpcpp/ext/proto_server_reflection_plugin.h>
#include <grpcpp/security/server_credentials.h>
#include <grpcpp/server_builder.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <iterator>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "server/worker_command.h"

namespace jsinterop::server {
namespace {

constexpr char kServiceName[] = "jsinterop.v1.Interop";

// Above the limit, so that a message somewhat too large is refused by us, with an error that says why, and not by
// gRPC.
constexpr int kReceiveSlack = 16 << 20;

// How often calls are looked at for their time: --max-call-time is in seconds or more.
constexpr Duration kCallTimerInterval = std::chrono::milliseconds(200);

// What RPCs that are answered already may still take to be sent.
constexpr Duration kFarewell = std::chrono::seconds(2);

// What a local worker may take to end when it has no calls any more.
constexpr Duration kWorkerGrace = std::chrono::seconds(5);

std::chrono::system_clock::time_point In(Duration duration) {
  return std::chrono::system_clock::now() + std::chrono::duration_cast<std::chrono::microseconds>(duration);
}

// Serves `service` at `address`; null if that cannot be listened on. `port`: where to say which port it is.
std::unique_ptr<grpc::Server> Serve(const Options& options, grpc::Service& service, const std::string& address,
                                    int* port = nullptr) {
  grpc::ServerBuilder builder;
  builder.SetMaxReceiveMessageSize(static_cast<int>(options.max_message_bytes) + kReceiveSlack);
  builder.SetMaxSendMessageSize(-1);
  builder.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);
  // Clients and workers may ping an idle connection, to see that it is there; gRPC's default would hang up on
  // whoever does so more often than every five minutes.
  builder.AddChannelArgument(GRPC_ARG_HTTP2_MIN_RECV_PING_INTERVAL_WITHOUT_DATA_MS, 10'000);
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_PERMIT_WITHOUT_CALLS, 1);
  builder.RegisterService(&service);
  builder.AddListeningPort(address, grpc::InsecureServerCredentials(), port);
  std::unique_ptr<grpc::Server> server = builder.BuildAndStart();
  // A port that could not be had is 0, and the server may be there all the same.
  return port != nullptr && *port == 0 ? nullptr : std::move(server);
}

absl::StatusOr<std::string> ReadSecret(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::string secret((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  if (!file && !file.eof()) return absl::NotFoundError(absl::StrCat("cannot read ", path));
  absl::string_view stripped = absl::StripSuffix(secret, "\n");
  if (stripped.size() < 16) {
    return absl::InvalidArgumentError(absl::StrCat(path, " holds less than 16 bytes: too short for a secret"));
  }
  return std::string(stripped);
}

// In one step, so that whoever waits for the file never reads half of it.
absl::Status WritePortFile(const std::string& path, int port) {
  const std::string temporary = path + ".new";
  std::ofstream(temporary) << port << "\n";
  if (std::rename(temporary.c_str(), path.c_str()) != 0) {
    return absl::InternalError(absl::StrCat("--port-file: cannot write ", path, ": ", std::strerror(errno)));
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::unique_ptr<Broker>> Broker::Start(const Options& options, spdlog::logger& logger) {
  // For all servers that this process makes; the workers' doors have it too, which does no harm.
  grpc::EnableDefaultHealthCheckService(true);
  grpc::reflection::InitProtoReflectionServerBuilderPlugin();

  std::unique_ptr<Broker> broker(new Broker(options, logger));
  if (absl::Status status = broker->OpenWorkerDoors(); !status.ok()) return status;
  if (absl::Status status = broker->OpenClientDoor(); !status.ok()) return status;
  broker->StartLocalWorkers();
  return broker;
}

Broker::Broker(const Options& options, spdlog::logger& logger)
    : options_(options),
      logger_(logger),
      router_(options_.router, clock_, entropy_, *this),
      interop_(router_, options_.max_message_bytes) {
  reaper_ = std::make_unique<Ticker>(options_.router.leases.reap_interval, [this] { return router_.leases().Reap(); });
  call_timer_ = std::make_unique<Ticker>(kCallTimerInterval, [this] {
    router_.Tick();
    return false;
  });
}

Broker::~Broker() { Shutdown(); }

absl::Status Broker::MakeSocketFolder() {
  const char* const base = std::getenv("TMPDIR");
  std::string path = absl::StrCat(base != nullptr ? base : "/tmp", "/jsinterop-XXXXXX");
  if (mkdtemp(path.data()) == nullptr) {  // Made with mode 0700.
    return absl::InternalError(absl::StrCat("cannot make ", path, ": ", std::strerror(errno)));
  }
  socket_folder_ = path;
  worker_socket_ = path + "/worker.sock";
  return absl::OkStatus();
}

absl::Status Broker::OpenWorkerDoors() {
  worker_socket_ = options_.worker_socket;
  if (worker_socket_.empty()) {
    if (absl::Status status = MakeSocketFolder(); !status.ok()) return status;
  }
  link::DoorOptions door;
  door.max_message_bytes = options_.max_message_bytes;
  door.broker_incarnation.resize(16);
  entropy_.Fill(door.broker_incarnation.data(), door.broker_incarnation.size());

  socket_hub_ = std::make_unique<link::WorkerHub>(door, router_);
  // Only this user may connect, from the moment that the socket is there.
  const mode_t before = umask(0177);
  socket_server_ = Serve(options_, *socket_hub_, "unix:" + worker_socket_);
  umask(before);
  if (socket_server_ == nullptr) {
    return absl::InternalError(absl::StrCat("--worker-socket: cannot listen on ", worker_socket_));
  }
  if (options_.worker_listen.empty()) return absl::OkStatus();

  const auto secret = ReadSecret(options_.worker_secret_file);
  if (!secret.ok()) return secret.status();
  door.secret = *secret;
  tcp_hub_ = std::make_unique<link::WorkerHub>(door, router_);
  tcp_server_ = Serve(options_, *tcp_hub_, options_.worker_listen, &worker_port_);
  if (tcp_server_ == nullptr) {
    return absl::InternalError(absl::StrCat("--worker-listen: cannot listen on ", options_.worker_listen));
  }
  return absl::OkStatus();
}

absl::Status Broker::OpenClientDoor() {
  client_server_ = Serve(options_, interop_, options_.listen, &port_);
  if (client_server_ == nullptr) {
    return absl::InternalError(absl::StrCat("--listen: cannot listen on ", options_.listen,
                                            "; is the port taken? (--listen 127.0.0.1:0 "
                                            "lets the system choose one)"));
  }
  {
    absl::MutexLock lock(&health_mutex_);
    health_ = client_server_->GetHealthCheckService();
  }
  OnAvailability();
  logger_.info("clients: port {}; workers: unix:{}", port_, worker_socket_);
  return options_.port_file.empty() ? absl::OkStatus() : WritePortFile(options_.port_file, port_);
}

void Broker::StartLocalWorkers() {
  std::vector<std::vector<std::string>> commands;
  for (int i = 1; i <= options_.local_workers; ++i) commands.push_back(WorkerCommand(options_, worker_socket_, i));
  supervisor_ = std::make_unique<supervisor::Supervisor>(std::move(commands), clock_, supervisor_log_);
  supervisor_->Start();
}

void Broker::Shutdown() {
  if (std::exchange(shut_down_, true)) return;
  router_.Drain();
  if (client_server_ != nullptr) {
    const Duration timeout = options_.drain_timeout;
    if (!router_.AwaitIdle(timeout)) logger_.warn("calls were still in flight after --drain-timeout");
  }
  router_.Stop();
  if (client_server_ != nullptr) client_server_->Shutdown(In(kFarewell));
  {
    absl::MutexLock lock(&health_mutex_);
    health_ = nullptr;
  }
  if (supervisor_ != nullptr) supervisor_->Stop(kWorkerGrace);
  if (tcp_server_ != nullptr) tcp_server_->Shutdown(In(kFarewell));
  if (socket_server_ != nullptr) socket_server_->Shutdown(In(kFarewell));
  call_timer_.reset();
  reaper_.reset();
  if (!socket_folder_.empty()) {
    unlink(worker_socket_.c_str());
    rmdir(socket_folder_.c_str());
  }
}

void Broker::OnWorkerAttached(const router::WorkerInfo& info) {
  logger_.info("worker '{}' ({}) attached to pool '{}'", info.id, info.runtime,
               std::string(router::PoolName(info.pool)));
}

void Broker::OnWorkerLost(const router::WorkerInfo& info, absl::string_view why, size_t calls_lost) {
  logger_.info("worker '{}' is gone, with {} calls: {}", info.id, calls_lost, std::string(why));
}

void Broker::OnUnaskedResult(const router::WorkerInfo& info, uint64_t call_id) {
  logger_.warn("worker '{}' answered call {}, which it does not have", info.id, call_id);
}

void Broker::OnAvailability() {
  absl::MutexLock lock(&health_mutex_);
  if (health_ != nullptr) health_->SetServingStatus(kServiceName, router_.HasWorker());
}

}  // namespace jsinterop::server
