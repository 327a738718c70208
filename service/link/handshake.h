// Whether a worker may come in: the rules on its first frame, apart from any stream.

#ifndef JSINTEROP_SERVICE_LINK_HANDSHAKE_H_
#define JSINTEROP_SERVICE_LINK_HANDSHAKE_H_

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "router/worker.h"
#include "skeleton.pb.h"

namespace jsinterop::link {

// The protocol version of proto/jsinterop/v1/worker.proto.
inline constexpr uint32_t kProtocol = 1;

struct DoorOptions {
  // What a worker must know to come in through this door. Empty: nothing, because the door is guarded
  // otherwise (a Unix socket with mode 0600).
  std::string secret;

  // The largest frame that the broker takes from a worker.
  uint64_t max_message_bytes = 0;

  // Told to workers in Welcome.
  std::string broker_incarnation;
};

// Who the worker is, if it may come in. The codes of the error are those that WorkerHub.Attach documents.
absl::StatusOr<router::WorkerInfo> Admit(const wire::FromWorker& first_frame, const DoorOptions& options);

// The broker's answer to a worker that may, serialised.
std::string WelcomeFrame(const DoorOptions& options);

}  // namespace jsinterop::link

#endif  // JSINTEROP_SERVICE_LINK_HANDSHAKE_H_
