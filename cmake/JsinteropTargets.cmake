# How this project makes its targets: warnings and sanitizers for our own code, rooms of the broker whose
# headers can be seen only by the targets that link them, and libraries of generated code.

# Warnings and sanitizers. PRIVATE, so that nobody who links us inherits our taste.
function(jsinterop_own_code target)
  target_compile_options(${target} PRIVATE -Wall -Wextra -Werror)
  if(CMAKE_CXX_COMPILER_ID MATCHES "Clang")
    target_compile_options(${target} PRIVATE -Wthread-safety)
  endif()
  jsinterop_sanitize(${target})
endfunction()

function(jsinterop_sanitize target)
  if(JSINTEROP_SANITIZE)
    target_compile_options(${target} PRIVATE -fsanitize=${JSINTEROP_SANITIZE} -fno-omit-frame-pointer
                                             -fno-sanitize-recover=all)
    target_link_options(${target} PUBLIC -fsanitize=${JSINTEROP_SANITIZE})
  endif()
endfunction()

# A room of the broker: a static library from the folder `service/<name>`.
#
#   jsinterop_room(lease SOURCES lease_table.cc … ROOMS base LIBRARIES absl::flat_hash_map …)
#
# Its headers are included as "<name>/header.h". They can be found only through this target, since the only
# include path is a folder in the build tree that holds this one room. So a room cannot include a room that
# it does not link: the build refuses.
function(jsinterop_room name)
  cmake_parse_arguments(ROOM "" "" "SOURCES;ROOMS;LIBRARIES" ${ARGN})
  set(target jsinterop_${name})
  set(view "${CMAKE_BINARY_DIR}/rooms/${name}")
  file(MAKE_DIRECTORY "${view}")
  file(CREATE_LINK "${CMAKE_CURRENT_SOURCE_DIR}" "${view}/${name}" SYMBOLIC)

  add_library(${target} STATIC ${ROOM_SOURCES})
  target_include_directories(${target} PUBLIC "${view}")
  list(TRANSFORM ROOM_ROOMS PREPEND jsinterop_)
  target_link_libraries(${target} PUBLIC ${ROOM_ROOMS} ${ROOM_LIBRARIES})
  jsinterop_own_code(${target})
endfunction()

# A library of code generated from .proto files, which is not held to our warnings.
#
#   jsinterop_proto_library(name IMPORT_DIR dir PROTOS a/b.proto … [GRPC] [LIBRARIES …])
function(jsinterop_proto_library target)
  cmake_parse_arguments(LIB "GRPC" "IMPORT_DIR" "PROTOS;LIBRARIES" ${ARGN})
  set(out "${CMAKE_BINARY_DIR}/generated/${target}")
  file(MAKE_DIRECTORY "${out}")
  get_target_property(protoc protobuf::protoc IMPORTED_LOCATION_RELEASE)
  if(NOT protoc)
    set(protoc "$<TARGET_FILE:protobuf::protoc>")
  endif()
  set(sources)
  foreach(proto IN LISTS LIB_PROTOS)
    string(REGEX REPLACE "\\.proto$" "" stem "${proto}")
    set(outputs "${out}/${stem}.pb.cc" "${out}/${stem}.pb.h")
    set(flags "--cpp_out=${out}")
    if(LIB_GRPC)
      list(APPEND outputs "${out}/${stem}.grpc.pb.cc" "${out}/${stem}.grpc.pb.h")
      list(APPEND flags "--grpc_out=${out}" "--plugin=protoc-gen-grpc=$<TARGET_FILE:gRPC::grpc_cpp_plugin>")
    endif()
    add_custom_command(
      OUTPUT ${outputs}
      COMMAND ${protoc} -I "${LIB_IMPORT_DIR}" ${flags} "${LIB_IMPORT_DIR}/${proto}"
      DEPENDS "${LIB_IMPORT_DIR}/${proto}"
      COMMENT "Generating C++ from ${proto}"
      VERBATIM)
    list(APPEND sources ${outputs})
  endforeach()
  add_library(${target} STATIC ${sources})
  target_include_directories(${target} SYSTEM PUBLIC "$<BUILD_INTERFACE:${out}>")
  target_link_libraries(${target} PUBLIC protobuf::libprotobuf ${LIB_LIBRARIES})
  if(LIB_GRPC)
    target_link_libraries(${target} PUBLIC gRPC::grpc++)
  endif()
  jsinterop_sanitize(${target})
endfunction()

# A program of ours.
function(jsinterop_program name)
  cmake_parse_arguments(PROGRAM "" "" "SOURCES;LIBRARIES" ${ARGN})
  add_executable(${name} ${PROGRAM_SOURCES})
  target_link_libraries(${name} PRIVATE ${PROGRAM_LIBRARIES})
  jsinterop_own_code(${name})
  if(JSINTEROP_SANITIZE MATCHES "thread")
    # Debian's Abseil is not instrumented: without these, every absl::Mutex looks like a race.
    target_sources(${name} PRIVATE "${PROJECT_SOURCE_DIR}/tests/testing/tsan_mutex.cc"
                                   "${PROJECT_SOURCE_DIR}/tests/testing/tsan_waits.cc")
    target_link_libraries(${name} PRIVATE ${CMAKE_DL_LIBS})
  endif()
endfunction()

# A test program, known to ctest.
function(jsinterop_test name)
  cmake_parse_arguments(TEST "" "" "SOURCES;LIBRARIES" ${ARGN})
  jsinterop_program(${name} SOURCES ${TEST_SOURCES} LIBRARIES ${TEST_LIBRARIES} GTest::gmock GTest::gtest_main)
  add_test(NAME ${name} COMMAND ${name})
  set_tests_properties(${name} PROPERTIES TIMEOUT 300)
endfunction()
