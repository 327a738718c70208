// What JavaScript threw, as the protocol has it and as this library tells it.

#ifndef JSINTEROP_CLIENT_CPP_SRC_EXCEPTION_H_
#define JSINTEROP_CLIENT_CPP_SRC_EXCEPTION_H_

#include "jsinterop/errors.h"
#include "jsinterop/v1/value.pb.h"

namespace jsinterop::inline client::internal {

// What is malformed, or nests too deep, is left out.
JsException FromMessage(const v1::Exception& message);
// REQUIRES: values in it are without references.
v1::Exception ToMessage(const JsException& exception);

}  // namespace jsinterop::inline client::internal

#endif  // JSINTEROP_CLIENT_CPP_SRC_EXCEPTION_H_
