#include "wire/duration.h"

#include "base/error.h"

namespace jsinterop::wire {
namespace {

constexpr int64_t kNanosPerSecond = 1'000'000'000;

}  // namespace

absl::StatusOr<Duration> ReadDuration(absl::string_view field, const google::protobuf::Duration& duration) {
  if (duration.seconds() < 0 || duration.nanos() < 0) {
    return InvalidField(field, "is negative; leave it out for the broker's default");
  }
  if (duration.nanos() >= kNanosPerSecond) return InvalidField(field, "has nanos of a second or more");
  if (duration.seconds() >= Duration::max().count() / kNanosPerSecond) return Duration::max();
  return Duration(duration.seconds() * kNanosPerSecond + duration.nanos());
}

void WriteDuration(Duration duration, google::protobuf::Duration* out) {
  out->set_seconds(duration.count() / kNanosPerSecond);
  out->set_nanos(static_cast<int32_t>(duration.count() % kNanosPerSecond));
}

}  // namespace jsinterop::wire
