// One grant of a live object: what ObjectReferences and Values that refer to it share.

#ifndef JSINTEROP_CLIENT_CPP_SRC_REFERENCE_STATE_H_
#define JSINTEROP_CLIENT_CPP_SRC_REFERENCE_STATE_H_

#include <atomic>
#include <memory>
#include <string>
#include <vector>

#include "jsinterop/call.h"
#include "jsinterop/v1/interop.pb.h"
#include "lease.h"

namespace jsinterop::inline client::internal {

// Whoever made a reference, and runs calls on it.
class ReferenceOwner {
 public:
  virtual ~ReferenceOwner() = default;
  virtual void StartCall(Call call, Done done) = 0;
  // Disposes `reference` and answers with a boolean: whether it was held.
  virtual void StartDispose(std::shared_ptr<ReferenceState> reference, Done done) = 0;
  // Disposes the token in the background.
  virtual void Discard(std::string token) = 0;
};

enum class Ownership { kOwned, kBorrowed };

// Safe for concurrent use.
class ReferenceState {
 public:
  // `lease` is null if it is not known.
  ReferenceState(std::shared_ptr<ReferenceOwner> owner, v1::Reference reference, std::shared_ptr<Lease> lease,
                 Ownership ownership);
  ReferenceState(const ReferenceState&) = delete;
  ReferenceState& operator=(const ReferenceState&) = delete;
  // Releases the object, if it is still owned.
  ~ReferenceState();

  const std::shared_ptr<ReferenceOwner>& owner() const { return owner_; }
  const std::string& token() const { return reference_.token(); }
  const std::string& class_name() const { return reference_.class_name(); }
  v1::ObjectKind kind() const { return reference_.kind(); }
  const std::shared_ptr<Lease>& lease() const { return lease_; }

  // It is certain that the object is no longer held.
  bool gone() const { return gone_; }
  void MarkGone() { gone_ = true; }
  // Someone else is to release the object.
  void GiveUp() { owned_ = false; }

 private:
  const std::shared_ptr<ReferenceOwner> owner_;
  const v1::Reference reference_;
  const std::shared_ptr<Lease> lease_;
  std::atomic<bool> owned_;
  std::atomic<bool> gone_ = false;
};

// Whether `owner` can make a call with these references: NOT_USABLE or DISPOSED if not.
absl::Status CheckUsable(const std::vector<std::shared_ptr<ReferenceState>>& references, const ReferenceOwner& owner);

}  // namespace jsinterop::inline client::internal

#endif  // JSINTEROP_CLIENT_CPP_SRC_REFERENCE_STATE_H_
