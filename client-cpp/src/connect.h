// Connecting, with a system of the caller's choice. Tests bring one of their own.

#ifndef JSINTEROP_CLIENT_CPP_SRC_CONNECT_H_
#define JSINTEROP_CLIENT_CPP_SRC_CONNECT_H_

#include <memory>
#include <string_view>

#include "absl/status/statusor.h"
#include "jsinterop/remote_runtime.h"
#include "system.h"

namespace jsinterop::inline client::internal {

absl::StatusOr<std::unique_ptr<RemoteRuntime>> ConnectWith(std::string_view target, RemoteOptions options,
                                                           System system);

}  // namespace jsinterop::inline client::internal

#endif  // JSINTEROP_CLIENT_CPP_SRC_CONNECT_H_
