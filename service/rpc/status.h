// The only translation of the broker's errors into gRPC statuses.

#ifndef JSINTEROP_SERVICE_RPC_STATUS_H_
#define JSINTEROP_SERVICE_RPC_STATUS_H_

#include <grpcpp/support/status.h>

#include "absl/status/status.h"

namespace jsinterop::rpc {

// Code and message as they are; ErrorInfo as proto/jsinterop/v1/error.proto describes it, if the status was made
// by base/error.h.
grpc::Status ToGrpc(const absl::Status& status);

}  // namespace jsinterop::rpc

#endif  // JSINTEROP_SERVICE_RPC_STATUS_H_
