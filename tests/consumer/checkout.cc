#include "checkout.h"

namespace shop {

absl::StatusOr<int64_t> Total(const jsinterop::Runtime& js, const std::vector<Product>& products) {
  const auto cart = js.Construct({"./cart.js", "Cart"});
  if (!cart.ok()) return cart.status();
  for (const Product& product : products) {
    if (absl::Status status = cart->InvokeVoid("add", product); !status.ok()) return status;
  }
  return cart->Invoke<int64_t>("total");
}

}  // namespace shop
