internal import Glibc

/// A clock that only goes forward, whatever happens to the date.
public enum MonotonicClock {
    /// Microseconds since some moment before the program began; never goes back.
    ///
    /// Costs about 25 ns.
    public static func nowMicroseconds() -> Int64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Int64(time.tv_sec) &* 1_000_000 &+ Int64(time.tv_nsec) / 1000
    }
}
