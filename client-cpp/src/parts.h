// The first parts of a value, for who does not want all of them: each is a Value, and so much larger than in the
// message.

#ifndef JSINTEROP_CLIENT_CPP_SRC_PARTS_H_
#define JSINTEROP_CLIENT_CPP_SRC_PARTS_H_

#include <cstddef>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "jsinterop/value.h"

namespace jsinterop::inline client::internal {

template <typename Part>
struct FirstParts {
  std::vector<Part> parts = {};
  size_t count = 0;  // Of all that there are.
};

// Of what Value::Items and Value::Entries give, at most so many.
absl::StatusOr<FirstParts<Value>> FirstItems(const Value& value, size_t most);
absl::StatusOr<FirstParts<std::pair<Value, Value>>> FirstEntries(const Value& value, size_t most);

}  // namespace jsinterop::inline client::internal

#endif  // JSINTEROP_CLIENT_CPP_SRC_PARTS_H_
