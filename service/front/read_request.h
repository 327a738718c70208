// The first step of every method: from the bytes of a request to a message whose fields keep their rules.

#ifndef JSINTEROP_SERVICE_FRONT_READ_REQUEST_H_
#define JSINTEROP_SERVICE_FRONT_READ_REQUEST_H_

#include <grpcpp/support/byte_buffer.h>

#include <cstdint>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "base/error.h"
#include "rpc/bytes.h"
#include "wire/check.h"

namespace jsinterop::front {

// Request: a request of skeleton.proto. The error is one of base/error.h.
template <typename Request>
absl::Status ReadRequest(const grpc::ByteBuffer& bytes, uint64_t max_message_bytes, Request& out) {
  if (bytes.Length() > max_message_bytes) {
    return MakeError(Reason::kRequestTooLarge, absl::StrCat("The request is ", bytes.Length(),
                                                            " bytes; this broker takes ", max_message_bytes, "."));
  }
  if (!rpc::Parse(bytes, out)) {
    return MakeError(Reason::kMalformedMessage, absl::StrCat("The request is not a message of type jsinterop.v1.",
                                                             Request::descriptor()->name(), "."));
  }
  return wire::Check(out);
}

}  // namespace jsinterop::front

#endif  // JSINTEROP_SERVICE_FRONT_READ_REQUEST_H_
