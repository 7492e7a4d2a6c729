internal import Events

/// How long to wait before a model is asked again.
enum BackOff {
    /// What the provider asks for; else 1 s, 2 s, 4 s … a quarter more or less; at most `longest`.
    ///
    /// `attempt` is the one that failed, 1-based.
    static func wait(afterAttempt attempt: Int, asked: Duration?, longest: Duration = .seconds(60), random: UInt64) -> Duration {
        if let asked { return max(.zero, min(asked, longest)) }
        let base = 1_000_000 << min(max(0, attempt - 1), 6)
        let jittered = Int64(base) * Int64(750 + random % 501) / 1000
        return min(.microseconds(jittered), longest)
    }
}
