// Makes every status of the client library.

#ifndef JSINTEROP_CLIENT_CPP_SRC_STATUS_H_
#define JSINTEROP_CLIENT_CPP_SRC_STATUS_H_

#include <cstddef>
#include <string_view>

#include "absl/status/status.h"
#include "grpcpp/support/status.h"
#include "jsinterop/errors.h"
#include "jsinterop/v1/value.pb.h"

namespace jsinterop::inline client::internal {

// An error of this library's own.
absl::Status MakeStatus(absl::StatusCode code, std::string_view reason, Executed executed, std::string_view message);

// BAD_ARGUMENT: nothing was sent.
absl::Status BadArgument(std::string_view message);

// BAD_ARGUMENT: the argument at this position, from 0, could not be made.
absl::Status BadArgumentAt(size_t position, const absl::Status& why);

// DISPOSED, as this client knows by itself: nothing was sent.
absl::Status DisposedReference();

// NOT_USABLE: nothing was sent.
absl::Status NotUsable(std::string_view message);

// How an RPC ended. Details of the broker's are kept for GetErrorInfo.
absl::Status FromGrpc(const grpc::Status& status);

// What JavaScript threw.
absl::Status FromException(const v1::Exception& exception);

// `status`, which happened before the call was sent and so says for certain that nothing ran.
absl::Status BeforeSending(absl::Status status);

// The broker itself made the status. One of gRPC's own making means that the answer is lost.
bool IsAnswered(const absl::Status& status);

// The lease that the call used is no more.
bool IsLeaseLost(const absl::Status& status);

}  // namespace jsinterop::inline client::internal

#endif  // JSINTEROP_CLIENT_CPP_SRC_STATUS_H_
