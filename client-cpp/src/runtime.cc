#include "jsinterop/runtime.h"

#include <string>
#include <utility>

namespace jsinterop::inline client {
namespace {

Call ImportCall(std::string_view specifier, CallOptions options) {
  Call call;
  call.operation = Call::Operation::kImport;
  call.await_promise = true;
  call.module = std::string(specifier);
  call.ask = Ask::kReference;
  call.options = std::move(options);
  return call;
}

}  // namespace

absl::StatusOr<Module> Runtime::Import(std::string_view specifier, CallOptions options) const {
  if (absl::Status status = internal::CheckMayBlock(); !status.ok()) return status;
  return ImportAsync(specifier, std::move(options)).Get();
}

Future<Module> Runtime::ImportAsync(std::string_view specifier, CallOptions options) const {
  auto [mailbox, done] = internal::Mailbox::Make();
  Start(ImportCall(specifier, std::move(options)), std::move(done));
  return Future<Module>(std::move(mailbox));
}

void Runtime::ImportAsync(Callback<Module> callback, std::string_view specifier, CallOptions options) const {
  Start(ImportCall(specifier, std::move(options)), internal::MakeDone<Module>(std::move(callback)));
}

}  // namespace jsinterop::inline client
