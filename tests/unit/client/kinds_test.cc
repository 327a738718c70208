// JavaScript's kinds of values that C++ has no type for, and values with aliases and cycles.

#include "jsinterop/kinds.h"

#include <limits>
#include <string>
#include <utility>

#include "gtest/gtest.h"
#include "value_messages.h"

namespace jsinterop {
namespace {

using ::jsinterop::testing::Because;
using ::jsinterop::testing::IsOkAnd;
using ::jsinterop::testing::Message;
using ::jsinterop::testing::MismatchAt;
using ::jsinterop::testing::Received;

const auto kRefused = Because(reasons::kBadArgument, Executed::kNo);

TEST(BigIntTest, IsOfAnySize) {
  const BigInt big("-123456789012345678901234567890");
  EXPECT_EQ(Message(big).bigint(), big.decimal());
  EXPECT_THAT(Received(big).As<BigInt>(), IsOkAnd(big));
  EXPECT_EQ(BigInt(std::numeric_limits<uint64_t>::max()).decimal(), "18446744073709551615");
  EXPECT_THAT(Value(BigInt("0x1")).status(), kRefused);
  EXPECT_THAT(Value(1).As<BigInt>(), MismatchAt("", "a bigint"));
}

TEST(RegExpTest, HasSourceAndFlags) {
  const RegExp regexp = {.source = "a+", .flags = "gi"};
  EXPECT_EQ(Value(regexp).ToString(), "/a+/gi");
  EXPECT_THAT(Received(regexp).As<RegExp>(), IsOkAnd(regexp));
  EXPECT_THAT(Value(RegExp{.source = "\xff"}).status(), kRefused);
  EXPECT_THAT(Value("a+").As<RegExp>(), MismatchAt("", "a RegExp"));
}

TEST(ErrorObjectTest, HasTextsAndACause) {
  const ErrorObject error = {.name = "TypeError", .message = "no", .cause = Value()};
  const auto again = Received(error).As<ErrorObject>();
  ASSERT_TRUE(again.ok());
  EXPECT_EQ(again->name, "TypeError");
  EXPECT_THAT(again->message->As<std::string>(), IsOkAnd(std::string("no")));
  EXPECT_FALSE(again->stack.has_value());
  EXPECT_EQ(again->cause->kind(), Value::Kind::kUndefined);  // A cause, which is undefined.
  EXPECT_THAT(Value(ErrorObject{.message = 1}).status(), kRefused);
  EXPECT_THAT(Value("x").As<ErrorObject>(), MismatchAt("", "an Error"));
}

TEST(ViewTest, LiesInABuffer) {
  const View view = {
      .type = View::Type::kInt16, .buffer = ArrayBuffer{.data = "abcdef"}, .byte_offset = 2, .length = 2};
  const Value received = Received(view);
  EXPECT_EQ(received.ToString(), "Int16Array(2) [ 25699, 26213 ]");
  const auto again = received.As<View>();
  ASSERT_TRUE(again.ok());
  EXPECT_EQ(again->type, View::Type::kInt16);
  EXPECT_THAT(again->buffer.As<ArrayBuffer>(), IsOkAnd(ArrayBuffer{.data = "abcdef"}));
  EXPECT_EQ(again->byte_offset, 2u);
  EXPECT_EQ(again->length, 2u);
}

TEST(ViewTest, OfEachTypeKeepsItsType) {
  for (int i = 0; i <= static_cast<int>(View::Type::kDataView); ++i) {
    const View view = {.type = static_cast<View::Type>(i), .buffer = ArrayBuffer{.data = "12345678"}, .length = 1};
    EXPECT_EQ(Received(view).As<View>()->type, view.type) << ViewName(view.type);
  }
}

TEST(ViewTest, OfBytesIsAUint8Array) {
  const auto view = Value(Bytes("abc")).As<View>();
  ASSERT_TRUE(view.ok());
  EXPECT_EQ(view->type, View::Type::kUint8);
  EXPECT_EQ(view->length, 3u);
  EXPECT_THAT(view->buffer.As<Bytes>(), IsOkAnd(Bytes("abc")));
}

TEST(ViewTest, MustFit) {
  const ArrayBuffer eight = {.data = "12345678"};
  EXPECT_THAT(Value(View{.type = View::Type::kInt16, .buffer = eight, .byte_offset = 1}).status(), kRefused);
  EXPECT_THAT(Value(View{.type = View::Type::kFloat64, .buffer = eight, .length = 2}).status(), kRefused);
  EXPECT_THAT(Value(View{.buffer = eight, .byte_offset = 9}).status(), kRefused);
  EXPECT_THAT(Value(View{.buffer = 1}).status(), kRefused);
  EXPECT_THAT(Value(View{}).status(), kRefused);
}

TEST(SparseArrayTest, HasHolesALengthAndProperties) {
  const SparseArray array = {.items = {1, std::nullopt, Value()}, .length = 5, .properties = {{"x", "y"}}};
  const Value received = Received(array);
  EXPECT_EQ(received.ToString(), "[ 1, <hole>, undefined, <2 holes>, x: 'y' ]");
  const auto again = received.As<SparseArray>();
  ASSERT_TRUE(again.ok());
  ASSERT_EQ(again->items.size(), 3u);
  EXPECT_FALSE(again->items[1].has_value());
  EXPECT_EQ(again->items[2]->kind(), Value::Kind::kUndefined);
  EXPECT_EQ(again->length, 5u);
  EXPECT_THAT(again->properties.at(0).first.As<std::string>(), IsOkAnd(std::string("x")));
  EXPECT_EQ(Value(std::vector<int>{1, 2}).As<SparseArray>()->items.size(), 2u);  // From JSON text.
  EXPECT_THAT(Value(SparseArray{.items = {1, 2}, .length = 1}).status(), kRefused);
  EXPECT_THAT(Value(1).As<SparseArray>(), MismatchAt("", "an array"));
}

TEST(BoxedTest, HoldsAPrimitive) {
  EXPECT_EQ(Value(Boxed{.primitive = 1}).ToString(), "[boxed 1]");
  EXPECT_THAT(Received(Boxed{.primitive = "x"}).As<Boxed>()->primitive.As<std::string>(), IsOkAnd(std::string("x")));
  EXPECT_THAT(Value(Boxed{.primitive = nullptr}).status(), kRefused);
  EXPECT_THAT(Value(Boxed{.primitive = std::vector<int>{1}}).status(), kRefused);
  EXPECT_THAT(Value(1).As<Boxed>(), MismatchAt("", "a boxed primitive"));
}

TEST(ObjectFromEntriesTest, TakesEveryKey) {
  const Value object = Value::ObjectFromEntries({{std::u16string(u"\xd800"), 1}, {"b", 2}, {"b", 3}});
  const auto entries = Received(object).Entries();
  ASSERT_TRUE(entries.ok());
  ASSERT_EQ(entries->size(), 2u);
  EXPECT_THAT((*entries)[0].first.As<std::u16string>(), IsOkAnd(std::u16string(u"\xd800")));
  EXPECT_THAT((*entries)[1].second.As<int>(), IsOkAnd(3));
  EXPECT_EQ(Message(Value::ObjectFromEntries({{"a", 1}})).json(), R"({"a":1})");
  EXPECT_THAT(Value::ObjectFromEntries({{1, 1}}).status(), kRefused);
}

TEST(ValueGraphTest, KeepsAliasesAndCycles) {
  ValueGraph graph;
  const ValueGraph::Node list = graph.AddArray();
  graph.Append(list, graph.Add(1));
  graph.AppendHole(list);
  const ValueGraph::Node root = graph.AddObject();
  graph.Set(root, "first", list);
  graph.Set(root, "second", list);
  graph.Set(root, "self", root);
  const Value value = Received(std::move(graph).Take(root));
  EXPECT_EQ(value.ToString(), "{ first: [ 1, <hole> ], second: [ 1, <hole> ], self: [Circular] }");
  EXPECT_EQ(value["first"].identity(), value["second"].identity());
  EXPECT_EQ(value["self"].identity(), value.identity());
  EXPECT_NE(value["first"].identity(), value.identity());
  EXPECT_EQ(value["first"].Items()->at(0).identity(), nullptr);
}

TEST(ValueGraphTest, JoinsEveryKindOfObject) {
  ValueGraph graph;
  const ValueGraph::Node buffer = graph.Add(ArrayBuffer{.data = "1234"});
  const ValueGraph::Node map = graph.AddMap();
  graph.Put(map, graph.Add("bytes"), graph.AddView(View::Type::kUint8, buffer, 0, 4));
  graph.Put(map, graph.Add("halves"), graph.AddView(View::Type::kInt16, buffer, 0, 2));
  const ValueGraph::Node error = graph.AddError("Error", Value("loop"));
  graph.SetCause(error, error);
  const ValueGraph::Node set = graph.AddSet();
  graph.Append(set, error);
  graph.Append(set, map);
  const Value value = Received(std::move(graph).Take(set));
  EXPECT_EQ(value.ToString(),
            "Set(2) { [Error: loop, cause: [Circular]], "
            "Map(2) { 'bytes' => Uint8Array(4) [ 49, 50, 51, 52 ], 'halves' => Int16Array(2) [ 12849, 13363 ] } }");
  const auto views = value.Items()->at(1).Entries();
  EXPECT_EQ((*views)[0].second.As<View>()->buffer.identity(), (*views)[1].second.As<View>()->buffer.identity());
}

TEST(ValueGraphTest, SaysWhatIsWrong) {
  const auto refused = [](auto fill) {
    ValueGraph graph;
    const ValueGraph::Node root = graph.AddObject();
    fill(graph, root);
    return std::move(graph).Take(root).status();
  };
  using Node = ValueGraph::Node;
  EXPECT_THAT(refused([](ValueGraph& g, Node root) { g.Append(root, root); }), kRefused);
  EXPECT_THAT(refused([](ValueGraph& g, Node root) { g.AppendHole(root); }), kRefused);
  EXPECT_THAT(refused([](ValueGraph& g, Node root) { g.Put(root, root, root); }), kRefused);
  EXPECT_THAT(refused([](ValueGraph& g, Node root) { g.SetCause(root, root); }), kRefused);
  EXPECT_THAT(refused([](ValueGraph& g, Node root) { g.SetLength(root, 1); }), kRefused);
  EXPECT_THAT(refused([](ValueGraph& g, Node root) { g.Set(root, 1, root); }), kRefused);
  EXPECT_THAT(refused([](ValueGraph& g, Node root) { g.Set(root, "k", Node()); }), kRefused);
  EXPECT_THAT(refused([](ValueGraph& g, Node root) { g.Set(root, "k", g.Add("\xff")); }), kRefused);
  EXPECT_THAT(ValueGraph().Take(ValueGraph::Node()).status(), kRefused);
}

TEST(IdentityTest, IsNullForPrimitivesAndJson) {
  EXPECT_EQ(Value().identity(), nullptr);
  EXPECT_EQ(Value(1).identity(), nullptr);
  EXPECT_EQ(Value(std::vector<int>{1}).identity(), nullptr);
  // A Date that stands twice is one object.
  ValueGraph graph;
  const ValueGraph::Node list = graph.AddArray();
  const ValueGraph::Node date = graph.Add(absl::FromUnixMillis(1));
  graph.Append(list, date);
  graph.Append(list, date);
  const auto items = Received(std::move(graph).Take(list)).Items();
  EXPECT_NE(items->at(0).identity(), nullptr);
  EXPECT_EQ(items->at(0).identity(), items->at(1).identity());
}

}  // namespace
}  // namespace jsinterop
