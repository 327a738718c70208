#include "wire/duration.h"

#include <gtest/gtest.h>

#include <limits>

#include "testing/errors.h"

namespace jsinterop::wire {
namespace {

using ::jsinterop::testing::NamesField;

google::protobuf::Duration Make(int64_t seconds, int32_t nanos) {
  google::protobuf::Duration duration;
  duration.set_seconds(seconds);
  duration.set_nanos(nanos);
  return duration;
}

TEST(ReadDuration, AddsItsParts) {
  EXPECT_EQ(ReadDuration("ttl", Make(2, 500'000'000)).value(), std::chrono::milliseconds(2500));
}

TEST(ReadDuration, RefusesNegativePartsAndTooManyNanos) {
  EXPECT_THAT(ReadDuration("ttl", Make(-1, 0)), NamesField("ttl"));
  EXPECT_THAT(ReadDuration("ttl", Make(0, -1)), NamesField("ttl"));
  EXPECT_THAT(ReadDuration("ttl", Make(0, 1'000'000'000)), NamesField("ttl"));
}

TEST(ReadDuration, MovesTheEnormousToTheLongestDuration) {
  EXPECT_EQ(ReadDuration("ttl", Make(std::numeric_limits<int64_t>::max(), 999'999'999)).value(), Duration::max());
}

TEST(WriteDuration, IsReadBackAsItWas) {
  google::protobuf::Duration written;
  WriteDuration(std::chrono::nanoseconds(3'000'000'007), &written);
  EXPECT_EQ(ReadDuration("ttl", written).value(), std::chrono::nanoseconds(3'000'000'007));
}

}  // namespace
}  // namespace jsinterop::wire
