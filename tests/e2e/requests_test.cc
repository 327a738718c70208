// Hostile requests: each is refused with an error that says what is wrong, and the connection lives on.

#include <grpcpp/generic/generic_stub.h>

#include <limits>

#include "broker_fixture.h"
#include "google/protobuf/unknown_field_set.h"

namespace jsinterop::e2e {
namespace {

class Requests : public BrokerTest {
 protected:
  // Sends bytes as they are.
  grpc::Status Raw(const std::string& method, const std::string& bytes) {
    auto channel =
        grpc::CreateChannel("127.0.0.1:" + std::to_string(broker_->port()), grpc::InsecureChannelCredentials());
    grpc::GenericStub stub(channel);
    grpc::ClientContext context;
    grpc::CompletionQueue queue;
    grpc::Slice slice(bytes);
    const grpc::ByteBuffer request(&slice, 1);
    auto call = stub.PrepareUnaryCall(&context, "/jsinterop.v1.Interop/" + method, request, &queue);
    call->StartCall();
    grpc::ByteBuffer response;
    grpc::Status status;
    call->Finish(&response, &status, this);
    void* tag = nullptr;
    bool ok = false;
    queue.Next(&tag, &ok);
    return status;
  }
};

TEST_F(Requests, RubbishIsNoMessageForAnyMethod) {
  Start(0);
  for (const std::string method : {"Import", "Invoke", "InvokeAsync", "Dispose", "GrantLease", "RenewLease"}) {
    const grpc::Status status = Raw(method, "\xFF\xFF\xFF\xFF rubbish");
    EXPECT_THAT(status, Fails(grpc::StatusCode::INVALID_ARGUMENT, "MALFORMED_MESSAGE")) << method;
    EXPECT_EQ(InfoOf(status).metadata().at("executed"), "NO");
  }
}

TEST_F(Requests, TheEmptyRequestIsToldWhatItLacks) {
  Start(0);
  EXPECT_THAT(Raw("Invoke", ""), RefusesField("member"));
  EXPECT_THAT(Raw("Import", ""), RefusesField("specifier"));
  EXPECT_THAT(Raw("RenewLease", ""), RefusesField("lease"));
  EXPECT_THAT(Raw("Dispose", ""), Succeeds());
}

TEST_F(Requests, TextMustBeUtf8) {
  Start(0);
  EXPECT_THAT(Raw("Invoke", "\x1A\x02\xC0\xAF"), RefusesField("member"));
  EXPECT_THAT(Raw("Import", "\x0A\x01\xFF"), RefusesField("specifier"));
}

TEST_F(Requests, AValueMustBeUtf8TooAndOnlyItsOwnCallFails) {
  Start(1);
  v1::InvokeRequest request = Call("./probe.js", "echo");
  // An argument {string: "\xFF"}, appended by hand since no client library would write it.
  const std::string bytes = request.SerializeAsString() + std::string("\x2A\x03\x2A\x01\xFF");
  const grpc::Status status = Raw("Invoke", bytes);
  EXPECT_THAT(status, Fails(grpc::StatusCode::INVALID_ARGUMENT, "MALFORMED_VALUE"));
  EXPECT_EQ(Held(), 0);
}

TEST_F(Requests, UnknownEnumValuesAreRefused) {
  Start(0);
  v1::InvokeRequest request = Call("./probe.js", "echo");
  request.set_operation(static_cast<v1::Operation>(99));
  v1::InvokeResponse response;
  EXPECT_THAT(Invoke(request, &response), RefusesField("operation"));
}

TEST_F(Requests, AMemberOfAMegabyteIsRefusedBriefly) {
  Start(0);
  v1::InvokeResponse response;
  const grpc::Status status = Invoke(Call("./probe.js", std::string(1 << 20, 'm')), &response);
  EXPECT_THAT(status, RefusesField("member"));
  EXPECT_LT(status.error_message().size() + status.error_details().size(), 1024u);
}

TEST_F(Requests, AMessageAboveTheLimitFailsAloneOnItsConnection) {
  Start(1);
  v1::InvokeRequest request = Call("./probe.js", "echo");
  request.add_arguments()->set_bytes(std::string(65 << 20, 'x'));
  v1::InvokeResponse response;
  EXPECT_THAT(Invoke(request, &response), Fails(grpc::StatusCode::RESOURCE_EXHAUSTED, "REQUEST_TOO_LARGE"));
  EXPECT_EQ(Held(), 0);
}

TEST_F(Requests, AMessageJustBelowTheLimitArrivesWhole) {
  Start(1);
  v1::InvokeRequest request = Call("./probe.js", "echo");
  request.add_arguments()->set_bytes(std::string(60 << 20, 'x'));
  EXPECT_EQ(Result(request).bytes().size(), size_t{60} << 20);
}

TEST_F(Requests, TermsAreMovedIntoTheirBoundsUnlessTheyAreNegative) {
  Start(0);
  v1::GrantLeaseRequest request;
  v1::GrantLeaseResponse response;
  {
    grpc::ClientContext context;
    request.mutable_ttl()->set_seconds(-1);
    EXPECT_THAT(client_->GrantLease(&context, request, &response), RefusesField("ttl"));
  }
  {
    grpc::ClientContext context;
    request.mutable_ttl()->set_seconds(std::numeric_limits<int64_t>::max());
    ASSERT_THAT(client_->GrantLease(&context, request, &response), Succeeds());
    EXPECT_EQ(response.lease().term().seconds(), 3600);
  }
  {
    grpc::ClientContext context;
    request.mutable_ttl()->set_seconds(0);
    request.mutable_ttl()->set_nanos(1);
    ASSERT_THAT(client_->GrantLease(&context, request, &response), Succeeds());
    EXPECT_EQ(response.lease().term().nanos(), 50'000'000);
  }
}

TEST_F(Requests, UnknownReferencesAndLeasesAreToldApart) {
  Start(0);
  v1::Reference made_up;
  made_up.set_token("never-granted");
  v1::InvokeResponse response;
  EXPECT_THAT(Invoke(CallOn(made_up, "next"), &response),
              Fails(grpc::StatusCode::FAILED_PRECONDITION, "UNKNOWN_REFERENCE"));
  v1::InvokeRequest request = Call("./probe.js", "pid");
  request.set_lease("never-granted");
  EXPECT_THAT(Invoke(request, &response), Fails(grpc::StatusCode::FAILED_PRECONDITION, "UNKNOWN_LEASE"));
}

}  // namespace
}  // namespace jsinterop::e2e
