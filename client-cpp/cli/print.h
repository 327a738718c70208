// What the command prints: for people, or (--json) one JSON object for scripts. Each function returns the exit code
// that goes with what it prints.
//
// For scripts:
//   {"ok":true,"value":…}                                a result
//   {"ok":true,"reference":{"token":…,"lease":…,…}}       new, import --keep
//   {"ok":true,"exports":[{"name":…,"kind":…}],…}         import
//   {"ok":true,"disposed":{"references":[…],"leases":[…]}}
//   {"ok":false,"exception":{"name":…,"message":…,…}}     JavaScript threw
//   {"ok":false,"error":{"code":…,"reason":…,"executed":…,"message":…}}

#ifndef JSINTEROP_CLI_PRINT_H_
#define JSINTEROP_CLI_PRINT_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "arguments.h"
#include "cli.h"
#include "jsinterop/jsinterop.h"

namespace jsinterop::cli {

struct KeptReference {
  std::string token;
  std::string class_name;
  LeaseInfo lease;
};

int PrintValue(const Value& value, Terminal& terminal);
int PrintJsonValue(const std::string& json, Terminal& terminal);
int PrintExports(const std::vector<Export>& exports, const std::string& version, const Command& command,
                 Terminal& terminal);

// `exports`: null if the object is no module.
int PrintReference(const KeptReference& reference, const std::vector<Export>* exports, const std::string& version,
                   const Command& command, Terminal& terminal);
int PrintDisposed(const Disposed& disposed, const Command& command, Terminal& terminal);
int PrintFailure(const absl::Status& status, const Command& command, Terminal& terminal);

}  // namespace jsinterop::cli

#endif  // JSINTEROP_CLI_PRINT_H_
