#include "jsinterop/remote_runtime.h"

#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/notification.h"
#include "callback_thread.h"
#include "connect.h"
#include "core.h"
#include "deadline.h"
#include "grpcpp/create_channel.h"
#include "status.h"
#include "text.h"

namespace jsinterop::inline client {
namespace {

// Results of some size are ordinary here; gRPC's own default of 4 MiB is not made for them.
constexpr int kMaxMessageBytes = 64 << 20;

// After an outage gRPC would dial again after up to two minutes.
constexpr int kMaxReconnectPauseMs = 10'000;

absl::Status CheckTerm(absl::string_view name, std::optional<absl::Duration> ttl) {
  if (!ttl || (*ttl >= absl::ZeroDuration() && *ttl <= absl::Hours(24 * 365))) return absl::OkStatus();
  return internal::BadArgument(absl::StrCat(name, " is not between 0 and a year"));
}

absl::Status CheckOptions(std::string_view target, const RemoteOptions& options) {
  if (target.empty()) return internal::BadArgument("the target is empty");
  if (absl::Status status = CheckTerm("lease_ttl", options.lease_ttl); !status.ok()) return status;
  if (options.default_timeout <= absl::ZeroDuration()) return internal::BadArgument("default_timeout is not positive");
  return absl::OkStatus();
}

// A result that another thread brings.
template <typename T>
struct Slot {
  absl::Notification filled;
  absl::StatusOr<T> result = absl::UnknownError("not filled");

  auto Filler(const std::shared_ptr<Slot>& self) {
    return [self](absl::StatusOr<T> value) {
      self->result = std::move(value);
      self->filled.Notify();
    };
  }
};

}  // namespace

namespace internal {

absl::StatusOr<std::unique_ptr<RemoteRuntime>> ConnectWith(std::string_view target, RemoteOptions options,
                                                           System system) {
  if (absl::Status status = CheckOptions(target, options); !status.ok()) return status;
  grpc::ChannelArguments arguments;
  arguments.SetMaxReceiveMessageSize(kMaxMessageBytes);
  // A service configuration, which a resolver may bring, could have gRPC make a call twice.
  arguments.SetInt(GRPC_ARG_ENABLE_RETRIES, 0);
  arguments.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, kMaxReconnectPauseMs);
  const grpc_channel_args theirs = options.channel_arguments.c_channel_args();
  for (size_t i = 0; i < theirs.num_args; ++i) {
    const grpc_arg& argument = theirs.args[i];
    if (argument.type == GRPC_ARG_STRING) arguments.SetString(argument.key, argument.value.string);
    if (argument.type == GRPC_ARG_INTEGER) arguments.SetInt(argument.key, argument.value.integer);
    if (argument.type == GRPC_ARG_POINTER) {
      arguments.SetPointerWithVtable(argument.key, argument.value.pointer.p, argument.value.pointer.vtable);
    }
  }
  const std::shared_ptr<grpc::Channel> channel = grpc::CreateCustomChannel(
      std::string(target), options.credentials != nullptr ? options.credentials : grpc::InsecureChannelCredentials(),
      arguments);
  if (options.connect_timeout > absl::ZeroDuration() &&
      !channel->WaitForConnected(DeadlineAfter(options.connect_timeout))) {
    return BeforeSending(absl::UnavailableError(
        absl::StrCat("no connection to ", ToAbsl(target), " within ", absl::FormatDuration(options.connect_timeout))));
  }
  return std::make_unique<RemoteRuntime>(Core::Make(channel, std::move(options), std::move(system)));
}

}  // namespace internal

absl::StatusOr<std::unique_ptr<RemoteRuntime>> RemoteRuntime::Connect(std::string_view target, RemoteOptions options) {
  return internal::ConnectWith(target, std::move(options), internal::RealSystem());
}

RemoteRuntime::RemoteRuntime(std::shared_ptr<internal::Core> core) : core_(std::move(core)) {}

RemoteRuntime::~RemoteRuntime() { core_->Close(); }

ObjectReference RemoteRuntime::Adopt(std::string_view token) const {
  v1::Reference reference;
  reference.set_token(std::string(token));
  return ObjectReference(std::make_shared<internal::ReferenceState>(core_, std::move(reference), /*lease=*/nullptr,
                                                                    internal::Ownership::kBorrowed));
}

absl::StatusOr<LeaseInfo> RemoteRuntime::Lease() const {
  if (absl::Status status = internal::CheckMayBlock(); !status.ok()) return status;
  auto slot = std::make_shared<Slot<std::shared_ptr<internal::Lease>>>();
  core_->leases().Acquire(core_->options().pool, slot->Filler(slot));
  slot->filled.WaitForNotification();
  if (!slot->result.ok()) return slot->result.status();
  return RenewLease((*slot->result)->id());
}

void RemoteRuntime::KeepLease() const { core_->leases().KeepCurrent(); }

absl::StatusOr<LeaseInfo> RemoteRuntime::RenewLease(std::string_view lease, std::optional<absl::Duration> ttl) const {
  if (absl::Status status = internal::CheckMayBlock(); !status.ok()) return status;
  if (absl::Status status = CheckTerm("ttl", ttl); !status.ok()) return status;
  const internal::Instant sent = core_->timers().Now();
  auto slot = std::make_shared<Slot<internal::Terms>>();
  core_->Renew(std::string(lease), ttl, slot->Filler(slot));
  slot->filled.WaitForNotification();
  if (!slot->result.ok()) return slot->result.status();
  // If it is one of ours, its rhythm follows the term.
  if (const auto own = core_->leases().Find(std::string(lease))) own->Touch(sent, *slot->result);
  return LeaseInfo{.id = std::string(lease),
                   .remaining = slot->result->remaining,
                   .term = slot->result->term,
                   .references = slot->result->references};
}

absl::StatusOr<Disposed> RemoteRuntime::DisposeTokens(const std::vector<std::string>& references,
                                                      const std::vector<std::string>& leases) const {
  if (absl::Status status = internal::CheckMayBlock(); !status.ok()) return status;
  v1::DisposeRequest request;
  for (const std::string& token : references) request.add_references()->set_token(token);
  for (const std::string& lease : leases) request.add_leases(lease);
  auto slot = std::make_shared<Slot<v1::DisposeResponse>>();
  core_->Dispose(std::move(request), slot->Filler(slot));
  slot->filled.WaitForNotification();
  if (!slot->result.ok()) return slot->result.status();
  Disposed disposed;
  for (const int item : slot->result->references()) disposed.references.push_back(item == v1::DISPOSAL_RELEASED);
  for (const int item : slot->result->leases()) disposed.leases.push_back(item == v1::DISPOSAL_RELEASED);
  return disposed;
}

void RemoteRuntime::Start(Call call, Done done) const { core_->StartCall(std::move(call), std::move(done)); }

}  // namespace jsinterop::inline client
