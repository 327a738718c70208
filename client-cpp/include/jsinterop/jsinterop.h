// jsinterop: call JavaScript from C++ as if it were a library.
//
//   #include "jsinterop/jsinterop.h"
//
//   absl::Status Demo() {
//     auto js = jsinterop::RemoteRuntime::Connect("127.0.0.1:7543");
//     if (!js.ok()) return js.status();
//
//     // A function of a module, with nothing to hold on to.
//     absl::StatusOr<int> sum = (*js)->Invoke<int>({"./math.js", "add"}, 1, 2);
//     if (!sum.ok()) return sum.status();
//
//     // A live object. It is let go where `cart` ends.
//     absl::StatusOr<jsinterop::ObjectReference> cart = (*js)->Construct({"./cart.js", "Cart"}, "EUR");
//     if (!cart.ok()) return cart.status();
//     jsinterop::Future<double> total = cart->InvokeAsync<double>("add", jsinterop::Json(R"({"sku": "tea"})"));
//     return total.Get().status();
//   }
//
// Where to read on: runtime.h (what can be called), callable.h (the verbs), object_reference.h (live objects),
// traits.h (which C++ types can cross), errors.h (what can go wrong), remote_runtime.h (connecting).

#ifndef JSINTEROP_JSINTEROP_H_
#define JSINTEROP_JSINTEROP_H_

#include "jsinterop/callable.h"          // IWYU pragma: export
#include "jsinterop/containers.h"        // IWYU pragma: export
#include "jsinterop/errors.h"            // IWYU pragma: export
#include "jsinterop/future.h"            // IWYU pragma: export
#include "jsinterop/kinds.h"             // IWYU pragma: export
#include "jsinterop/object_reference.h"  // IWYU pragma: export
#include "jsinterop/options.h"           // IWYU pragma: export
#include "jsinterop/remote_runtime.h"    // IWYU pragma: export
#include "jsinterop/runtime.h"           // IWYU pragma: export
#include "jsinterop/structs.h"           // IWYU pragma: export
#include "jsinterop/traits.h"            // IWYU pragma: export
#include "jsinterop/value.h"             // IWYU pragma: export

#endif  // JSINTEROP_JSINTEROP_H_
