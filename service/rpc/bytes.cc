#include "rpc/bytes.h"

#include <grpcpp/support/proto_buffer_reader.h>
#include <grpcpp/support/slice.h>

#include <memory>
#include <utility>

namespace jsinterop::rpc {
namespace {

// Below this, gRPC keeps the bytes inside the slice, and an allocation of our own would cost more than a copy.
constexpr size_t kCopyBelow = 256;

grpc::Slice ToSlice(std::string bytes) {
  if (bytes.size() < kCopyBelow) return grpc::Slice(bytes);
  auto owned = std::make_unique<std::string>(std::move(bytes));
  std::string* const raw = owned.release();  // Freed by the slice.
  return grpc::Slice(
      raw->data(), raw->size(), [](void* string) { delete static_cast<std::string*>(string); }, raw);
}

}  // namespace

grpc::ByteBuffer ToByteBuffer(std::vector<std::string> pieces) {
  std::vector<grpc::Slice> slices;
  slices.reserve(pieces.size());
  for (std::string& piece : pieces) {
    if (!piece.empty()) slices.push_back(ToSlice(std::move(piece)));
  }
  return grpc::ByteBuffer(slices.data(), slices.size());
}

grpc::ByteBuffer ToByteBuffer(std::string bytes) {
  const grpc::Slice slice = ToSlice(std::move(bytes));
  return grpc::ByteBuffer(&slice, 1);
}

grpc::ByteBuffer ToByteBuffer(const google::protobuf::MessageLite& message) {
  return ToByteBuffer(message.SerializeAsString());
}

bool Parse(const grpc::ByteBuffer& bytes, google::protobuf::MessageLite& out) {
  // The reader only reads, but asks for a buffer that it might have changed.
  grpc::ProtoBufferReader reader(const_cast<grpc::ByteBuffer*>(&bytes));
  return reader.status().ok() && out.ParseFromZeroCopyStream(&reader);
}

}  // namespace jsinterop::rpc
