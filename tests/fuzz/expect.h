// What must hold, whatever the input: a fuzzer that finds otherwise ends with a report.

#ifndef JSINTEROP_TESTS_FUZZ_EXPECT_H_
#define JSINTEROP_TESTS_FUZZ_EXPECT_H_

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace jsinterop::fuzz {

// Says what does not hold, and aborts: libFuzzer then keeps the input.
[[noreturn]] void Fail(absl::string_view what);

inline void Expect(bool holds, absl::string_view what) {
  if (!holds) Fail(what);
}

// An error of ours: with a reason that fits its code, a field where the reason is one about fields, and small
// enough for trailers, in a form that clients can read.
void ExpectTyped(const absl::Status& error);

}  // namespace jsinterop::fuzz

#endif  // JSINTEROP_TESTS_FUZZ_EXPECT_H_
