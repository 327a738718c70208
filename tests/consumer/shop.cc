#include <iostream>

#include "checkout.h"

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  const auto js = jsinterop::RemoteRuntime::Connect(argv[1]);
  if (!js.ok()) return 1;
  const auto total = shop::Total(**js, {{"tea", "Tea", 350, 2}, {"cup", "Cup", 800}});
  if (!total.ok()) {
    std::cerr << total.status() << "\n";
    return 1;
  }
  std::cout << *total << "\n";
}
