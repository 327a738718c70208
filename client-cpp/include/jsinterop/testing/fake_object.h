// FakeObject: an object of a FakeRuntime. FakePromise: a promise that a test settles.

#ifndef JSINTEROP_TESTING_FAKE_OBJECT_H_
#define JSINTEROP_TESTING_FAKE_OBJECT_H_

#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "absl/status/statusor.h"
#include "jsinterop/call.h"
#include "jsinterop/testing/script.h"
#include "jsinterop/traits.h"

namespace jsinterop::testing {

namespace fake {
class World;
class ObjectState;
}  // namespace fake

// Copies are the same object. It may be used after its FakeRuntime is gone.
class FakeObject : public Scriptable<FakeObject, std::string_view> {
 public:
  explicit FakeObject(std::shared_ptr<fake::ObjectState> state) : state_(std::move(state)) {}

  const std::string& class_name() const;
  // How many references to it the code under test holds.
  int held() const;

  // A script that takes a FakeObject gets the one that the caller passed.
  friend bool operator==(const FakeObject& a, const FakeObject& b) { return a.state_ == b.state_; }

 private:
  friend struct JsTraits<FakeObject>;
  friend class Scriptable<FakeObject, std::string_view>;
  void AddScript(Call::Operation operation, std::string_view member, Script script);

  std::shared_ptr<fake::ObjectState> state_;
};

}  // namespace jsinterop::testing

namespace jsinterop::inline client {

template <>
struct JsTraits<testing::FakeObject> {
  static Value ToValue(const testing::FakeObject& object);
  static absl::StatusOr<testing::FakeObject> FromValue(const Value& value);
};

}  // namespace jsinterop::inline client

#endif  // JSINTEROP_TESTING_FAKE_OBJECT_H_
