#include "link/handshake.h"

#include <gtest/gtest.h>

#include <string>

namespace jsinterop::link {
namespace {

wire::FromWorker GoodFrame() {
  wire::FromWorker frame;
  wire::Hello& hello = *frame.mutable_hello();
  hello.set_protocol_min(1);
  hello.set_protocol_max(1);
  hello.set_worker_id("worker");
  hello.set_incarnation(std::string(16, 'i'));
  hello.set_pool("special");
  hello.set_runtime("node/20");
  hello.set_window(64);
  hello.set_max_running(8);
  hello.set_max_message_bytes(1 << 20);
  return frame;
}

absl::StatusCode CodeOf(const wire::FromWorker& frame, const DoorOptions& options = {}) {
  return Admit(frame, options).status().code();
}

TEST(Handshake, LetsAWorkerInAndRemembersWhatItSaid) {
  const auto info = Admit(GoodFrame(), {});
  ASSERT_TRUE(info.ok()) << info.status();
  EXPECT_EQ(info->id, "worker");
  EXPECT_EQ(info->pool, "special");
  EXPECT_EQ(info->window, 64u);
  EXPECT_EQ(info->max_message_bytes, 1u << 20);
}

TEST(Handshake, WantsHelloAndNothingElseInTheFirstFrame) {
  EXPECT_EQ(CodeOf(wire::FromWorker()), absl::StatusCode::kInvalidArgument);
  wire::FromWorker with_results = GoodFrame();
  with_results.add_results();
  EXPECT_EQ(CodeOf(with_results), absl::StatusCode::kInvalidArgument);
  wire::FromWorker with_goodbye = GoodFrame();
  with_goodbye.mutable_goodbye();
  EXPECT_EQ(CodeOf(with_goodbye), absl::StatusCode::kInvalidArgument);
}

TEST(Handshake, SpeaksVersionOneWithWhoeverDoes) {
  wire::FromWorker frame = GoodFrame();
  frame.mutable_hello()->set_protocol_max(7);
  EXPECT_EQ(CodeOf(frame), absl::StatusCode::kOk);
  frame.mutable_hello()->set_protocol_min(2);
  EXPECT_EQ(CodeOf(frame), absl::StatusCode::kFailedPrecondition);
  frame.mutable_hello()->set_protocol_min(0);
  frame.mutable_hello()->set_protocol_max(0);
  EXPECT_EQ(CodeOf(frame), absl::StatusCode::kFailedPrecondition);
}

TEST(Handshake, AsksForTheSecretBeforeItSaysAnythingElse) {
  DoorOptions options;
  options.secret = "0123456789abcdef";
  EXPECT_EQ(CodeOf(GoodFrame(), options), absl::StatusCode::kUnauthenticated);
  wire::FromWorker wrong = GoodFrame();
  wrong.mutable_hello()->set_secret("0123456789abcdeX");
  wrong.mutable_hello()->set_protocol_min(99);
  EXPECT_EQ(CodeOf(wrong, options), absl::StatusCode::kUnauthenticated);
  wire::FromWorker right = GoodFrame();
  right.mutable_hello()->set_secret(options.secret);
  EXPECT_EQ(CodeOf(right, options), absl::StatusCode::kOk);
}

TEST(Handshake, RefusesAMalformedHello) {
  wire::FromWorker frame = GoodFrame();
  frame.mutable_hello()->set_window(0);
  EXPECT_EQ(CodeOf(frame), absl::StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace jsinterop::link
