// Every rule that interop.proto writes on the fields of requests has its error, and the error names the field.

#include "wire/check.h"

#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <vector>

#include "testing/errors.h"

namespace jsinterop::wire {
namespace {

using ::jsinterop::testing::IsOk;
using ::jsinterop::testing::NamesField;

InvokeRequest GoodInvoke() {
  InvokeRequest request;
  request.set_module("./math.js");
  request.set_member("add");
  return request;
}

struct BadInvoke {
  std::string name;
  std::string field;
  std::function<void(InvokeRequest&)> spoil;
};

class InvokeRule : public ::testing::TestWithParam<BadInvoke> {};

TEST_P(InvokeRule, IsEnforced) {
  InvokeRequest request = GoodInvoke();
  ASSERT_THAT(Check(request), IsOk());
  GetParam().spoil(request);
  EXPECT_THAT(Check(request), NamesField(GetParam().field));
}

INSTANTIATE_TEST_SUITE_P(Fields, InvokeRule,
                         ::testing::ValuesIn(std::vector<BadInvoke>{
                             {"EmptyRequest", "member", [](auto& r) { r.Clear(); }},
                             {"EmptyModule", "module", [](auto& r) { r.set_module(""); }},
                             {"LongModule", "module", [](auto& r) { r.set_module("./" + std::string(511, 'a')); }},
                             {"ModuleNotUtf8", "module", [](auto& r) { r.set_module("./\xFF.js"); }},
                             {"LongReference", "reference",
                              [](auto& r) { r.mutable_reference()->set_token(std::string(65, 'x')); }},
                             {"MemberOfAMegabyte", "member", [](auto& r) { r.set_member(std::string(1 << 20, 'a')); }},
                             {"MemberNotUtf8", "member", [](auto& r) { r.set_member("a\xC0\xAF"); }},
                             {"MemberWithLoneSurrogate", "member", [](auto& r) { r.set_member("\xED\xA0\x80"); }},
                             {"MemberWithEmptyName", "member", [](auto& r) { r.set_member("a..b"); }},
                             {"MemberEndsWithDot", "member", [](auto& r) { r.set_member("a."); }},
                             {"MemberTooDeep", "member",
                              [](auto& r) {
                                std::string member = "a";
                                for (int i = 0; i < 32; ++i) member += ".a";
                                r.set_member(member);
                              }},
                             {"UnknownOperation", "operation", [](auto& r) { r.set_operation(5); }},
                             {"NegativeOperation", "operation", [](auto& r) { r.set_operation(-1); }},
                             {"UnknownResult", "result", [](auto& r) { r.set_result(4); }},
                             {"UnknownEncoding", "encoding", [](auto& r) { r.set_encoding(99); }},
                             {"TooManyArguments", "arguments",
                              [](auto& r) {
                                for (int i = 0; i < 257; ++i) r.add_arguments("");
                              }},
                             {"GetWithArguments", "arguments",
                              [](auto& r) {
                                r.set_operation(3);
                                r.add_arguments("");
                              }},
                             {"SetWithoutArgument", "arguments", [](auto& r) { r.set_operation(4); }},
                             {"SetWithTwoArguments", "arguments",
                              [](auto& r) {
                                r.set_operation(4);
                                r.add_arguments("");
                                r.add_arguments("");
                              }},
                             {"SetWithoutMember", "member",
                              [](auto& r) {
                                r.set_operation(4);
                                r.set_member("");
                                r.add_arguments("");
                              }},
                             {"TooManyReferences", "references",
                              [](auto& r) {
                                for (int i = 0; i < 4097; ++i) r.add_references();
                              }},
                             {"LongReferenceInTable", "references[1]",
                              [](auto& r) {
                                r.add_references()->set_token("short");
                                r.add_references()->set_token(std::string(65, 'x'));
                              }},
                             {"LongLease", "lease", [](auto& r) { r.set_lease(std::string(65, 'x')); }},
                             {"LongPool", "pool", [](auto& r) { r.set_pool(std::string(65, 'x')); }},
                             {"PoolWithSlash", "pool", [](auto& r) { r.set_pool("a/b"); }},
                             {"ShortNonce", "nonce", [](auto& r) { r.set_nonce(std::string(15, 'x')); }},
                             {"LongNonce", "nonce", [](auto& r) { r.set_nonce(std::string(65, 'x')); }},
                         }),
                         [](const auto& info) { return info.param.name; });

TEST(InvokeRequest, MayNameNeitherModuleNorReference) {
  InvokeRequest request;
  request.set_member("exposed.name");
  EXPECT_THAT(Check(request), IsOk());
}

TEST(InvokeRequest, MayCallItsTargetItself) {
  InvokeRequest request;
  request.mutable_reference()->set_token("token");
  EXPECT_THAT(Check(request), IsOk());
}

TEST(ImportRequest, NeedsASpecifier) { EXPECT_THAT(Check(ImportRequest()), NamesField("specifier")); }

TEST(DisposeRequest, TakesAnyTextAsATokenButOnlyNoncesOfTheRightLength) {
  DisposeRequest request;
  request.add_references()->set_token("no token at all");
  request.add_leases(std::string(1000, 'x'));
  request.add_nonces(std::string(16, 'n'));
  EXPECT_THAT(Check(request), IsOk());
  request.add_nonces("short");
  EXPECT_THAT(Check(request), NamesField("nonces[1]"));
}

TEST(LeaseRequests, RefuseANegativeTtl) {
  GrantLeaseRequest grant;
  grant.mutable_ttl()->set_seconds(-1);
  EXPECT_THAT(Check(grant), NamesField("ttl"));
  RenewLeaseRequest renew;
  renew.set_lease("lease");
  renew.mutable_ttl()->set_nanos(-1);
  EXPECT_THAT(Check(renew), NamesField("ttl"));
}

TEST(RenewLeaseRequest, NeedsALease) { EXPECT_THAT(Check(RenewLeaseRequest()), NamesField("lease")); }

Hello GoodHello() {
  Hello hello;
  hello.set_protocol_min(1);
  hello.set_protocol_max(1);
  hello.set_worker_id("worker");
  hello.set_incarnation(std::string(16, 'i'));
  hello.set_window(1);
  hello.set_max_running(1);
  hello.set_max_message_bytes(65536);
  return hello;
}

TEST(HelloRules, AreEnforced) {
  ASSERT_THAT(Check(GoodHello()), IsOk());
  const std::vector<std::pair<std::string, std::function<void(Hello&)>>> bad = {
      {"hello.worker_id", [](auto& h) { h.clear_worker_id(); }},
      {"hello.worker_id", [](auto& h) { h.set_worker_id(std::string(129, 'w')); }},
      {"hello.incarnation", [](auto& h) { h.set_incarnation("short"); }},
      {"pool", [](auto& h) { h.set_pool("a b"); }},
      {"hello.window", [](auto& h) { h.set_window(0); }},
      {"hello.window", [](auto& h) { h.set_window(65537); }},
      {"hello.max_running", [](auto& h) { h.set_max_running(0); }},
      {"hello.max_message_bytes", [](auto& h) { h.set_max_message_bytes(65535); }},
  };
  for (const auto& [field, spoil] : bad) {
    Hello hello = GoodHello();
    spoil(hello);
    EXPECT_THAT(Check(hello), NamesField(field));
  }
}

}  // namespace
}  // namespace jsinterop::wire
