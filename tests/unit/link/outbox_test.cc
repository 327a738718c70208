#include "link/outbox.h"

#include <gtest/gtest.h>

#include <numeric>
#include <string>

#include "skeleton.pb.h"

namespace jsinterop::link {
namespace {

int Calls(const wire::Frame& frame) {
  wire::FromBroker message;
  EXPECT_TRUE(message.ParseFromString(std::accumulate(frame.begin(), frame.end(), std::string())));
  return message.calls_size();
}

TEST(Outbox, SendsAtOnceWhenNothingIsBeingWritten) {
  Outbox outbox(1 << 20);
  outbox.AddCall(1, 0, "");
  const auto frame = outbox.Begin();
  ASSERT_TRUE(frame.has_value());
  EXPECT_EQ(Calls(*frame), 1);
}

TEST(Outbox, GathersWhileAWriteIsUnderWay) {
  Outbox outbox(1 << 20);
  outbox.AddCall(1, 0, "");
  ASSERT_TRUE(outbox.Begin().has_value());
  for (uint64_t id = 2; id <= 10; ++id) {
    outbox.AddCall(id, 0, "");
    EXPECT_FALSE(outbox.Begin().has_value());
  }
  const auto frame = outbox.Next();
  ASSERT_TRUE(frame.has_value());
  EXPECT_EQ(Calls(*frame), 9);
  EXPECT_FALSE(outbox.Next().has_value());
  outbox.AddCall(11, 0, "");
  EXPECT_TRUE(outbox.Begin().has_value());
}

TEST(Outbox, SendsNothingAfterItIsClosed) {
  Outbox outbox(1 << 20);
  EXPECT_FALSE(outbox.Close());
  outbox.AddCall(1, 0, "");
  EXPECT_FALSE(outbox.Begin().has_value());
  EXPECT_EQ(outbox.size(), 0u);
}

TEST(Outbox, SaysWhetherAWriteIsUnderWayWhenItIsClosed) {
  Outbox outbox(1 << 20);
  outbox.AddCall(1, 0, "");
  ASSERT_TRUE(outbox.Begin().has_value());
  outbox.AddCall(2, 0, "");
  EXPECT_TRUE(outbox.Close());
  EXPECT_FALSE(outbox.Next().has_value());
}

}  // namespace
}  // namespace jsinterop::link
