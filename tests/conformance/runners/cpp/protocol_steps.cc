// Steps of the protocol: messages as the cases write them, without the client library.

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>
#include <google/protobuf/util/json_util.h>
#include <grpcpp/create_channel.h>
#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/grpcpp.h>

#include <algorithm>
#include <chrono>
#include <future>
#include <map>
#include <regex>
#include <stdexcept>
#include <utility>

#include "absl/strings/escaping.h"
#include "jsinterop/v1/error.pb.h"
#include "jsinterop/v1/interop.pb.h"
#include "player.h"

namespace jsinterop::conformance {
namespace {

using google::protobuf::Message;
using nlohmann::json;

constexpr std::chrono::seconds kTimeout(30);

void Check(const google::protobuf::util::Status& status) {
  if (!status.ok()) throw std::runtime_error(status.ToString());
}

std::unique_ptr<Message> NewMessage(const google::protobuf::Descriptor* type) {
  return std::unique_ptr<Message>(google::protobuf::MessageFactory::generated_factory()->GetPrototype(type)->New());
}

json ToJson(const Message& message) {
  google::protobuf::util::JsonPrintOptions options;
  options.preserve_proto_field_names = true;
  std::string text;
  Check(google::protobuf::util::MessageToJsonString(message, &text, options));
  return json::parse(text);
}

grpc::ByteBuffer ToBuffer(const std::string& bytes) {
  const grpc::Slice slice(bytes);
  return grpc::ByteBuffer(&slice, 1);
}

std::string ToBytes(const grpc::ByteBuffer& buffer) {
  grpc::Slice slice;
  if (!buffer.DumpToSingleSlice(&slice).ok()) throw std::runtime_error("an answer could not be read");
  return std::string(reinterpret_cast<const char*>(slice.begin()), slice.size());
}

json ErrorOf(const grpc::Status& status) {
  json error = {{"code", absl::StatusCodeToString(static_cast<absl::StatusCode>(status.error_code()))},
                {"message", status.error_message()}};
  v1::StatusDetails details;
  v1::ErrorInfo info;
  if (!details.ParseFromString(status.error_details()) || details.details().empty() ||
      !info.ParseFromString(details.details(0).value())) {
    return error;
  }
  error["reason"] = info.reason();
  for (const auto& [key, value] : info.metadata()) error[key] = value;
  return error;
}

// A field of the response by its path, such as `references.0.token`.
json At(json response, const std::string& path) {
  for (size_t begin = 0; begin <= path.size();) {
    const size_t end = std::min(path.find('.', begin), path.size());
    const std::string key = path.substr(begin, end - begin);
    response = response.is_array() ? response.at(std::stoul(key)) : response.at(key);
    begin = end + 1;
  }
  return response;
}

class ProtocolSteps final : public Player {
 public:
  explicit ProtocolSteps(std::string target) : target_(std::move(target)) {}

  json Play(const json& step) override {
    const std::string rpc = step.at("rpc");
    const auto* method =
        google::protobuf::DescriptorPool::generated_pool()->FindMethodByName("jsinterop.v1.Interop." + rpc);
    if (method == nullptr) throw std::runtime_error("there is no " + rpc);
    grpc::ByteBuffer answer;
    const grpc::Status status =
        Send(step.value("connection", "first"), "/jsinterop.v1.Interop/" + rpc, RequestOf(step, *method), answer);
    if (!status.ok()) return {{"error", ErrorOf(status)}};
    const std::unique_ptr<Message> response = NewMessage(method->output_type());
    if (!response->ParseFromString(ToBytes(answer))) throw std::runtime_error("an answer is no message");
    response_ = ToJson(*response);
    return {{"response", response_}};
  }

  void Keep(const json& step) override {
    const json bind = step.value("bind", json::object());
    for (const auto& [name, path] : bind.items()) bound_[name] = At(response_, path);
  }

 private:
  grpc::ByteBuffer RequestOf(const json& step, const google::protobuf::MethodDescriptor& method) const {
    if (step.contains("bytes")) return ToBuffer(absl::HexStringToBytes(step.at("bytes").get<std::string>()));
    const std::unique_ptr<Message> request = NewMessage(method.input_type());
    Check(google::protobuf::util::JsonStringToMessage(Filled(step.at("request")).dump(), request.get()));
    return ToBuffer(request->SerializeAsString());
  }

  // The request with what earlier steps bound.
  json Filled(const json& part) const {
    if (part.is_string()) return FilledText(part);
    if (!part.is_structured()) return part;
    json filled = part;
    for (json& one : filled) one = Filled(one);
    return filled;
  }

  std::string FilledText(const std::string& text) const {
    static const std::regex* const kPlace = new std::regex(R"(\$\{(\w+)\})");
    std::string filled;
    auto rest = text.cbegin();
    for (std::smatch match; std::regex_search(rest, text.cend(), match, *kPlace); rest = match[0].second) {
      filled += match.prefix().str() + bound_.at(match[1]);
    }
    return filled.append(rest, text.cend());
  }

  grpc::Status Send(const std::string& connection, const std::string& path, const grpc::ByteBuffer& request,
                    grpc::ByteBuffer& answer) {
    grpc::GenericStub stub(Channel(connection));
    grpc::ClientContext context;
    context.set_deadline(std::chrono::system_clock::now() + kTimeout);
    std::promise<grpc::Status> done;
    stub.UnaryCall(&context, path, {}, &request, &answer,
                   [&](grpc::Status status) { done.set_value(std::move(status)); });
    return done.get_future().get();
  }

  const std::shared_ptr<grpc::Channel>& Channel(const std::string& name) {
    std::shared_ptr<grpc::Channel>& channel = channels_[name];
    if (channel == nullptr) {
      grpc::ChannelArguments arguments;
      // The broker's limits are what is tested, not those of the library.
      arguments.SetMaxReceiveMessageSize(-1);
      arguments.SetMaxSendMessageSize(-1);
      arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
      channel = grpc::CreateCustomChannel(target_, grpc::InsecureChannelCredentials(), arguments);
    }
    return channel;
  }

  const std::string target_;
  std::map<std::string, std::shared_ptr<grpc::Channel>> channels_;
  std::map<std::string, std::string> bound_;
  json response_;  // Of the step played last.
};

}  // namespace

std::unique_ptr<Player> ProtocolPlayer(const std::string& target) { return std::make_unique<ProtocolSteps>(target); }

}  // namespace jsinterop::conformance
