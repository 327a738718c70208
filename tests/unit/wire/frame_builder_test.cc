#include "wire/frame_builder.h"

#include <gtest/gtest.h>

#include <numeric>
#include <string>

#include "skeleton.pb.h"

namespace jsinterop::wire {
namespace {

std::string Join(const Frame& frame) { return std::accumulate(frame.begin(), frame.end(), std::string()); }

FromBroker Read(const Frame& frame) {
  FromBroker message;
  EXPECT_TRUE(message.ParseFromString(Join(frame)));
  return message;
}

std::string Body(const std::string& member, size_t argument_bytes = 0) {
  Call call;
  call.mutable_invoke()->set_member(member);
  if (argument_bytes != 0) call.mutable_invoke()->add_arguments(std::string(argument_bytes, 'x'));
  return call.SerializeAsString();
}

TEST(FrameBuilder, PutsEverythingThatWaitsIntoOneFrame) {
  FrameBuilder builder(1 << 20);
  builder.AppendCall(7, 1500, Body("add"));
  builder.AppendRelease(3, {0, 2});
  builder.AppendCancel(5);
  builder.AppendRelease(4, {});
  builder.AppendCall(8, 0, Body("sub"));

  const FromBroker frame = Read(builder.TakeFrame());
  EXPECT_TRUE(builder.empty());
  ASSERT_EQ(frame.calls_size(), 2);
  EXPECT_EQ(frame.calls(0).call_id(), 7u);
  EXPECT_EQ(frame.calls(0).remaining_micros(), 1500u);
  EXPECT_EQ(frame.calls(0).invoke().member(), "add");
  EXPECT_EQ(frame.calls(1).call_id(), 8u);
  EXPECT_EQ(frame.calls(1).remaining_micros(), 0u);
  ASSERT_EQ(frame.cancels_size(), 1);
  EXPECT_EQ(frame.cancels(0), 5u);
  ASSERT_EQ(frame.releases_size(), 2);
  EXPECT_EQ(frame.releases(0).call_id(), 3u);
  ASSERT_EQ(frame.releases(0).indices_size(), 2);
  EXPECT_EQ(frame.releases(0).indices(1), 2u);
  EXPECT_EQ(frame.releases(1).indices_size(), 0);
}

TEST(FrameBuilder, MovesLargeBodiesInsteadOfCopyingThem) {
  FrameBuilder builder(1 << 20);
  std::string body = Body("big", 10'000);
  const char* const memory = body.data();
  builder.AppendCall(1, 0, std::move(body));
  builder.AppendCall(2, 0, Body("small"));

  const Frame frame = builder.TakeFrame();
  bool kept = false;
  for (const std::string& piece : frame) kept |= piece.data() == memory;
  EXPECT_TRUE(kept);
  EXPECT_EQ(Read(frame).calls_size(), 2);
}

TEST(FrameBuilder, NeverMakesAFrameAboveTheLimit) {
  constexpr size_t kLimit = 1000;
  FrameBuilder builder(kLimit);
  for (uint64_t id = 1; id <= 50; ++id) builder.AppendCall(id, 0, Body("m", 100));
  uint64_t next = 1;
  while (!builder.empty()) {
    const Frame frame = builder.TakeFrame();
    EXPECT_LE(Join(frame).size(), kLimit);
    const FromBroker message = Read(frame);
    for (const Call& call : message.calls()) EXPECT_EQ(call.call_id(), next++);
  }
  EXPECT_EQ(next, 51u);
}

TEST(FrameBuilder, AddsAtMostTheStatedOverheadToACall) {
  FrameBuilder builder(1 << 30);
  const std::string body = Body("m", 5'000'000);
  const size_t size = body.size();
  builder.AppendCall(~uint64_t{0}, ~uint64_t{0}, body);
  EXPECT_LE(builder.size(), size + FrameBuilder::kCallOverhead);
  EXPECT_LE(Join(builder.TakeFrame()).size(), size + FrameBuilder::kCallOverhead);
  EXPECT_EQ(builder.size(), 0u);
}

TEST(FrameBuilder, KeepsAReadyFrameApart) {
  FrameBuilder builder(1 << 20);
  FromBroker welcome;
  welcome.mutable_welcome()->set_protocol(1);
  builder.AppendFrame(welcome.SerializeAsString());
  builder.AppendCall(1, 0, Body("add"));
  const FromBroker first = Read(builder.TakeFrame());
  EXPECT_TRUE(first.has_welcome());
  EXPECT_EQ(first.calls_size(), 0);
  EXPECT_EQ(Read(builder.TakeFrame()).calls_size(), 1);
}

}  // namespace
}  // namespace jsinterop::wire
