// Runtime: JavaScript, as C++ sees it.
//
// Verbs on a Runtime call exposed names (`"greet"`) or members of modules (`{"./math.js", "add"}`). Such a call
// needs no Import: it holds nothing, has nothing to dispose, and is spread over the workers of the pool. Import
// a module, or Construct, to hold on to something.
//
// Code that takes a `const Runtime&` can be tested without JavaScript; see testing/fake_runtime.h.

#ifndef JSINTEROP_RUNTIME_H_
#define JSINTEROP_RUNTIME_H_

#include <string_view>

#include "absl/status/statusor.h"
#include "jsinterop/callable.h"
#include "jsinterop/object_reference.h"

namespace jsinterop::inline client {

class Runtime : public Callable<Function> {
 public:
  ~Runtime() override = default;

  // Loads an ES module, with its top-level await, and refers to its namespace. `specifier` is `./` and a path
  // below the worker's root, or the name of a package that the worker allows. A module is loaded once in each
  // worker. kNotFound: there is none, or clients may not load it. What its top level throws, and its syntax
  // errors, are exceptions (errors.h).
  absl::StatusOr<Module> Import(std::string_view specifier, CallOptions options = {}) const;
  Future<Module> ImportAsync(std::string_view specifier, CallOptions options = {}) const;
  void ImportAsync(Callback<Module> callback, std::string_view specifier, CallOptions options = {}) const;
};

}  // namespace jsinterop::inline client

#endif  // JSINTEROP_RUNTIME_H_
