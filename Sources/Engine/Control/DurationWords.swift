internal import Events

/// A time in words for people, rounded up: `90 s`, `10 min`, `2 h`.
enum DurationWords {
    static func of(_ duration: Duration) -> String {
        let seconds = max(1, (duration.wholeMicroseconds &+ 999_999) / 1_000_000)
        if seconds < 120 { return "\(seconds) s" }
        return seconds < 7200 ? "\((seconds + 59) / 60) min" : "\((seconds + 3599) / 3600) h"
    }
}
