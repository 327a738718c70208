// How a single call is to be made.

#ifndef JSINTEROP_OPTIONS_H_
#define JSINTEROP_OPTIONS_H_

#include <optional>
#include <stop_token>
#include <string>

#include "absl/time/time.h"

namespace jsinterop::inline client {

// How a result by value is copied; see Encoding in interop.proto.
enum class Encoding { kAuto, kJson, kStructured };

// Everything has a default; name only what you want otherwise:
//
//   cart.With({.timeout = absl::Seconds(2)}).Invoke<double>("total");
struct CallOptions {
  // How long to wait for the answer, counted from the verb. When the time is over the call fails with
  // kDeadlineExceeded, JavaScript is told to stop, and what the call may still grant is released. Absent: the
  // runtime's default_timeout. absl::InfiniteDuration() waits for ever.
  std::optional<absl::Duration> timeout = std::nullopt;

  // Cancels the call when stop is requested: it fails with kCancelled, and JavaScript is told. Works for
  // blocking verbs too, from another thread.
  std::stop_token stop = {};

  // The pool of workers to run in. Empty: the runtime's pool, or wherever the references of the call live.
  std::string pool = {};

  // Absent: what the result's type asks for; see traits.h.
  std::optional<Encoding> encoding = std::nullopt;
};

}  // namespace jsinterop::inline client

#endif  // JSINTEROP_OPTIONS_H_
