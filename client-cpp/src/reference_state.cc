#include "reference_state.h"

#include <utility>

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

}  // namespace jsinterop::inline client::internal
