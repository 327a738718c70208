// Bytes between gRPC and us, without copies where they are large.

#ifndef JSINTEROP_SERVICE_RPC_BYTES_H_
#define JSINTEROP_SERVICE_RPC_BYTES_H_

#include <grpcpp/support/byte_buffer.h>

#include <string>
#include <vector>

#include "google/protobuf/message_lite.h"

namespace jsinterop::rpc {

// A buffer of the given pieces, in order. It takes over their memory.
grpc::ByteBuffer ToByteBuffer(std::vector<std::string> pieces);
grpc::ByteBuffer ToByteBuffer(std::string bytes);
grpc::ByteBuffer ToByteBuffer(const google::protobuf::MessageLite& message);

// Whether `bytes` is a message of the type of `out`, which then holds it.
bool Parse(const grpc::ByteBuffer& bytes, google::protobuf::MessageLite& out);

}  // namespace jsinterop::rpc

#endif  // JSINTEROP_SERVICE_RPC_BYTES_H_
