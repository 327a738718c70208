// Values: which C++ types cross, and what becomes of them.

#include "jsinterop/value.h"

#include <cmath>
#include <limits>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "graph.h"
#include "gtest/gtest.h"
#include "jsinterop/jsinterop.h"
#include "json.h"
#include "payload.h"
#include "reference_state.h"
#include "status_matchers.h"

namespace jsinterop {
namespace {

using ::jsinterop::testing::Because;
using ::jsinterop::testing::IsOk;
using ::jsinterop::testing::IsOkAnd;

v1::Value Message(const Value& value) {
  internal::ReferenceTable table;
  return internal::ToMessage(value, table);
}

Value FromMessage(v1::Value message) { return internal::MakeValue(std::move(message)); }

Value Parsed(std::string text) { return Value::FromJson(std::move(text)); }

// What `fill` makes of a graph, checked as what arrives is checked.
template <typename Fill>
Value GraphOf(Fill fill) {
  v1::Value value;
  fill(*value.mutable_graph());
  EXPECT_THAT(internal::CheckValue(value, 0), IsOk());
  return FromMessage(std::move(value));
}

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

TEST(GraphTest, CyclesAndAliasesAreKept) {
  // const a = { list: [1] }; a.self = a; a.again = a.list
  const Value cyclic = GraphOf([](v1::Graph& graph) {
    v1::ObjectNode& object = *graph.add_nodes()->mutable_object();
    const auto add = [&](const char* key, uint32_t number) {
      v1::Property& property = *object.add_properties();
      property.set_key(key);
      property.set_value(number);
    };
    add("list", 2), add("self", 1), add("again", 2);
    v1::ArrayNode& array = *graph.add_nodes()->mutable_array();
    array.set_length(3);
    array.add_items(3), array.add_items(0);
    graph.add_nodes()->mutable_leaf()->set_number(1);
  });
  EXPECT_EQ(cyclic.ToString(), "{ list: [ 1, <hole>, <1 hole> ], self: [Circular], again: [ 1, <hole>, <1 hole> ] }");
  EXPECT_EQ(cyclic["self"]["self"]["list"].Items()->size(), 3u);
  // A part of it, sent on, takes along what it reaches, and no more.
  EXPECT_EQ(Message(cyclic["list"]).graph().nodes_size(), 2);
  const v1::Value wrapped = Message(Value::Array({cyclic}));
  EXPECT_EQ(wrapped.graph().nodes_size(), 4);
  EXPECT_EQ(FromMessage(wrapped).Items()->at(0)["self"]["self"].kind(), Value::Kind::kObject);
}

TEST(GraphTest, MalformedOnesAreRefused) {
  const auto check = [](auto fill) {
    v1::Value value;
    fill(*value.mutable_graph());
    return internal::CheckValue(value, 1).ok();
  };
  EXPECT_FALSE(check([](v1::Graph&) {}));
  EXPECT_FALSE(check([](v1::Graph& g) { g.add_nodes(); }));
  EXPECT_FALSE(check([](v1::Graph& g) { g.add_nodes()->mutable_set()->add_items(2); }));
  EXPECT_FALSE(check([](v1::Graph& g) { g.add_nodes()->mutable_set()->add_items(0); }));
  EXPECT_FALSE(check([](v1::Graph& g) { g.add_nodes()->mutable_map()->add_entries(1); }));
  EXPECT_FALSE(check([](v1::Graph& g) { g.add_nodes()->mutable_array()->set_length(4'000'000'000u); }));
  EXPECT_FALSE(check([](v1::Graph& g) { g.add_nodes()->mutable_leaf(); }));
  EXPECT_FALSE(check([](v1::Graph& g) { g.add_nodes()->mutable_leaf()->mutable_graph(); }));
  EXPECT_FALSE(check([](v1::Graph& g) { g.add_nodes()->mutable_leaf()->set_reference(1); }));
  EXPECT_TRUE(check([](v1::Graph& g) { g.add_nodes()->mutable_leaf()->set_reference(0); }));
  EXPECT_FALSE(check([](v1::Graph& g) { g.add_nodes()->set_boxed(1); }));
  EXPECT_FALSE(check([](v1::Graph& g) {
    v1::ViewNode& view = *g.add_nodes()->mutable_view();
    view.set_type(v1::ViewNode::TYPE_FLOAT64);
    view.set_buffer(2);
    view.set_length(0x2000000000000001);
    g.add_nodes()->set_array_buffer("12345678");
  }));
  v1::Value none;
  EXPECT_FALSE(internal::CheckValue(none, 0).ok());
}

TEST(InspectTest, ReadsAsNodePrints) {
  EXPECT_EQ(Value().ToString(), "undefined");
  EXPECT_EQ(Value(nullptr).ToString(), "null");
  EXPECT_EQ(Value("it's\n").ToString(), "'it\\'s\\n'");
  EXPECT_EQ(Value(1e21).ToString(), "1e+21");
  EXPECT_EQ(Value(-std::numeric_limits<double>::infinity()).ToString(), "-Infinity");
  EXPECT_EQ(Value::BigInt(123).ToString(), "123n");
  EXPECT_EQ(Value(absl::FromUnixMillis(1)).ToString(), "1970-01-01T00:00:00.001Z");
  EXPECT_EQ(Value(Bytes(std::string("\x00\xff", 2))).ToString(), "Uint8Array(2) [ 00 ff ]");
  EXPECT_EQ(Parsed(R"({"a-b":[1,{}],"c":"d"})").ToString(), "{ 'a-b': [ 1, {} ], c: 'd' }");
  EXPECT_EQ(Parsed(std::string(5000, '[') + std::string(5000, ']')).ToString(),
            "[ [ [ [ [ [ [ [ [ … ] ] ] ] ] ] ] ] ]");
  EXPECT_EQ(Value(std::vector<int>(102)).ToString().substr(290), "0, 0, 0, 0, … 2 more ]");
}

// const m = new Map(); m.set(m, 1)
TEST(InspectTest, AMapMayBeItsOwnKey) {
  const Value map = GraphOf([](v1::Graph& graph) {
    v1::MapNode& node = *graph.add_nodes()->mutable_map();
    node.add_entries(1), node.add_entries(2);
    graph.add_nodes()->mutable_leaf()->set_number(1);
  });
  EXPECT_EQ(map.ToString(), "Map(1) { [Circular] => 1 }");
  EXPECT_THAT(map.As<int>(), Because(reasons::kResultMismatch, Executed::kYes));
}

TEST(InspectTest, MapsInKeysOfMapsAreCutAsAllThatIsDeep) {
  const Value map = GraphOf([](v1::Graph& graph) {
    for (uint32_t i = 1; i <= 64; ++i) {
      v1::MapNode& node = *graph.add_nodes()->mutable_map();
      node.add_entries(i + 1), node.add_entries(65);
    }
    graph.add_nodes()->mutable_leaf()->set_number(1);
  });
  EXPECT_EQ(map.ToString().substr(0, 36), "Map(1) { Map(1) { Map(1) { Map(1) { ");
  EXPECT_EQ(map.ToString().substr(72), "Map(1) { … } => 1 } => 1 } => 1 } => 1 } => 1 } => 1 } => 1 } => 1 }");
}

// const e = new Error(); e.message = e
TEST(InspectTest, AnErrorMayBeItsOwnMessage) {
  const Value error = GraphOf([](v1::Graph& graph) {
    v1::ErrorNode& node = *graph.add_nodes()->mutable_error();
    node.set_name("Error");
    node.set_message(1);
  });
  EXPECT_EQ(error.ToString(), "[Error: ]");
}

TEST(JsonTest, Utf8IsCheckedToTheLetter) {
  EXPECT_TRUE(internal::IsUtf8("aé€😀"));
  EXPECT_FALSE(internal::IsUtf8("\xc0\x80"));          // Overlong.
  EXPECT_FALSE(internal::IsUtf8("\xf4\x90\x80\x80"));  // Beyond U+10FFFF.
  EXPECT_FALSE(internal::IsUtf8("\xe2\x82"));          // Cut.
}

// Types of a user's own.
struct Money {
  int64_t amount = 0;
  std::string currency;
  friend bool operator==(const Money&, const Money&) = default;
};

}  // namespace
}  // namespace jsinterop

template <>
struct jsinterop::JsTraits<jsinterop::Money> {
  static constexpr Ask kAsk = Ask::kJson;
  static Value ToValue(const Money& money) {
    return Value::Object({{"amount", money.amount}, {"currency", money.currency}});
  }
  static absl::StatusOr<Money> FromValue(const Value& value) {
    const absl::StatusOr<int64_t> amount = value["amount"].As<int64_t>();
    const absl::StatusOr<std::string> currency = value["currency"].As<std::string>();
    if (!amount.ok() || !currency.ok()) return MismatchError("money", value);
    return Money{*amount, *currency};
  }
};

namespace jsinterop {
namespace {

TEST(CustomTypeTest, CrossesAloneAndInContainers) {
  EXPECT_EQ(Message(Money{5, "EUR"}).json(), R"({"amount":5,"currency":"EUR"})");
  EXPECT_THAT(Parsed(R"([{"amount":5,"currency":"EUR"}])").As<std::vector<Money>>(),
              IsOkAnd(std::vector<Money>{{5, "EUR"}}));
  EXPECT_THAT(Parsed("{}").As<Money>(), Because(reasons::kResultMismatch, Executed::kYes));
}

}  // namespace
}  // namespace jsinterop
