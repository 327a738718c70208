#include <gtest/gtest.h>

#include "router/call.h"
#include "testing/errors.h"

namespace jsinterop::router {
namespace {

using ::jsinterop::testing::FailsWith;
using ::jsinterop::testing::IsOk;

wire::Result WithGrants(wire::Result result, int grants) {
  for (int i = 0; i < grants; ++i) result.add_grants()->set_index(static_cast<uint32_t>(i));
  return result;
}

TEST(CheckResult, TakesEveryKindOfOutcomeWithTheGrantsThatFitIt) {
  wire::Result value, granted, exception, completed;
  value.set_value("");
  granted.set_granted("");
  exception.set_exception("");
  completed.set_completed("");
  EXPECT_THAT(CheckResult(value, wire::Call::kInvoke), IsOk());
  EXPECT_THAT(CheckResult(WithGrants(value, 3), wire::Call::kInvoke), IsOk());
  EXPECT_THAT(CheckResult(WithGrants(granted, 1), wire::Call::kInvoke), IsOk());
  EXPECT_THAT(CheckResult(exception, wire::Call::kInvoke), IsOk());
  EXPECT_THAT(CheckResult(completed, wire::Call::kInvoke), IsOk());

  EXPECT_THAT(CheckResult(granted, wire::Call::kInvoke), FailsWith(Reason::kInternal));
  EXPECT_THAT(CheckResult(WithGrants(granted, 2), wire::Call::kInvoke), FailsWith(Reason::kInternal));
  EXPECT_THAT(CheckResult(WithGrants(exception, 1), wire::Call::kInvoke), FailsWith(Reason::kInternal));
  EXPECT_THAT(CheckResult(WithGrants(completed, 1), wire::Call::kInvoke), FailsWith(Reason::kInternal));
  EXPECT_THAT(CheckResult(wire::Result(), wire::Call::kInvoke), FailsWith(Reason::kInternal));
}

TEST(CheckResult, TakesOnlyAModuleOrWhatWasThrownForAnImport) {
  wire::Result value, granted, exception, completed;
  value.set_value("");
  granted.set_granted("");
  exception.set_exception("");
  completed.set_completed("");
  EXPECT_THAT(CheckResult(WithGrants(granted, 1), wire::Call::kImport), IsOk());
  EXPECT_THAT(CheckResult(exception, wire::Call::kImport), IsOk());
  EXPECT_THAT(CheckResult(value, wire::Call::kImport), FailsWith(Reason::kInternal));
  EXPECT_THAT(CheckResult(WithGrants(value, 2), wire::Call::kImport), FailsWith(Reason::kInternal));
  EXPECT_THAT(CheckResult(completed, wire::Call::kImport), FailsWith(Reason::kInternal));
  EXPECT_THAT(CheckResult(granted, wire::Call::kImport), FailsWith(Reason::kInternal));
}

TEST(StatusOf, KeepsReasonMessageAndWhetherItRan) {
  wire::Failure failure;
  failure.set_reason(static_cast<int>(Reason::kMemberNotFound));
  failure.set_message("Could not find 'a.b' ('b' was undefined).");
  failure.set_subject("a.b");
  failure.set_executed(1);
  const absl::Status status = StatusOf(failure);
  EXPECT_EQ(status.code(), absl::StatusCode::kNotFound);
  EXPECT_THAT(status, FailsWith(Reason::kMemberNotFound, Executed::kNo));
  EXPECT_EQ(GetErrorInfo(status)->subject, "a.b");
}

TEST(StatusOf, SaysSomethingWhereTheWorkerSaysNothing) {
  wire::Failure failure;
  failure.set_reason(static_cast<int>(Reason::kMemberNotFound));
  EXPECT_NE(StatusOf(failure).message(), "");
}

TEST(StatusOf, TellsTheFieldThatTheWorkerRefused) {
  wire::Failure failure;
  failure.set_reason(static_cast<int>(Reason::kInvalidField));
  failure.set_message("GET takes none.");
  failure.set_executed(1);
  EXPECT_THAT(StatusOf(failure), FailsWith(Reason::kInternal, Executed::kUnknown));
  failure.set_subject("arguments");
  const absl::Status status = StatusOf(failure);
  EXPECT_THAT(status, FailsWith(Reason::kInvalidField, Executed::kNo));
  EXPECT_EQ(GetErrorInfo(status)->field, "arguments");
}

TEST(StatusOf, AReasonOfTheFutureIsInternalAndUnknown) {
  wire::Failure failure;
  failure.set_reason(12345);
  EXPECT_THAT(StatusOf(failure), FailsWith(Reason::kInternal, Executed::kUnknown));
}

TEST(StatusOf, CutsWhatWouldBreakATrailer) {
  wire::Failure failure;
  failure.set_reason(static_cast<int>(Reason::kMemberNotFound));
  failure.set_message(std::string(100'000, 'x'));
  failure.set_subject(std::string(100'000, 'y'));
  const absl::Status status = StatusOf(failure);
  EXPECT_LT(status.message().size(), 1100u);
  EXPECT_LT(GetErrorInfo(status)->subject.size(), 140u);
}

}  // namespace
}  // namespace jsinterop::router
