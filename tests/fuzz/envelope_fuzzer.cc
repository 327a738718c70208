// What clients send: the bytes of a request, through all that the broker does with it before the router has it.
//
// Input: one byte that chooses the method, one that says where gRPC cuts the bytes in two, and the bytes.

#include <google/protobuf/stubs/logging.h>

#include <string>

#include "front/lease_methods.h"
#include "front/read_request.h"
#include "front/translate.h"
#include "fuzz/expect.h"
#include "fuzz/input.h"
#include "fuzz/world.h"
#include "jsinterop/v1/interop.pb.h"

namespace jsinterop::fuzz {
namespace {

constexpr uint64_t kMaxMessageBytes = 1 << 16;

grpc::ByteBuffer Cut(absl::string_view bytes, size_t at) {
  at = std::min(at, bytes.size());
  const grpc::Slice slices[] = {grpc::Slice(bytes.data(), at), grpc::Slice(bytes.data() + at, bytes.size() - at)};
  return grpc::ByteBuffer(slices, 2);
}

void ExpectRefusal(const absl::Status& status) {
  ExpectTyped(status);
  const Reason reason = GetErrorInfo(status)->reason;
  Expect(reason == Reason::kInvalidField || reason == Reason::kMalformedMessage || reason == Reason::kRequestTooLarge,
         "a request was refused for an odd reason");
}

// What was read, written again, is the same: also what the broker does not know.
template <typename Request>
void ExpectKept(const Request& request) {
  const std::string written = request.SerializeAsString();
  Request again;
  Expect(again.ParseFromString(written), "what was written cannot be read");
  Expect(again.SerializeAsString() == written, "what was read differs from what was written");
}

// Public: the message as interop.proto has it. What is one is read by the broker too.
template <typename Public, typename Request>
bool Read(absl::string_view bytes, size_t cut, Request& request) {
  const absl::Status status = front::ReadRequest(Cut(bytes, cut), kMaxMessageBytes, request);
  if (status.ok()) {
    ExpectKept(request);
    return true;
  }
  ExpectRefusal(status);
  if (GetErrorInfo(status)->reason == Reason::kMalformedMessage) {
    Public message;
    Expect(!message.ParseFromArray(bytes.data(), static_cast<int>(bytes.size())), "a sound message was not read");
  }
  return false;
}

// The call that the worker will be sent, as it will be written.
wire::Call Written(const router::CallSpec& spec) {
  wire::Call call;
  Expect(call.ParseFromString(spec.call.SerializeAsString()), "a call cannot be written");
  return call;
}

void Import(absl::string_view bytes, size_t cut) {
  wire::ImportRequest request;
  if (!Read<v1::ImportRequest>(bytes, cut, request)) return;
  const wire::ImportRequest asked = request;
  const router::CallSpec spec = front::ToCall(request);
  Expect(Written(spec).import().specifier() == asked.specifier(), "the specifier changed");
  Expect(spec.lease == asked.lease() && spec.pool == asked.pool() && spec.nonce == asked.nonce(), "a field changed");
}

void Invoke(absl::string_view bytes, size_t cut) {
  wire::InvokeRequest request;
  if (!Read<v1::InvokeRequest>(bytes, cut, request)) return;
  const wire::InvokeRequest asked = request;
  const router::CallSpec spec = front::ToCall(request, front::Await::kYes);
  const wire::InvokeCall call = Written(spec).invoke();
  Expect(call.module() == asked.module() && call.member() == asked.member() && call.operation() == asked.operation() &&
             call.result() == asked.result() && call.encoding() == asked.encoding() && call.await_promise(),
         "a field changed");
  Expect(call.arguments_size() == asked.arguments_size(), "an argument was lost");
  for (int i = 0; i < call.arguments_size(); ++i) {
    Expect(call.arguments(i) == asked.arguments(i), "an argument changed");
  }
  Expect(spec.target.has_value() == asked.has_reference(), "the target was lost");
  Expect(spec.references.size() == static_cast<size_t>(asked.references_size()), "a reference was lost");
}

// The methods that the broker answers by itself.
template <typename Public, typename Request, typename Handle>
void Answer(absl::string_view bytes, size_t cut, Handle handle) {
  Request request;
  if (!Read<Public>(bytes, cut, request)) return;
  const auto response = handle(request);
  if (!response.ok()) {
    ExpectTyped(response.status());
  } else {
    ExpectKept(*response);
  }
}

void Run(Input input) {
  const size_t method = input.Below(5);
  const size_t cut = input.Byte();
  const absl::string_view bytes = input.rest();
  if (method == 0) return Import(bytes, cut);
  if (method == 1) return Invoke(bytes, cut);

  World world({});
  router::Router& router = world.router();
  switch (method) {
    case 2:
      return Answer<v1::DisposeRequest, wire::DisposeRequest>(
          bytes, cut, [&](const auto& request) { return front::Dispose(request, router); });
    case 3:
      return Answer<v1::GrantLeaseRequest, wire::GrantLeaseRequest>(
          bytes, cut, [&](const auto& request) { return front::GrantLease(request, "a client", router); });
    default:
      return Answer<v1::RenewLeaseRequest, wire::RenewLeaseRequest>(
          bytes, cut, [&](const auto& request) { return front::RenewLease(request, router); });
  }
}

}  // namespace
}  // namespace jsinterop::fuzz

// The public messages refuse text that is not UTF-8 with a line in the log.
extern "C" int LLVMFuzzerInitialize(int* /*argc*/, char*** /*argv*/) {
  google::protobuf::SetLogHandler(nullptr);
  return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  jsinterop::fuzz::Run({data, size});
  return 0;
}
