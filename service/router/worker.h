// A worker, as the router needs it. service/link/ implements this; the router never learns how a worker is
// reached.

#ifndef JSINTEROP_SERVICE_ROUTER_WORKER_H_
#define JSINTEROP_SERVICE_ROUTER_WORKER_H_

#include <cstdint>
#include <string>
#include <vector>

namespace jsinterop::router {

// What a worker says of itself when it attaches.
struct WorkerInfo {
  std::string id;                  // For people and logs.
  std::string pool;                // Empty means `default`.
  std::string runtime;             // For people.
  uint32_t window = 1;             // Calls that may be delivered and unanswered.
  uint64_t max_message_bytes = 0;  // The largest frame that it takes.
};

// The way to one attached worker.
//
// The Add… methods only gather; they are cheap, do not block, and are called with the router's lock held, so
// they must not call the router. Flush sends what was gathered, if nothing is being sent already; it is called
// without locks. All of them may be called at any time from any thread, after the worker is lost too: then they
// do nothing.
class Worker {
 public:
  virtual ~Worker() = default;

  // A call, as FrameBuilder::AppendCall takes it.
  virtual void AddCall(uint64_t call_id, uint64_t remaining_micros, std::string body) = 0;
  virtual void AddCancel(uint64_t call_id) = 0;

  // No indices: whatever the call granted or will grant.
  virtual void AddRelease(uint64_t call_id, const std::vector<uint32_t>& indices) = 0;

  // The broker leaves: no calls follow.
  virtual void AddGoodbye(const std::string& why) = 0;

  virtual void Flush() = 0;
};

}  // namespace jsinterop::router

#endif  // JSINTEROP_SERVICE_ROUTER_WORKER_H_
