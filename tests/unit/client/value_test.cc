// Values: which C++ types cross, and what becomes of them.

#include "jsinterop/value.h"

#include <cmath>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "gtest/gtest.h"
#include "utf.h"
#include "value_messages.h"

namespace jsinterop {
namespace {

using ::jsinterop::testing::Because;
using ::jsinterop::testing::FromMessage;
using ::jsinterop::testing::GraphOf;
using ::jsinterop::testing::IsOk;
using ::jsinterop::testing::IsOkAnd;
using ::jsinterop::testing::Message;
using ::jsinterop::testing::MismatchAt;
using ::jsinterop::testing::Parsed;

TEST(SendTest, EachTypeHasItsKind) {
  EXPECT_EQ(Message(true).boolean(), true);
  EXPECT_EQ(Message(-7).number(), -7);
  EXPECT_EQ(Message(uint8_t{200}).number(), 200);
  EXPECT_EQ(Message(1.5f).number(), 1.5);
  EXPECT_TRUE(std::isnan(Message(std::nan("")).number()));
  EXPECT_TRUE(std::signbit(Message(-0.0).number()));
  EXPECT_EQ(Message("text").string(), "text");
  EXPECT_EQ(Message(std::string("a\0b", 3)).string(), std::string("a\0b", 3));
  EXPECT_EQ(Message(std::string_view("view")).string(), "view");
  EXPECT_TRUE(Message(nullptr).has_null());
  EXPECT_TRUE(Message(Value()).has_undefined());
  EXPECT_TRUE(Message(std::optional<int>()).has_undefined());
  EXPECT_EQ(Message(std::optional<int>(3)).number(), 3);
  EXPECT_EQ(Message(Bytes("\xff\x00")).bytes(), std::string("\xff"));
  EXPECT_EQ(Message(Json("{\"a\":1}")).json(), "{\"a\":1}");
  EXPECT_EQ(Message(Value::BigInt(std::numeric_limits<int64_t>::min())).bigint(), "-9223372036854775808");
  EXPECT_EQ(Message(absl::FromUnixMillis(1234)).date(), 1234);
  EXPECT_TRUE(std::isnan(Message(absl::InfiniteFuture()).date()));
}

TEST(SendTest, PlainContainersAreJson) {
  EXPECT_EQ(Message(std::vector<int>{1, 2, 3}).json(), "[1,2,3]");
  EXPECT_EQ(Message(std::vector<bool>{true, false}).json(), "[true,false]");
  EXPECT_EQ(Message(std::vector<std::vector<std::string>>{{"a"}, {}}).json(), R"([["a"],[]])");
  EXPECT_EQ(Message(std::map<std::string, double>{{"x", 0.1}, {"__proto__", -0.0}}).json(),
            R"({"__proto__":-0,"x":0.1})");
  EXPECT_EQ(Message(Value::Object({{"q\"\n", "tab\t"}, {"n", nullptr}})).json(),
            R"({"q\"\u000a":"tab\u0009","n":null})");
  EXPECT_EQ(Message(Value::Object({{"a", 1}, {"b", 2}, {"a", 3}})).json(), R"({"a":3,"b":2})");
  EXPECT_EQ(Message(Value::Array({Json("[1]"), "x"})).json(), R"([[1],"x"])");
}

TEST(SendTest, WhatJsonCannotSayMakesAGraph) {
  EXPECT_EQ(Value::Array({std::nan(""), 1}).ToString(), "[ NaN, 1 ]");
  EXPECT_TRUE(Message(Value::Array({Value()})).has_graph());
  EXPECT_TRUE(Message(Value::Object({{"b", Bytes("x")}})).has_graph());
  // Text that is not JSON cannot break out of its place.
  EXPECT_TRUE(Message(Value::Array({Json("1],[2")})).has_graph());
  EXPECT_EQ(Value::Map({{1, "one"}, {"k", Value::BigInt(2)}}).ToString(), "Map(2) { 1 => 'one', 'k' => 2n }");
  EXPECT_EQ(Value::Set({1, "x"}).ToString(), "Set(2) { 1, 'x' }");
}

TEST(SendTest, WhatCannotBeSentIsInvalid) {
  EXPECT_THAT(Value("\xff").status(), Because(reasons::kBadArgument, Executed::kNo));
  EXPECT_THAT(Value(std::string("\xed\xa0\x80")).status(), Because(reasons::kBadArgument, Executed::kNo));
  EXPECT_THAT(Value(int64_t{9007199254740991}).status(), IsOk());
  EXPECT_THAT(Value(int64_t{9007199254740992}).status(), Because(reasons::kBadArgument, Executed::kNo));
  EXPECT_THAT(Value(uint64_t{1} << 60).status(), Because(reasons::kBadArgument, Executed::kNo));
  EXPECT_EQ(Value::BigInt("12x").kind(), Value::Kind::kInvalid);
  EXPECT_EQ(Value::Array({1, Value::BigInt("")}).kind(), Value::Kind::kInvalid);
  EXPECT_EQ(Value::Object({{"\xff", 1}}).kind(), Value::Kind::kInvalid);
  EXPECT_THAT(Value(ObjectReference()).status(), Because(reasons::kNotUsable, Executed::kNo));
}

TEST(ReceiveTest, Booleans) {
  EXPECT_THAT(Value(true).As<bool>(), IsOkAnd(true));
  EXPECT_THAT(Parsed(" false").As<bool>(), IsOkAnd(false));
  EXPECT_THAT(Value(1).As<bool>(), Because(reasons::kResultMismatch, Executed::kYes));
}

TEST(ReceiveTest, IntegersAreExactOrRefused) {
  EXPECT_THAT(Value(42.0).As<int>(), IsOkAnd(42));
  EXPECT_THAT(Parsed("42").As<int>(), IsOkAnd(42));
  EXPECT_THAT(Value(-0.0).As<int>(), IsOkAnd(0));
  EXPECT_THAT(Value(0x1p53).As<int64_t>(), IsOkAnd(int64_t{1} << 53));
  EXPECT_THAT(Value::BigInt("-9223372036854775808").As<int64_t>(), IsOkAnd(std::numeric_limits<int64_t>::min()));
  EXPECT_THAT(Value::BigInt("18446744073709551615").As<uint64_t>(), IsOkAnd(std::numeric_limits<uint64_t>::max()));
  EXPECT_THAT(Value::BigInt("7").As<int8_t>(), IsOkAnd(int8_t{7}));
  const auto refused = Because(reasons::kResultMismatch, Executed::kYes);
  EXPECT_THAT(Value(1.5).As<int>(), refused);
  EXPECT_THAT(Value(std::nan("")).As<int>(), refused);
  EXPECT_THAT(Value(0x1p63).As<int64_t>(), refused);
  EXPECT_THAT(Value(-0x1p63).As<int64_t>(), IsOk());
  EXPECT_THAT(Value(128).As<int8_t>(), refused);
  EXPECT_THAT(Value(-1).As<uint64_t>(), refused);
  EXPECT_THAT(Value::BigInt("9223372036854775808").As<int64_t>(), refused);
  EXPECT_THAT(Value("42").As<int>(), refused);
  EXPECT_THAT(Value().As<int>(), refused);
}

TEST(ReceiveTest, Numbers) {
  EXPECT_THAT(Parsed("1e3").As<double>(), IsOkAnd(1000.0));
  EXPECT_THAT(Parsed("1e999").As<double>(), IsOkAnd(std::numeric_limits<double>::infinity()));
  EXPECT_TRUE(std::isnan(*Value(std::nan("")).As<double>()));
  EXPECT_THAT(Value::BigInt(1).As<double>(), Because(reasons::kResultMismatch, Executed::kYes));
}

TEST(ReceiveTest, Strings) {
  EXPECT_THAT(Value("ü").As<std::string>(), IsOkAnd(std::string("ü")));
  EXPECT_THAT(Parsed(R"("\u00fc\n")").As<std::string>(), IsOkAnd(std::string("ü\n")));
  v1::Value lone;
  lone.set_utf16(std::string("\x00\xd8", 2));
  EXPECT_EQ(FromMessage(lone).kind(), Value::Kind::kString);
  EXPECT_EQ(FromMessage(lone).ToString(), "'\\ud800'");
  EXPECT_THAT(FromMessage(lone).As<std::string>(), Because(reasons::kResultMismatch, Executed::kYes));
  EXPECT_THAT(Parsed(R"("\ud800")").As<std::string>(), Because(reasons::kResultMismatch, Executed::kYes));
}

TEST(ReceiveTest, Utf16IsExact) {
  const std::u16string lone = u"a\xd800z";
  EXPECT_EQ(Message(lone).utf16(), std::string("a\0\0\xd8z\0", 6));
  EXPECT_EQ(Message(std::u16string_view(u"ü😀")).string(), "ü😀");
  EXPECT_THAT(FromMessage(Message(lone)).As<std::u16string>(), IsOkAnd(lone));
  EXPECT_THAT(Value("ü€😀").As<std::u16string>(), IsOkAnd(std::u16string(u"ü€😀")));
  EXPECT_THAT(Parsed(R"("a\ud800z")").As<std::u16string>(), IsOkAnd(lone));
  EXPECT_THAT(Parsed(R"("\ud83d\ude00\/\b\f\n\r\t\"\\")").As<std::u16string>(),
              IsOkAnd(std::u16string(u"😀/\b\f\n\r\t\"\\")));
  EXPECT_THAT(Parsed(R"({"\udc00":1})").Entries()->at(0).first.As<std::u16string>(),
              IsOkAnd(std::u16string(u"\xdc00")));
  for (const char* malformed : {R"("\x")", R"("\u12g4")", R"("\u12")", "\"\n\"", "\"\xff\"", "\"a", R"("a"b")"}) {
    EXPECT_THAT(Parsed(malformed).As<std::u16string>(), MismatchAt("", "a string")) << malformed;
  }
}

TEST(ReceiveTest, AFloatIsTheNearestOne) {
  EXPECT_THAT(Value(0.1).As<float>(), IsOkAnd(0.1f));
  EXPECT_THAT(Value(std::numeric_limits<double>::infinity()).As<float>(),
              IsOkAnd(std::numeric_limits<float>::infinity()));
  EXPECT_TRUE(std::signbit(*Value(-0.0).As<float>()));
  EXPECT_TRUE(std::isnan(*Value(std::nan("")).As<float>()));
  EXPECT_THAT(Value(1e39).As<float>(), MismatchAt("", "a number that a float can hold"));
}

TEST(ReceiveTest, NullAndUndefinedAreApart) {
  EXPECT_THAT(Value::Null().As<std::nullptr_t>(), IsOkAnd(nullptr));
  EXPECT_THAT(Parsed("null").As<std::nullptr_t>(), IsOkAnd(nullptr));
  EXPECT_THAT(Value().As<std::nullptr_t>(), MismatchAt("", "null"));
  EXPECT_THAT(Value().As<std::monostate>(), IsOkAnd(std::monostate()));
  EXPECT_THAT(Value::Null().As<std::monostate>(), MismatchAt("", "undefined"));
  EXPECT_TRUE(Message(std::monostate()).has_undefined());
  EXPECT_THAT(Value::Null().As<std::optional<int>>(), IsOkAnd(std::optional<int>()));
  EXPECT_THAT(Value().As<std::optional<int>>(), IsOkAnd(std::optional<int>()));
}

TEST(ReceiveTest, BytesFromEveryKindOfBuffer) {
  EXPECT_THAT(Value(Bytes("ab")).As<Bytes>(), IsOkAnd(Bytes("ab")));
  const Value view = GraphOf([](v1::Graph& graph) {
    v1::ViewNode& node = *graph.add_nodes()->mutable_view();
    node.set_type(v1::ViewNode::TYPE_UINT16);
    node.set_buffer(2);
    node.set_byte_offset(2);
    node.set_length(2);
    graph.add_nodes()->set_array_buffer("abcdefgh");
  });
  EXPECT_THAT(view.As<Bytes>(), IsOkAnd(Bytes("cdef")));
  EXPECT_THAT(view.As<std::vector<int>>(), IsOkAnd(std::vector<int>{0x6463, 0x6665}));
}

TEST(ReceiveTest, Containers) {
  EXPECT_THAT(Parsed(" [ 1 , 2.0,\n3 ] ").As<std::vector<int>>(), IsOkAnd(std::vector<int>{1, 2, 3}));
  EXPECT_THAT(Parsed("[]").As<std::vector<int>>(), IsOkAnd(std::vector<int>{}));
  EXPECT_THAT(Parsed(R"([["a,]"],["\"["]])").As<std::vector<std::vector<std::string>>>(),
              IsOkAnd(std::vector<std::vector<std::string>>{{"a,]"}, {"\"["}}));
  EXPECT_THAT((Parsed(R"({"a":1,"b:":2})").As<std::map<std::string, int>>()),
              IsOkAnd(std::map<std::string, int>{{"a", 1}, {"b:", 2}}));
  EXPECT_THAT(Parsed("[1,null]").As<std::vector<std::optional<int>>>(),
              IsOkAnd(std::vector<std::optional<int>>{1, std::nullopt}));
  EXPECT_THAT(Value::Set({1, Value::BigInt(2)}).As<std::vector<int>>(), IsOkAnd(std::vector<int>{1, 2}));
  EXPECT_THAT((Value::Map({{"k", 1.5}, {"n", Value(std::nan(""))}}).As<std::map<std::string, double>>()), IsOk());
  const auto refused = Because(reasons::kResultMismatch, Executed::kYes);
  EXPECT_THAT(Parsed("[1").As<std::vector<int>>(), refused);
  EXPECT_THAT(Parsed("[1,]").As<std::vector<int>>(), refused);
  EXPECT_THAT(Parsed("[[1]}]").As<std::vector<Json>>(), refused);
  EXPECT_THAT((Parsed("{\"a\" 1}").As<std::map<std::string, int>>()), refused);
  EXPECT_THAT(Parsed("[1,\"x\"]").As<std::vector<int>>(), refused);
}

