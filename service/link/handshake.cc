#include "link/handshake.h"

#include "absl/strings/str_cat.h"
#include "base/token.h"
#include "wire/check.h"

namespace jsinterop::link {

absl::StatusOr<router::WorkerInfo> Admit(const wire::FromWorker& first_frame, const DoorOptions& options) {
  if (!first_frame.has_hello()) return absl::InvalidArgumentError("The first frame must hold hello.");
  if (first_frame.results_size() != 0 || first_frame.has_goodbye()) {
    return absl::InvalidArgumentError("The first frame must hold only hello.");
  }
  const wire::Hello& hello = first_frame.hello();
  // Before anything else is said about the message, to somebody who may be nobody.
  if (!options.secret.empty() && !SameSecret(hello.secret(), options.secret)) {
    return absl::UnauthenticatedError("This door asks for a secret, and hello.secret is not it.");
  }
  if (hello.protocol_min() > kProtocol || hello.protocol_max() < kProtocol) {
    return absl::FailedPreconditionError(absl::StrCat("This broker speaks protocol ", kProtocol, "; the worker speaks ",
                                                      hello.protocol_min(), " to ", hello.protocol_max(), "."));
  }
  if (absl::Status status = wire::Check(hello); !status.ok()) return status;
  return router::WorkerInfo{.id = hello.worker_id(),
                            .pool = hello.pool(),
                            .runtime = hello.runtime(),
                            .window = hello.window(),
                            .max_message_bytes = hello.max_message_bytes()};
}

std::string WelcomeFrame(const DoorOptions& options) {
  wire::FromBroker frame;
  frame.mutable_welcome()->set_protocol(kProtocol);
  frame.mutable_welcome()->set_broker_incarnation(options.broker_incarnation);
  frame.mutable_welcome()->set_max_message_bytes(options.max_message_bytes);
  return frame.SerializeAsString();
}

}  // namespace jsinterop::link
