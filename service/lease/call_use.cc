#include <cstdio>
#include <cstdlib>
#include <utility>

#include "lease/lease_table.h"

namespace jsinterop::lease {
namespace {

// A pin that nobody ends keeps its lease alive for ever. That is a defect of the caller, to be found where it is made.
void CheckEnded(bool ended) {
  if (ended) return;
  std::fputs("jsinterop: a lease::CallUse was destroyed without LeaseTable::Finish or LeaseTable::Abandon\n", stderr);
  std::abort();
}

}  // namespace

CallUse::CallUse(CallUse&& other) noexcept { *this = std::move(other); }

CallUse& CallUse::operator=(CallUse&& other) noexcept {
  if (this == &other) return *this;
  CheckEnded(pins_.empty());
  worker_ = std::exchange(other.worker_, 0);
  target_ = std::exchange(other.target_, std::nullopt);
  references_ = std::move(other.references_);
  other.references_.clear();
  pins_ = std::move(other.pins_);
  other.pins_.clear();
  result_lease_ = std::exchange(other.result_lease_, 0);
  result_lease_named_ = std::exchange(other.result_lease_named_, false);
  return *this;
}

CallUse::~CallUse() { CheckEnded(pins_.empty()); }

}  // namespace jsinterop::lease