TEST(ReceiveTest, JsonIsTextAndScalarsHaveOne) {
  EXPECT_THAT(Parsed("{\"a\": 1}").As<Json>(), IsOkAnd(Json("{\"a\": 1}")));
  EXPECT_THAT(Value("x\"").As<Json>(), IsOkAnd(Json("\"x\\\"\"")));
  EXPECT_THAT(Value(0.1).As<Json>(), IsOkAnd(Json("0.1")));
  EXPECT_THAT(Value().As<Json>(), Because(reasons::kResultMismatch, Executed::kYes));
  EXPECT_THAT(Value().As<std::optional<Json>>(), IsOkAnd(std::optional<Json>()));
}

TEST(ReceiveTest, Dates) {
  EXPECT_THAT(Value(absl::FromUnixMillis(-5)).As<absl::Time>(), IsOkAnd(absl::FromUnixMillis(-5)));
  EXPECT_THAT(Value::Date(absl::InfinitePast()).As<absl::Time>(), Because(reasons::kResultMismatch, Executed::kYes));
}

// As floating-point durations these are a little less than whole.
TEST(DateTest, MillisecondsAreKept) {
  for (const int64_t date : {int64_t{1671858614818}, int64_t{1865492030913}, int64_t{-1671858614818}}) {
    EXPECT_EQ(Message(absl::FromUnixMillis(date)).date(), static_cast<double>(date));
  }
  EXPECT_EQ(Message(absl::FromUnixMillis(5) + absl::Microseconds(999)).date(), 5);
  EXPECT_EQ(Message(absl::FromUnixMillis(-5) - absl::Microseconds(1)).date(), -6);
  EXPECT_EQ(Value(absl::FromUnixMillis(1671858614818)).ToString(), "2022-12-24T05:10:14.818Z");
  EXPECT_EQ(Value(absl::FromUnixMillis(1865492030913)).ToString(), "2029-02-11T08:13:50.913Z");
}

