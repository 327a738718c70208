#include "checkout.h"

#include "gtest/gtest.h"
#include "jsinterop/testing/fake_runtime.h"

namespace shop {
namespace {

using jsinterop::testing::FakeObject;
using jsinterop::testing::FakeRuntime;

TEST(TotalTest, AddsEveryProductToOneCart) {
  FakeRuntime js({.on_unscripted = [](std::string_view what) { ADD_FAILURE() << what; }});
  FakeObject cart = js.MakeObject("Cart");
  int64_t total = 0;
  js.OnConstruct({"./cart.js", "Cart"}, [&] { return cart; });
  cart.On("add", [&](const Product& product) { total += product.cents * product.quantity; });
  cart.On("total", [&] { return total; });

  const auto result = Total(js, {{"tea", "Tea", 350, 2}, {"cup", "Cup", 800}});
  ASSERT_TRUE(result.ok()) << result.status();
  EXPECT_EQ(*result, 1500);
  EXPECT_EQ(js.calls().size(), 4u);
  EXPECT_EQ(cart.held(), 0);
}

TEST(TotalTest, SaysWhatJavaScriptThrew) {
  FakeRuntime js;
  js.OnConstruct({"./cart.js", "Cart"}, [] { return jsinterop::testing::Thrown("Error", "closed"); });
  EXPECT_EQ(Total(js, {}).status().message(), "Error: closed");
}

}  // namespace
}  // namespace shop
