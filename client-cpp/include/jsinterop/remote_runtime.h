// RemoteRuntime: the Runtime that a broker offers over gRPC.

#ifndef JSINTEROP_REMOTE_RUNTIME_H_
#define JSINTEROP_REMOTE_RUNTIME_H_

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "grpcpp/security/credentials.h"
#include "grpcpp/support/channel_arguments.h"
#include "jsinterop/runtime.h"

namespace jsinterop::inline client {

namespace internal {
class Core;
}  // namespace internal

struct RemoteOptions {
  // How to secure the connection. Null: not at all.
  std::shared_ptr<grpc::ChannelCredentials> credentials = nullptr;

  // Further arguments of the channel. The library raises the largest message that it takes to 64 MiB, unless
  // these say otherwise.
  grpc::ChannelArguments channel_arguments = {};

  // If not zero, Connect waits so long for the connection and fails with kUnavailable if there is none. Zero:
  // Connect does not wait, and the first call connects.
  absl::Duration connect_timeout = absl::ZeroDuration();

  // For calls that say nothing else.
  absl::Duration default_timeout = absl::Seconds(30);

  // The term to ask for the lease: how long objects stay alive after this process was last heard of. The broker
  // moves it into its own bounds. Absent: the broker's default (5 minutes, if it is not told otherwise).
  std::optional<absl::Duration> lease_ttl = std::nullopt;

  // An existing lease to put references into, instead of one of the runtime's own. It is renewed while the
  // runtime holds references, and is not disposed with the runtime. Calls that name another pool than `pool` have
  // leases of the runtime's own.
  std::string lease = {};

  // The pool to run in, for calls that say nothing else. Empty: the broker's default pool.
  std::string pool = {};

  // How long the destructor waits at most for the broker to hear that everything is released.
  absl::Duration close_timeout = absl::Seconds(1);
};

// How a lease stands.
struct LeaseInfo {
  std::string id;            // A secret, as tokens are.
  absl::Duration remaining;  // What is left of the term.
  absl::Duration term;       // The whole term.
  uint64_t references = 0;   // What it holds.
};

// What DisposeTokens found for each item, in order: true where it was still held.
struct Disposed {
  std::vector<bool> references;
  std::vector<bool> leases;
};

// The lease. The references that a runtime gets from a pool belong to one lease, which the runtime gets with its first
// need and renews at about a third of its term as long as it holds references: one small message, however many objects.
// Each pool that calls name has a lease of its own, since a lease belongs to one worker. If a lease is lost (the
// process was suspended for longer than its term, the broker was started anew), old references answer with
// LEASE_EXPIRED or BROKER_RESTARTED, and new calls get a new lease by themselves.
//
// A call whose answer is lost (deadline, cancellation, broken connection) leaves nothing behind: whatever it
// granted, or will grant, is released.
//
// Thread safety: all verbs may be used from any thread at once. The destructor must not run at the same time as
// a verb.
//
// The destructor cancels what is under way; every callback has run (with kCancelled) and every Future is
// answered when it returns. It then releases the leases, and with them every object, waiting for the broker at most
// close_timeout. Inside a callback of the library it waits for nothing. It must not run on a thread of gRPC's own
// (inside a callback of another gRPC API): that thread might be the one it waits for.
class RemoteRuntime final : public Runtime {
 public:
  // `target` is a gRPC name such as `127.0.0.1:7543` or `unix:/run/jsinterop/client.sock`.
  // kInvalidArgument: an option or the target makes no sense. kUnavailable: see connect_timeout.
  static absl::StatusOr<std::unique_ptr<RemoteRuntime>> Connect(std::string_view target, RemoteOptions options = {});

  explicit RemoteRuntime(std::shared_ptr<internal::Core> core);
  RemoteRuntime(const RemoteRuntime&) = delete;
  RemoteRuntime& operator=(const RemoteRuntime&) = delete;
  ~RemoteRuntime() override;

  // The object that `token` stands for, which someone else owns: it is not released with the reference (but
  // Dispose works), and its lease is kept alive only by being used.
  ObjectReference Adopt(std::string_view token) const;

  // The runtime's lease in its own pool, granting it if there is none yet. Blocks.
  absl::StatusOr<LeaseInfo> Lease() const;

  // Leaves the leases alone when the runtime is destroyed, also those that are granted only after this: they then live
  // for their terms, and longer if someone renews them. For objects that shall outlive this process; see
  // ObjectReference::Release.
  void KeepLease() const;

  // Begins the term of any lease anew, with another one if `ttl` says so (between 0 and a year; the broker moves it
  // into its own bounds). Blocks.
  absl::StatusOr<LeaseInfo> RenewLease(std::string_view lease, std::optional<absl::Duration> ttl = std::nullopt) const;

  // Disposes objects and whole leases by their tokens, in one message. Blocks.
  absl::StatusOr<Disposed> DisposeTokens(const std::vector<std::string>& references,
                                         const std::vector<std::string>& leases) const;

 private:
  void Start(Call call, Done done) const override;

  const std::shared_ptr<internal::Core> core_;
};

}  // namespace jsinterop::inline client

#endif  // JSINTEROP_REMOTE_RUNTIME_H_