TEST(DateTest, ThereIsAFirstAndALast) {
  constexpr int64_t kLast = 8'640'000'000'000'000;
  EXPECT_EQ(Message(absl::FromUnixMillis(kLast)).date(), 8.64e15);
  EXPECT_EQ(Message(absl::FromUnixMillis(-kLast)).date(), -8.64e15);
  EXPECT_TRUE(std::isnan(Message(absl::FromUnixMillis(kLast + 1)).date()));
  EXPECT_TRUE(std::isnan(Message(absl::FromUnixMillis(-kLast - 1)).date()));
  EXPECT_EQ(Value(absl::FromUnixMillis(kLast + 1)).ToString(), "Invalid Date");
  v1::Value beyond;
  beyond.set_date(1e300);
  EXPECT_EQ(FromMessage(beyond).ToString(), "Invalid Date");
  EXPECT_THAT(FromMessage(beyond).As<absl::Time>(), Because(reasons::kResultMismatch, Executed::kYes));
}

// No Date of JavaScript's has them.
TEST(DateTest, PartsOfMillisecondsAreFloored) {
  v1::Value date;
  date.set_date(-0.5);
  EXPECT_THAT(FromMessage(date).As<absl::Time>(), IsOkAnd(absl::FromUnixMillis(-1)));
  EXPECT_EQ(FromMessage(date).ToString(), "1969-12-31T23:59:59.999Z");
}

