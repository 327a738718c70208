# Installs what a stranger's project needs of the C++ client, as the component `client_cpp`:
#
#   cmake --install build --component client_cpp --prefix …
#
# The libraries are static, and are built with the same Abseil, Protocol Buffers and gRPC that they are used with.

include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

set(JSINTEROP_PROTO_DIR "${CMAKE_INSTALL_DATADIR}/jsinterop/proto")
set(package_dir "${CMAKE_INSTALL_LIBDIR}/cmake/jsinterop")

set_target_properties(jsinterop_proto PROPERTIES EXPORT_NAME proto)
set_target_properties(jsinterop_client PROPERTIES EXPORT_NAME client)
set_target_properties(jsinterop_testing_fakes PROPERTIES EXPORT_NAME testing OUTPUT_NAME jsinterop_testing)

install(TARGETS jsinterop_proto jsinterop_client jsinterop_testing_fakes
        EXPORT jsinterop-targets
        ARCHIVE DESTINATION "${CMAKE_INSTALL_LIBDIR}" COMPONENT client_cpp
        INCLUDES DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}")
install(EXPORT jsinterop-targets NAMESPACE jsinterop:: DESTINATION "${package_dir}" COMPONENT client_cpp)

install(DIRECTORY "${PROJECT_SOURCE_DIR}/client-cpp/include/jsinterop" DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}"
        COMPONENT client_cpp)
# What clients speak; what workers speak is between them and the broker.
install(DIRECTORY "${PROJECT_BINARY_DIR}/generated/jsinterop_proto/jsinterop" DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}"
        COMPONENT client_cpp
        FILES_MATCHING PATTERN "*.h" PATTERN "worker.*" EXCLUDE)
install(DIRECTORY "${PROJECT_SOURCE_DIR}/proto/jsinterop" DESTINATION "${JSINTEROP_PROTO_DIR}"
        COMPONENT client_cpp
        FILES_MATCHING PATTERN "*.proto" PATTERN "worker.proto" EXCLUDE)

configure_package_config_file(
  "${CMAKE_CURRENT_LIST_DIR}/jsinterop-config.cmake.in" "${PROJECT_BINARY_DIR}/jsinterop-config.cmake"
  INSTALL_DESTINATION "${package_dir}"
  PATH_VARS JSINTEROP_PROTO_DIR)
# Before 1.0, every minor version may break something.
write_basic_package_version_file("${PROJECT_BINARY_DIR}/jsinterop-config-version.cmake"
                                 COMPATIBILITY SameMinorVersion)
install(FILES "${PROJECT_BINARY_DIR}/jsinterop-config.cmake" "${PROJECT_BINARY_DIR}/jsinterop-config-version.cmake"
        DESTINATION "${package_dir}" COMPONENT client_cpp)
