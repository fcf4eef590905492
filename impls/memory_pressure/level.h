#ifndef PAWL_IMPLS_MEMORY_PRESSURE_LEVEL_H_
#define PAWL_IMPLS_MEMORY_PRESSURE_LEVEL_H_

#include <algorithm>
#include <cstdint>

namespace memory_pressure {

enum class Level : uint8_t { kNormal, kHigh, kCritical };

constexpr const char* Name(Level level) {
  return level == Level::kNormal ? "normal" : level == Level::kHigh ? "high" : "critical";
}

// Shares of a limit at which levels begin and end: 0.8 means 80 %. A level ends lower than it begins (hysteresis), so
// that usage which swings around a threshold does not call everybody each time.
struct Thresholds {
  double high_enter = 0.80;
  double high_leave = 0.75;
  double critical_enter = 0.90;
  double critical_leave = 0.85;

  // Whether each level ends below where it begins, and High begins and ends below Critical; all positive, none NaN.
  constexpr bool Valid() const {
    return 0 < high_leave && high_leave < high_enter && critical_leave < critical_enter &&
           high_enter <= critical_enter && high_leave <= critical_leave;
  }
};

// The level of something that was at `before` and now has this share of its limit. A share equal to a threshold enters,
// and does not leave. Pure.
constexpr Level NextLevel(Level before, double share, const Thresholds& at) {
  if (share >= at.critical_enter || (before == Level::kCritical && share >= at.critical_leave)) return Level::kCritical;
  if (share >= at.high_enter || (before >= Level::kHigh && share >= at.high_leave)) return Level::kHigh;
  return Level::kNormal;
}

}  // namespace memory_pressure

#endif  // PAWL_IMPLS_MEMORY_PRESSURE_LEVEL_H_