TEST(ReceiveTest, WhatIsAskedForFollowsTheType) {
  EXPECT_EQ(JsTraits<int>::kAsk, Ask::kCopy);
  EXPECT_EQ(JsTraits<std::vector<double>>::kAsk, Ask::kCopy);  // Typed arrays, NaN.
  EXPECT_EQ(JsTraits<std::vector<std::string>>::kAsk, Ask::kJson);
  EXPECT_EQ((JsTraits<std::map<std::string, std::vector<std::optional<bool>>>>::kAsk), Ask::kJson);
  EXPECT_EQ(JsTraits<std::vector<ObjectReference>>::kAsk, Ask::kAnything);
  EXPECT_EQ(JsTraits<std::optional<ObjectReference>>::kAsk, Ask::kReference);
}

TEST(ObjectTest, PropertiesOfJsonTextAreFoundByWhatTheirNamesSay) {
  const Value object = Parsed(R"({"\u0061":1,"b":{"c":[2]},"a":3})");
  EXPECT_THAT(object["a"].As<int>(), IsOkAnd(3));  // The later of two, as JSON.parse has it.
  EXPECT_THAT(object["b"]["c"].As<std::vector<int>>(), IsOkAnd(std::vector<int>{2}));
  EXPECT_EQ(object["none"].kind(), Value::Kind::kUndefined);
  EXPECT_EQ(Parsed("[1]")["0"].kind(), Value::Kind::kUndefined);
  EXPECT_EQ(Parsed("{\"a\":")["a"].kind(), Value::Kind::kUndefined);
}

TEST(JsonTest, Utf8IsCheckedToTheLetter) {
  EXPECT_TRUE(internal::IsUtf8("aé€😀"));
  EXPECT_FALSE(internal::IsUtf8("\xc0\x80"));          // Overlong.
  EXPECT_FALSE(internal::IsUtf8("\xf4\x90\x80\x80"));  // Beyond U+10FFFF.
  EXPECT_FALSE(internal::IsUtf8("\xe2\x82"));          // Cut.
}

}  // namespace
}  // namespace jsinterop
