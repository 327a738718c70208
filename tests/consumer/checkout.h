// What the stranger's program is about: an order, added up by JavaScript.

#ifndef SHOP_CHECKOUT_H_
#define SHOP_CHECKOUT_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "jsinterop/jsinterop.h"

namespace shop {

struct Product {
  std::string sku;
  std::string name;
  int64_t cents = 0;
  int quantity = 1;
};

// The total of a new cart with these products, in cents.
absl::StatusOr<int64_t> Total(const jsinterop::Runtime& js, const std::vector<Product>& products);

}  // namespace shop

template <>
struct jsinterop::JsTraits<shop::Product>
    : jsinterop::StructTraits<shop::Product, jsinterop::Property<"sku", &shop::Product::sku>,
                              jsinterop::Property<"name", &shop::Product::name>,
                              jsinterop::Property<"cents", &shop::Product::cents>,
                              jsinterop::Property<"quantity", &shop::Product::quantity>> {};

#endif  // SHOP_CHECKOUT_H_
