#include "base/error.h"

#include <cctype>
#include <fstream>
#include <map>
#include <set>
#include <string>

#include "base/utf8.h"
#include "google/protobuf/descriptor.h"
#include "gtest/gtest.h"
#include "jsinterop/v1/error.pb.h"

namespace jsinterop {
namespace {

constexpr char kPrefix[] = "REASON_";

std::string Text(absl::string_view view) { return std::string(view); }

struct Documented {
  std::string code;
  std::string executed;
};

// What error.proto says in front of each reason: `// CODE, EXECUTED. …` or `// CODE, EXECUTED (…`.
std::map<std::string, Documented> ReadDocumentation() {
  std::map<std::string, Documented> out;
  std::ifstream file(JSINTEROP_ERROR_PROTO);
  std::string line;
  std::string comment;  // The first line of the last comment.
  bool in_comment = false;
  while (std::getline(file, line)) {
    const size_t begin = line.find_first_not_of(' ');
    const bool is_comment = begin != std::string::npos && line.compare(begin, 3, "// ") == 0;
    if (is_comment && !in_comment) comment = line.substr(begin + 3);
    in_comment = is_comment;
    if (is_comment || begin == std::string::npos || line.compare(begin, sizeof(kPrefix) - 1, kPrefix) != 0) continue;
    const size_t name = begin + sizeof(kPrefix) - 1;
    const size_t comma = comment.find(", ");
    Documented& documented = out[line.substr(name, line.find(' ', name) - name)];
    if (comma == std::string::npos) continue;
    documented.code = comment.substr(0, comma);
    documented.executed = comment.substr(comma + 2, comment.find_first_not_of("NOYESUKW", comma + 2) - comma - 2);
  }
  return out;
}

const google::protobuf::EnumDescriptor& Reasons() { return *v1::Reason_descriptor(); }

TEST(ErrorCatalogue, HasEveryReasonOfTheProtocolUnderItsNameAndNumber) {
  for (int i = 0; i < Reasons().value_count(); ++i) {
    const auto& value = *Reasons().value(i);
    if (value.number() == 0) continue;
    const auto reason = ReasonFromNumber(value.number());
    ASSERT_TRUE(reason) << value.name() << " is not in the catalogue";
    EXPECT_EQ(kPrefix + Text(ReasonName(*reason)), value.name());
  }
}

TEST(ErrorCatalogue, HasNoReasonThatTheProtocolLacks) {
  std::set<int> numbers;
#define JSINTEROP_ERROR(identifier, name, number, code, executed)                          \
  EXPECT_NE(Reasons().FindValueByNumber(number), nullptr) << #name;                        \
  EXPECT_NE(Reasons().FindValueByName(std::string(kPrefix) + #name), nullptr) << #name;    \
  EXPECT_TRUE(numbers.insert(number).second) << #name << " has the number of another one"; \
  EXPECT_EQ(static_cast<int>(Reason::identifier), number);                                 \
  EXPECT_EQ(Text(ReasonName(Reason::identifier)), #name);
#include "base/error_catalogue.inc"
#undef JSINTEROP_ERROR
  EXPECT_EQ(static_cast<int>(numbers.size()) + 1, Reasons().value_count());
}

TEST(ErrorCatalogue, GivesTheCodeAndExecutedThatTheProtocolDocuments) {
  const auto documentation = ReadDocumentation();
  ASSERT_EQ(static_cast<int>(documentation.size()), Reasons().value_count()) << JSINTEROP_ERROR_PROTO;
  for (const auto& [name, documented] : documentation) {
    const auto* value = Reasons().FindValueByName(kPrefix + name);
    ASSERT_NE(value, nullptr) << name;
    if (value->number() == 0) continue;
    const auto reason = ReasonFromNumber(value->number());
    ASSERT_TRUE(reason) << name;
    EXPECT_EQ(absl::StatusCodeToString(ReasonCode(*reason)), documented.code) << name;
    EXPECT_EQ(Text(ExecutedName(ReasonExecuted(*reason))), documented.executed) << name;
  }
}

TEST(ErrorCatalogue, KnowsNoOtherNumbers) {
  EXPECT_FALSE(ReasonFromNumber(0));
  EXPECT_FALSE(ReasonFromNumber(-1));
  EXPECT_FALSE(ReasonFromNumber(9'999));
}

TEST(MakeError, TakesCodeAndExecutedFromTheReason) {
  const absl::Status status = MakeError(Reason::kReturnedPromise, "a promise");
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(Text(status.message()), "a promise");
  const auto info = GetErrorInfo(status);
  ASSERT_TRUE(info);
  EXPECT_EQ(info->reason, Reason::kReturnedPromise);
  EXPECT_EQ(info->executed, Executed::kYes);
  EXPECT_EQ(info->field, "");
  EXPECT_EQ(info->subject, "");
}

TEST(MakeError, LetsTheCallerSayWhetherItRan) {
  const auto info = GetErrorInfo(MakeError({Reason::kDisposed, Executed::kYes, "lease", "./a.js"}, "gone"));
  ASSERT_TRUE(info);
  EXPECT_EQ(info->reason, Reason::kDisposed);
  EXPECT_EQ(info->executed, Executed::kYes);
  EXPECT_EQ(info->field, "lease");
  EXPECT_EQ(info->subject, "./a.js");
}

TEST(MakeError, CutsTheMessageAtAKilobyte) {
  const absl::Status status = MakeError(Reason::kInternal, std::string(5'000, 'm'));
  EXPECT_EQ(Text(status.message()), std::string(1'024, 'm') + "…");
}

TEST(MakeError, CutsAndCleansFieldAndSubject) {
  const std::string hostile = "a\nb\n" + std::string(500, 'x') + "\xFF";
  const auto info = GetErrorInfo(MakeError({Reason::kInvalidField, Executed::kNo, hostile, hostile}, hostile));
  ASSERT_TRUE(info);
  EXPECT_EQ(info->field, Excerpt(hostile));
  EXPECT_EQ(info->subject, Excerpt(hostile));
  EXPECT_EQ(info->field.find('\n'), std::string::npos);
}

TEST(InvalidField, NamesTheField) {
  const absl::Status status = InvalidField("ttl", "must not be negative");
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(Text(status.message()), "ttl: must not be negative");
  const auto info = GetErrorInfo(status);
  ASSERT_TRUE(info);
  EXPECT_EQ(info->reason, Reason::kInvalidField);
  EXPECT_EQ(info->executed, Executed::kNo);
  EXPECT_EQ(info->field, "ttl");
}

TEST(GetErrorInfo, HasNothingForAStatusOfOtherOrigin) {
  EXPECT_FALSE(GetErrorInfo(absl::OkStatus()));
  EXPECT_FALSE(GetErrorInfo(absl::UnavailableError("connection reset")));
}

}  // namespace
}  // namespace jsinterop
