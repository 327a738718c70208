// Values whose references are exchanged.

#ifndef JSINTEROP_CLIENT_CPP_SRC_TESTING_WITH_REFERENCES_H_
#define JSINTEROP_CLIENT_CPP_SRC_TESTING_WITH_REFERENCES_H_

#include <utility>

#include "graph.h"
#include "payload.h"

namespace jsinterop::testing::fake {

// `value`, where each reference has become what `change` makes of it.
template <typename Change>
Value WithReferences(const Value& value, Change change) {
  jsinterop::internal::ReferenceTable table;
  v1::Value message = jsinterop::internal::ToMessage(value, table);
  jsinterop::internal::References references = std::move(table).Take();
  for (auto& reference : references) reference = change(reference);
  return jsinterop::internal::MakeValue(std::move(message), std::move(references));
}

}  // namespace jsinterop::testing::fake

#endif  // JSINTEROP_CLIENT_CPP_SRC_TESTING_WITH_REFERENCES_H_
