// Plays steps: of a client by the public library, of the protocol by generated code.

#ifndef JSINTEROP_TESTS_CONFORMANCE_RUNNERS_CPP_PLAYER_H_
#define JSINTEROP_TESTS_CONFORMANCE_RUNNERS_CPP_PLAYER_H_

#include <memory>
#include <nlohmann/json.hpp>
#include <string>

#include "jsinterop/jsinterop.h"

namespace jsinterop::conformance {

// Plays the steps of one case.
class Player {
 public:
  virtual ~Player() = default;
  // The outcome, as README.md of the suite writes it.
  virtual nlohmann::json Play(const nlohmann::json& step) = 0;
  // Keeps of the outcome that Play gave last what the step names for later ones.
  virtual void Keep(const nlohmann::json& step) = 0;
};

// What plays the steps of a client; `runtime` outlives it.
std::unique_ptr<Player> ClientPlayer(const RemoteRuntime& runtime);

// What plays the steps of the protocol, on connections to `target`.
std::unique_ptr<Player> ProtocolPlayer(const std::string& target);

}  // namespace jsinterop::conformance

#endif  // JSINTEROP_TESTS_CONFORMANCE_RUNNERS_CPP_PLAYER_H_
