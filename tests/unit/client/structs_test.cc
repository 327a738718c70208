// Types of a user's own: through the ready-made bases, and written out.

#include "jsinterop/structs.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "value_messages.h"

// As a user has them: in a namespace that is not ours.
namespace shop {

enum class Size { kSmall, kLarge };

struct Line {
  std::string sku = {};
  int count = 1;
  std::optional<double> discount = std::nullopt;
  friend bool operator==(const Line&, const Line&) = default;
};

struct Order {
  Size size = Size::kSmall;
  std::vector<Line> lines = {};
  std::map<std::string, Line> gifts = {};
  friend bool operator==(const Order&, const Order&) = default;
};

struct Money {
  int64_t amount = 0;
  friend bool operator==(const Money&, const Money&) = default;
};

}  // namespace shop

template <>
struct jsinterop::JsTraits<shop::Size> : jsinterop::EnumTraits<jsinterop::Name<"small", shop::Size::kSmall>,
                                                               jsinterop::Name<"large", shop::Size::kLarge>> {};

template <>
struct jsinterop::JsTraits<shop::Line>
    : jsinterop::StructTraits<shop::Line, jsinterop::Property<"sku", &shop::Line::sku>,
                              jsinterop::Property<"count", &shop::Line::count>,
                              jsinterop::Property<"discount", &shop::Line::discount>> {};

template <>
struct jsinterop::JsTraits<shop::Order>
    : jsinterop::StructTraits<shop::Order, jsinterop::Property<"size", &shop::Order::size>,
                              jsinterop::Property<"lines", &shop::Order::lines>,
                              jsinterop::Property<"gifts", &shop::Order::gifts>> {};

template <>
struct jsinterop::JsTraits<shop::Money> {
  static constexpr Ask kAsk = Ask::kCopy;
  static Value ToValue(const shop::Money& money) { return Value::Object({{"amount", money.amount}}); }
  static absl::StatusOr<shop::Money> FromValue(const Value& value) {
    const absl::StatusOr<int64_t> amount = value["amount"].As<int64_t>();
    if (!amount.ok()) return MismatchError("money", value);
    return shop::Money{*amount};
  }
};

namespace jsinterop {
namespace {

using ::jsinterop::testing::Because;
using ::jsinterop::testing::IsOkAnd;
using ::jsinterop::testing::Message;
using ::jsinterop::testing::MismatchAt;
using ::jsinterop::testing::Parsed;
using ::jsinterop::testing::Received;

TEST(StructTest, IsAPlainObject) {
  const shop::Line line = {.sku = "tea", .count = 2, .discount = 0.5};
  EXPECT_EQ(Message(line).json(), R"({"sku":"tea","count":2,"discount":0.5})");
  EXPECT_THAT(Received(line).As<shop::Line>(), IsOkAnd(line));
  // An absent optional is left out.
  EXPECT_EQ(Message(shop::Line{.sku = "tea"}).json(), R"({"sku":"tea","count":1})");
}

TEST(StructTest, IsReadPropertyByProperty) {
  EXPECT_THAT(Parsed(R"({"more":[],"count":3,"sku":"tea","discount":null})").As<shop::Line>(),
              IsOkAnd(shop::Line{.sku = "tea", .count = 3}));
  EXPECT_THAT(Parsed(R"({"count":3})").As<shop::Line>(), MismatchAt(".sku", "a string, and JavaScript gave undefined"));
  EXPECT_THAT(Parsed(R"({"sku":"tea","count":1.5})").As<shop::Line>(), MismatchAt(".count", "a whole number"));
  EXPECT_THAT(Parsed("[1]").As<shop::Line>(), MismatchAt("", "an object"));
}

TEST(StructTest, MayHoldStructsAndContainersOfThem) {
  const shop::Order order = {.size = shop::Size::kLarge, .lines = {{.sku = "tea"}}, .gifts = {{"Ann", {.sku = "cup"}}}};
  EXPECT_THAT(Received(order).As<shop::Order>(), IsOkAnd(order));
  EXPECT_THAT(Parsed(R"({"size":"small","lines":[{"sku":"a","count":1},{"sku":"b","count":"2"}],"gifts":{}})")
                  .As<shop::Order>(),
              MismatchAt(".lines[1].count", "a whole number, and JavaScript gave '2'"));
}

TEST(EnumTest, IsOneOfItsNames) {
  EXPECT_EQ(Message(shop::Size::kLarge).string(), "large");
  EXPECT_THAT(Parsed("\"small\"").As<shop::Size>(), IsOkAnd(shop::Size::kSmall));
  EXPECT_THAT(Value("medium").As<shop::Size>(),
              MismatchAt("", "one of 'small', 'large', and JavaScript gave 'medium'"));
  EXPECT_THAT(Value(0).As<shop::Size>(), MismatchAt("", "one of 'small', 'large'"));
  EXPECT_THAT(Value(static_cast<shop::Size>(7)).status(), Because(reasons::kBadArgument, Executed::kNo));
}

TEST(CustomTypeTest, CrossesAloneAndInContainers) {
  EXPECT_EQ(Message(shop::Money{5}).json(), R"({"amount":5})");
  EXPECT_THAT(Parsed(R"([{"amount":5}])").As<std::vector<shop::Money>>(), IsOkAnd(std::vector<shop::Money>{{5}}));
  EXPECT_THAT(Parsed("[{}]").As<std::vector<shop::Money>>(), MismatchAt("[0]", "money"));
}

}  // namespace
}  // namespace jsinterop
