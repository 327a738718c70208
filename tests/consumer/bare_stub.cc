#include <grpcpp/create_channel.h>

#include <iostream>

#include "jsinterop/v1/interop.grpc.pb.h"

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  const auto stub = jsinterop::v1::Interop::NewStub(grpc::CreateChannel(argv[1], grpc::InsecureChannelCredentials()));
  jsinterop::v1::InvokeRequest request;
  request.set_module("./math.js");
  request.set_member("add");
  request.add_arguments()->set_number(20);
  request.add_arguments()->set_number(22);
  grpc::ClientContext context;
  jsinterop::v1::InvokeResponse response;
  const grpc::Status status = stub->Invoke(&context, request, &response);
  if (!status.ok()) {
    std::cerr << status.error_message() << "\n";
    return 1;
  }
  std::cout << response.value().number() << "\n";
}
