// Errors: what a status says, and what JavaScript threw.

#include "jsinterop/errors.h"

#include "fake_interop.h"
#include "gtest/gtest.h"
#include "status.h"
#include "status_matchers.h"

namespace jsinterop {
namespace {

using ::jsinterop::testing::Because;
using ::jsinterop::testing::FakeInterop;
using ::jsinterop::testing::HasCode;

TEST(ErrorInfoTest, IsReadFromTheBrokersDetails) {
  const absl::Status status =
      internal::FromGrpc(FakeInterop::Error(grpc::StatusCode::FAILED_PRECONDITION, "LEASE_EXPIRED", "NO", "too late"));
  EXPECT_THAT(status, HasCode(absl::StatusCode::kFailedPrecondition));
  EXPECT_THAT(status, Because("LEASE_EXPIRED", Executed::kNo));
  EXPECT_EQ(status.message(), "too late");
  EXPECT_TRUE(internal::IsAnswered(status));
  EXPECT_TRUE(internal::IsLeaseLost(status));
}

TEST(ErrorInfoTest, ABareStatusLeavesTheOutcomeUnknown) {
  const absl::Status status = internal::FromGrpc(grpc::Status(grpc::StatusCode::UNAVAILABLE, "connection reset"));
  EXPECT_THAT(status, HasCode(absl::StatusCode::kUnavailable));
  EXPECT_THAT(status, Because("", Executed::kUnknown));
  EXPECT_FALSE(internal::IsAnswered(status));
}

TEST(ErrorInfoTest, DetailsOfOtherOriginAreNotBelieved) {
  v1::ErrorInfo info;
  info.set_domain("example.com");
  (*info.mutable_metadata())["executed"] = "NO";
  v1::StatusDetails details;
  google::protobuf::Any& any = *details.add_details();
  any.set_type_url("type.googleapis.com/google.rpc.ErrorInfo");
  any.set_value(info.SerializeAsString());
  const grpc::Status status(grpc::StatusCode::UNAVAILABLE, "", details.SerializeAsString());
  EXPECT_THAT(internal::FromGrpc(status), Because("", Executed::kUnknown));
  EXPECT_THAT(internal::FromGrpc(grpc::Status(grpc::StatusCode::INTERNAL, "", "not a message")),
              Because("", Executed::kUnknown));
}

TEST(ErrorInfoTest, NothingRanBeforeSending) {
  EXPECT_THAT(internal::BeforeSending(absl::UnavailableError("down")), Because("", Executed::kNo));
}

TEST(ExceptionTest, TellsAllThatIsKnown) {
  v1::Exception thrown;
  thrown.set_name("AggregateError");
  thrown.set_message("two went wrong");
  thrown.set_stack("AggregateError: two went wrong\n    at run (a.js:1:1)");
  thrown.set_code("E_TWO");
  thrown.set_truncated(true);
  thrown.mutable_cause()->set_name("TypeError");
  thrown.add_errors()->set_message("first");
  v1::ExceptionProperty& property = *thrown.add_properties();
  property.set_key("attempt");
  property.mutable_value()->set_number(3);

  const absl::Status status = internal::FromException(thrown);
  EXPECT_THAT(status, HasCode(absl::StatusCode::kUnknown));
  EXPECT_EQ(status.message(), "AggregateError: two went wrong");
  EXPECT_EQ(GetErrorInfo(status).executed, Executed::kYes);
  const std::optional<JsException> exception = GetException(status);
  ASSERT_TRUE(exception.has_value());
  EXPECT_EQ(exception->name, "AggregateError");
  EXPECT_EQ(exception->message, "two went wrong");
  EXPECT_EQ(exception->stack, thrown.stack());
  EXPECT_EQ(exception->code, "E_TWO");
  EXPECT_TRUE(exception->truncated);
  ASSERT_EQ(exception->cause.size(), 1u);
  EXPECT_EQ(exception->cause[0].name, "TypeError");
  ASSERT_EQ(exception->errors.size(), 1u);
  EXPECT_EQ(exception->errors[0].message, "first");
  ASSERT_EQ(exception->properties.size(), 1u);
  EXPECT_EQ(exception->properties[0].first, "attempt");
  EXPECT_EQ(*exception->properties[0].second.As<int>(), 3);
  EXPECT_FALSE(exception->thrown.has_value());
}

TEST(ExceptionTest, AThrownValueIsKept) {
  v1::Exception thrown;
  thrown.set_message("42");
  thrown.mutable_thrown()->set_number(42);
  const absl::Status status = internal::FromException(thrown);
  EXPECT_EQ(status.message(), "42");
  EXPECT_EQ(*GetException(status)->thrown->As<int>(), 42);
  EXPECT_EQ(internal::FromException(v1::Exception()).message(), "JavaScript threw");
}

TEST(ExceptionTest, OtherStatusesHoldNone) {
  EXPECT_FALSE(GetException(absl::OkStatus()).has_value());
  EXPECT_FALSE(GetException(absl::UnknownError("something else")).has_value());
}

}  // namespace
}  // namespace jsinterop
