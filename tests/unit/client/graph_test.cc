// Graphs: what arrives and is checked, and how values are shown.

#include "graph.h"

#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "gtest/gtest.h"
#include "value_messages.h"

namespace jsinterop {
namespace {

using ::jsinterop::testing::Because;
using ::jsinterop::testing::FromMessage;
using ::jsinterop::testing::GraphOf;
using ::jsinterop::testing::Message;
using ::jsinterop::testing::MismatchAt;
using ::jsinterop::testing::Parsed;

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
  EXPECT_FALSE(check([](v1::Graph& g) {
    g.add_nodes()->set_boxed(2);
    g.add_nodes()->mutable_leaf()->mutable_null();
  }));
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

// Its holes cost a few bytes on the wire, and would cost gigabytes as Values.
TEST(GraphTest, AnArrayMayBeMostlyHoles) {
  const Value sparse =
      GraphOf([](v1::Graph& graph) { graph.add_nodes()->mutable_array()->set_length(4'000'000'000u); });
  EXPECT_EQ(sparse.As<SparseArray>()->length, 4'000'000'000u);
  EXPECT_EQ(sparse.ToString(), "[ <4000000000 holes> ]");
  EXPECT_THAT(sparse.Items(), MismatchAt("", "an array with at most a million holes at its end"));
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

// Each array holds the next a hundred times: shown in full, they would be 10^16 parts.
TEST(InspectTest, PartsAtManyPlacesDoNotMultiply) {
  ValueGraph graph;
  ValueGraph::Node root = graph.Add("leaf");
  for (int level = 0; level < 8; ++level) {
    const ValueGraph::Node above = graph.AddArray();
    for (int i = 0; i < 100; ++i) graph.Append(above, root);
    root = above;
  }
  const Value value = std::move(graph).Take(root);
  EXPECT_LT(value.ToString().size(), 1'000'000u);
  EXPECT_THAT(value.As<int>(), Because(reasons::kResultMismatch, Executed::kYes));
}

TEST(InspectTest, TextThatIsNoJsonIsNoNumber) {
  EXPECT_THAT(Parsed("Infinity").As<double>(), Because(reasons::kResultMismatch, Executed::kYes));
}

TEST(InspectTest, OneLongPartIsCut) {
  const std::string text(1'000'000, 'x');
  EXPECT_LT(Value(ErrorObject{.message = Value(text)}).ToString().size(), 20'000u);
  EXPECT_LT(Value(RegExp{.source = text}).ToString().size(), 20'000u);
  EXPECT_LT(Value::BigInt(std::string(1'000'000, '1')).ToString().size(), 20'000u);
}

}  // namespace
}  // namespace jsinterop
