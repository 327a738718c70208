#include "reference_state.h"

#include <utility>

#include "status.h"

namespace jsinterop::inline client::internal {

ReferenceState::ReferenceState(std::shared_ptr<ReferenceOwner> owner, v1::Reference reference,
                               std::shared_ptr<Lease> lease, Ownership ownership)
    : owner_(std::move(owner)),
      reference_(std::move(reference)),
      lease_(std::move(lease)),
      owned_(ownership == Ownership::kOwned) {
  if (lease_ != nullptr) lease_->AddReference();
}

ReferenceState::~ReferenceState() {
  if (owned_ && !gone_) owner_->Discard(reference_.token());
  if (lease_ != nullptr) lease_->DropReference();
}

absl::Status CheckUsable(const std::vector<std::shared_ptr<ReferenceState>>& references, const ReferenceOwner& owner) {
  for (const auto& reference : references) {
    if (reference->owner().get() != &owner) return NotUsable("a reference belongs to another Runtime");
    if (reference->gone()) return DisposedReference();
  }
  return absl::OkStatus();
}

}  // namespace jsinterop::inline client::internal
