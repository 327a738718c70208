// The skeleton (service/wire/skeleton.proto) and the public protocol are the same messages on the wire.

#include <google/protobuf/descriptor.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "jsinterop/v1/interop.pb.h"
#include "jsinterop/v1/worker.pb.h"
#include "skeleton.pb.h"

namespace jsinterop {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::DescriptorPool;
using google::protobuf::FieldDescriptor;

const Descriptor* Public(const Descriptor& skeleton) {
  const std::string package = skeleton.name() == "Any" ? "google.protobuf." : "jsinterop.v1.";
  return DescriptorPool::generated_pool()->FindMessageTypeByName(package + skeleton.name());
}

// Whether what is written as `as_public` can be read as `as_skeleton` without losing anything.
bool SameOnTheWire(const FieldDescriptor& as_skeleton, const FieldDescriptor& as_public) {
  switch (as_skeleton.type()) {
    case FieldDescriptor::TYPE_BYTES:
      return as_public.type() == FieldDescriptor::TYPE_BYTES || as_public.type() == FieldDescriptor::TYPE_STRING ||
             as_public.type() == FieldDescriptor::TYPE_MESSAGE;
    case FieldDescriptor::TYPE_INT32:
      return as_public.type() == FieldDescriptor::TYPE_INT32 || as_public.type() == FieldDescriptor::TYPE_ENUM;
    case FieldDescriptor::TYPE_MESSAGE:
      return as_public.type() == FieldDescriptor::TYPE_MESSAGE && (as_skeleton.is_map() == as_public.is_map()) &&
             (as_skeleton.is_map() || as_skeleton.message_type()->name() == as_public.message_type()->name());
    default: return as_skeleton.type() == as_public.type();
  }
}

std::string OneofName(const FieldDescriptor& field) {
  return field.containing_oneof() == nullptr ? "" : field.containing_oneof()->name();
}

class Skeleton : public ::testing::TestWithParam<const Descriptor*> {};

TEST_P(Skeleton, HasTheFieldsOfThePublicMessage) {
  const Descriptor& skeleton = *GetParam();
  const Descriptor* const as_public = Public(skeleton);
  ASSERT_NE(as_public, nullptr) << "jsinterop.v1 has no message " << skeleton.name();
  EXPECT_EQ(skeleton.field_count(), as_public->field_count());
  for (int i = 0; i < as_public->field_count(); ++i) {
    const FieldDescriptor& public_field = *as_public->field(i);
    const FieldDescriptor* const field = skeleton.FindFieldByNumber(public_field.number());
    ASSERT_NE(field, nullptr) << "the skeleton lacks " << public_field.full_name();
    EXPECT_EQ(field->name(), public_field.name());
    EXPECT_EQ(field->is_repeated(), public_field.is_repeated()) << field->full_name();
    EXPECT_EQ(OneofName(*field), OneofName(public_field)) << field->full_name();
    EXPECT_TRUE(SameOnTheWire(*field, public_field)) << field->full_name();
  }
}

std::vector<const Descriptor*> SkeletonMessages() {
  const auto& file = *wire::FromBroker::descriptor()->file();
  std::vector<const Descriptor*> messages;
  for (int i = 0; i < file.message_type_count(); ++i) messages.push_back(file.message_type(i));
  return messages;
}

INSTANTIATE_TEST_SUITE_P(AllMessages, Skeleton, ::testing::ValuesIn(SkeletonMessages()),
                         [](const auto& info) { return info.param->name(); });

// Requests and responses are read by the skeleton only; none may be missing from it.
TEST(SkeletonFile, HasEveryRequestAndResponse) {
  for (const auto* file : {v1::InvokeRequest::descriptor()->file(), v1::FromBroker::descriptor()->file()}) {
    for (int i = 0; i < file->service_count(); ++i) {
      for (int j = 0; j < file->service(i)->method_count(); ++j) {
        const auto& method = *file->service(i)->method(j);
        for (const auto* message : {method.input_type(), method.output_type()}) {
          EXPECT_NE(DescriptorPool::generated_pool()->FindMessageTypeByName("jsinterop.wire." + message->name()),
                    nullptr)
              << message->name();
        }
      }
    }
  }
}

}  // namespace
}  // namespace jsinterop
