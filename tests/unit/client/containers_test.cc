// The standard library's containers, in both directions.

#include "jsinterop/containers.h"

#include <array>
#include <cmath>
#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <variant>
#include <vector>

#include "gtest/gtest.h"
#include "value_messages.h"

namespace jsinterop {
namespace {

using ::jsinterop::testing::Because;
using ::jsinterop::testing::IsOkAnd;
using ::jsinterop::testing::Message;
using ::jsinterop::testing::MismatchAt;
using ::jsinterop::testing::Parsed;
using ::jsinterop::testing::Received;

// Sent and received again as the same type.
template <typename T>
absl::StatusOr<T> Again(const T& value) {
  return Received(value).template As<T>();
}

TEST(PathTest, LeadsToWhatCouldNotBeHeld) {
  EXPECT_THAT(Value(300).As<uint8_t>(), MismatchAt("", "a whole number from 0 to 255, and JavaScript gave 300"));
  EXPECT_THAT(Parsed("[1,300]").As<std::vector<uint8_t>>(), MismatchAt("[1]", "a whole number from 0 to 255"));
  EXPECT_THAT((Parsed(R"({"a":{"b-c":[0,[true]]}})")
                   .As<std::map<std::string, std::map<std::string, std::tuple<int, std::vector<std::string>>>>>()),
              MismatchAt(R"(.a["b-c"][1][0])", "a string, and JavaScript gave true"));
  EXPECT_THAT((Value::Map({{1, "x"}}).As<std::map<int, int>>()), MismatchAt("[\"1\"]", "a whole number"));
}

TEST(PathTest, LeadsToWhatCannotBeSent) {
  const Value value = Value::Object({{"ids", std::vector<uint64_t>{1, uint64_t{1} << 60}}});
  EXPECT_THAT(value.status(), Because(reasons::kBadArgument, Executed::kNo));
  EXPECT_EQ(GetErrorInfo(value.status()).path, ".ids[1]");
  EXPECT_EQ(Value(std::map<std::string, std::string>{{"k", "\xff"}}).status().message(),
            "at .k: a string is not UTF-8; if bytes are meant, say Bytes");
}

TEST(TupleTest, IsAnArrayOfItsLength) {
  using Row = std::tuple<int, std::string, std::optional<bool>>;
  EXPECT_EQ(Message(Row(1, "x", true)).json(), R"([1,"x",true])");
  EXPECT_THAT(Parsed(R"([1,"x",null])").As<Row>(), IsOkAnd(Row(1, "x", std::nullopt)));
  EXPECT_THAT(Parsed("[1]").As<Row>(), MismatchAt("", "an array of 3 elements"));
  EXPECT_THAT(Parsed(R"({"0":1})").As<Row>(), MismatchAt("", "an array of 3 elements"));
  EXPECT_THAT((Parsed("[1,2]").As<std::tuple<int, std::string>>()), MismatchAt("[1]", "a string"));
  EXPECT_THAT(Again(std::pair<std::string, double>("pi", 3.14)), IsOkAnd(std::pair<std::string, double>("pi", 3.14)));
  EXPECT_THAT((Value::Set({1, 2}).As<std::pair<int, int>>()), MismatchAt("", "an array of 2 elements"));
  EXPECT_THAT(Again(std::tuple<>()), IsOkAnd(std::tuple<>()));
}

TEST(ArrayTest, HasItsSize) {
  EXPECT_THAT(Again(std::array<int, 3>{1, 2, 3}), IsOkAnd(std::array<int, 3>{1, 2, 3}));
  EXPECT_THAT((Parsed("[1,2]").As<std::array<int, 3>>()), MismatchAt("", "an array of 3 elements"));
  EXPECT_THAT((Parsed("[1,2,3,4]").As<std::array<int, 3>>()), MismatchAt("", "an array of 3 elements"));
  EXPECT_THAT((Value(Bytes("ab")).As<std::array<uint8_t, 2>>()), IsOkAnd(std::array<uint8_t, 2>{'a', 'b'}));
}

TEST(VectorTest, KeepsExoticNumbers) {
  const auto numbers = Again(std::vector<double>{-0.0, 1, std::nan("")});
  ASSERT_TRUE(numbers.ok());
  EXPECT_TRUE(std::signbit((*numbers)[0]));
  EXPECT_TRUE(std::isnan((*numbers)[2]));
}

TEST(VectorTest, OfBytesIsBytes) {
  const std::vector<std::byte> bytes = {std::byte{0}, std::byte{255}};
  EXPECT_EQ(Message(bytes).bytes(), std::string("\0\xff", 2));
  EXPECT_THAT(Again(bytes), IsOkAnd(bytes));
  EXPECT_THAT(Value("no").As<std::vector<std::byte>>(), MismatchAt("", "bytes"));
}

TEST(MapTest, WithStringKeysIsAPlainObject) {
  const std::unordered_map<std::string, int> map = {{"__proto__", 1}};
  EXPECT_EQ(Message(map).json(), R"({"__proto__":1})");
  EXPECT_THAT(Again(map), IsOkAnd(map));
  EXPECT_THAT((Value::Map({{"k", 1}}).As<std::unordered_map<std::string, int>>()),
              IsOkAnd(std::unordered_map<std::string, int>{{"k", 1}}));
  EXPECT_THAT((Value::Map({{1, 1}}).As<std::map<std::string, int>>()), MismatchAt("[\"1\"]", "a string"));
}

TEST(MapTest, WithOtherKeysIsAMap) {
  const std::map<int, std::string> map = {{1, "one"}, {2, "two"}};
  EXPECT_EQ(Value(map).ToString(), "Map(2) { 1 => 'one', 2 => 'two' }");
  EXPECT_THAT(Again(map), IsOkAnd(map));
  EXPECT_THAT((Parsed(R"({"1":"one"})").As<std::map<int, std::string>>()), MismatchAt("", "a Map"));
  EXPECT_THAT((Value::Map({{1, "number"}, {BigInt(1), "bigint"}}).As<std::map<int, std::string>>()),
              MismatchAt("", "a Map whose keys are different in C++ too"));
  EXPECT_EQ((JsTraits<std::map<int, std::string>>::kAsk), Ask::kCopy);  // JSON would make it {}.
}

TEST(OrderedObjectTest, KeepsTheOrderOfKeys) {
  const OrderedObject<int> object = {.properties = {{"z", 1}, {"a", 2}}};
  EXPECT_EQ(Message(object).json(), R"({"z":1,"a":2})");
  EXPECT_THAT(Again(object), IsOkAnd(object));
  EXPECT_THAT(Parsed(R"({"z":"x"})").As<OrderedObject<int>>(), MismatchAt(".z", "a whole number"));
}

TEST(SetTest, IsASet) {
  EXPECT_EQ(Value(std::set<int>{2, 1}).ToString(), "Set(2) { 1, 2 }");
  EXPECT_THAT(Again(std::unordered_set<std::string>{"a"}), IsOkAnd(std::unordered_set<std::string>{"a"}));
  EXPECT_THAT(Parsed("[1,2]").As<std::set<int>>(), MismatchAt("", "a Set"));
  EXPECT_THAT(Value::Set({1, BigInt(1)}).As<std::set<int>>(),
              MismatchAt("", "a Set whose elements are different in C++ too"));
}

TEST(VariantTest, TheFirstThatFitsIsChosen) {
  using Number = std::variant<int, double, std::string>;
  EXPECT_THAT(Value(1).As<Number>(), IsOkAnd(Number(1)));
  EXPECT_THAT(Value(1.5).As<Number>(), IsOkAnd(Number(1.5)));
  EXPECT_THAT(Value("1").As<Number>(), IsOkAnd(Number("1")));
  EXPECT_THAT(Value(true).As<Number>(), MismatchAt("", "what one of the alternatives of a variant can hold"));
  EXPECT_THAT(Again(std::variant<std::monostate, std::nullptr_t, bool>(nullptr)),
              IsOkAnd(std::variant<std::monostate, std::nullptr_t, bool>(nullptr)));
  using Tree = std::vector<std::variant<std::vector<int>, std::map<std::string, bool>>>;
  EXPECT_THAT(Parsed(R"([[1],{"a":true}])").As<Tree>(),
              IsOkAnd(Tree{std::vector<int>{1}, std::map<std::string, bool>{{"a", true}}}));
}

TEST(AskTest, FollowsTheElements) {
  EXPECT_EQ((JsTraits<std::tuple<std::string, bool>>::kAsk), Ask::kJson);
  EXPECT_EQ((JsTraits<std::tuple<std::string, double>>::kAsk), Ask::kCopy);
  EXPECT_EQ((JsTraits<std::variant<std::string, ObjectReference>>::kAsk), Ask::kAnything);
  EXPECT_EQ((JsTraits<std::pair<int, Value>>::kAsk), Ask::kAnything);
  EXPECT_EQ((JsTraits<std::set<std::string>>::kAsk), Ask::kCopy);
}

}  // namespace
}  // namespace jsinterop
