#include "router/fair_queue.h"

namespace jsinterop::router {

FairQueue::Place FairQueue::Push(absl::string_view connection, uint64_t lease, uint64_t call) {
  auto [known, is_new] = connection_of_.try_emplace(std::string(connection));
  if (is_new) {
    known->second = connections_.insert(connections_.end(), Connection{std::string(connection), {}, {}});
  }
  Place place;
  place.connection_ = known->second;
  auto [lane, is_new_lane] = place.connection_->lane_of.try_emplace(lease);
  if (is_new_lane) {
    std::list<Lane>& lanes = place.connection_->lanes;
    lane->second = lanes.insert(lanes.end(), Lane{lease, {}});
  }
  place.lane_ = lane->second;
  place.call_ = place.lane_->calls.insert(place.lane_->calls.end(), call);
  ++size_;
  return place;
}

uint64_t FairQueue::Pop() {
  const auto connection = connections_.begin();
  const auto lane = connection->lanes.begin();
  const uint64_t call = lane->calls.front();
  lane->calls.pop_front();
  --size_;
  // Both have been served: they go to the end of their lines. Moving a list node keeps its iterators valid.
  connection->lanes.splice(connection->lanes.end(), connection->lanes, lane);
  connections_.splice(connections_.end(), connections_, connection);
  Tidy(connection, lane);
  return call;
}

void FairQueue::Remove(const Place& place) {
  place.lane_->calls.erase(place.call_);
  --size_;
  Tidy(place.connection_, place.lane_);
}

void FairQueue::Tidy(Connections::iterator connection, std::list<Lane>::iterator lane) {
  if (!lane->calls.empty()) return;
  connection->lane_of.erase(lane->lease);
  connection->lanes.erase(lane);
  if (!connection->lanes.empty()) return;
  connection_of_.erase(connection->name);
  connections_.erase(connection);
}

}  // namespace jsinterop::router
