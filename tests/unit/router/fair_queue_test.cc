#include "router/fair_queue.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

namespace jsinterop::router {
namespace {

using ::testing::ElementsAre;

std::vector<uint64_t> Drain(FairQueue& queue) {
  std::vector<uint64_t> calls;
  while (!queue.empty()) calls.push_back(queue.Pop());
  return calls;
}

TEST(FairQueue, KeepsTheOrderOfOneLane) {
  FairQueue queue;
  for (uint64_t call : {1, 2, 3}) queue.Push("a", 0, call);
  EXPECT_THAT(Drain(queue), ElementsAre(1, 2, 3));
}

TEST(FairQueue, ServesConnectionsInTurn) {
  FairQueue queue;
  for (uint64_t call : {1, 2, 3, 4}) queue.Push("greedy", 0, call);
  queue.Push("modest", 0, 10);
  EXPECT_THAT(Drain(queue), ElementsAre(1, 10, 2, 3, 4));
}

TEST(FairQueue, ServesTheLeasesOfAConnectionInTurn) {
  FairQueue queue;
  for (uint64_t call : {1, 2, 3}) queue.Push("a", 1, call);
  for (uint64_t call : {10, 11}) queue.Push("a", 2, call);
  EXPECT_THAT(Drain(queue), ElementsAre(1, 10, 2, 11, 3));
}

TEST(FairQueue, DoesNotFavourAConnectionForHavingManyLeases) {
  FairQueue queue;
  for (uint64_t lease = 1; lease <= 3; ++lease) queue.Push("many", lease, lease);
  queue.Push("one", 1, 10);
  queue.Push("one", 1, 11);
  EXPECT_THAT(Drain(queue), ElementsAre(1, 10, 2, 11, 3));
}

TEST(FairQueue, ForgetsWhatIsRemovedWhereverItStands) {
  FairQueue queue;
  queue.Push("a", 0, 1);
  const auto middle = queue.Push("a", 0, 2);
  queue.Push("a", 0, 3);
  const auto lonely = queue.Push("b", 7, 4);
  queue.Remove(middle);
  queue.Remove(lonely);
  EXPECT_EQ(queue.size(), 2u);
  EXPECT_THAT(Drain(queue), ElementsAre(1, 3));
}

}  // namespace
}  // namespace jsinterop::router
