// Scripts: what a test has scripted.

#ifndef JSINTEROP_CLIENT_CPP_SRC_TESTING_SCRIPTS_H_
#define JSINTEROP_CLIENT_CPP_SRC_TESTING_SCRIPTS_H_

#include <map>
#include <string>
#include <tuple>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "jsinterop/testing/script.h"

namespace jsinterop::testing::fake {

// Scripts by what they are for. Safe for concurrent use.
class Scripts {
 public:
  // The module (empty: exposed names, or an object) and the member.
  using Key = std::tuple<Call::Operation, std::string, std::string>;

  void Add(Key key, Script script);
  // Null if there is none.
  Script Find(const Key& key) const;
  std::vector<Key> keys() const;
  void Clear();

 private:
  mutable absl::Mutex mutex_;
  std::map<Key, Script> scripts_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace jsinterop::testing::fake

#endif  // JSINTEROP_CLIENT_CPP_SRC_TESTING_SCRIPTS_H_
