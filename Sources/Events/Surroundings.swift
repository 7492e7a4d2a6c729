private import Glibc
private import Synchronization

/// Everything a run takes from the world around it: time, ids and the environment.
///
/// Tests give their own.
public struct Surroundings: Sendable {
    /// Milliseconds since 1970, for people.
    ///
    /// May jump.
    public var wallMilliseconds: @Sendable () -> Int64
    /// Microseconds of a clock that never jumps; every duration comes from it.
    public var monotonicMicroseconds: @Sendable () -> Int64
    /// Sixty-four random bits.
    public var random: @Sendable () -> UInt64
    public var environment: [String: String]

    public init(
        wallMilliseconds: @escaping @Sendable () -> Int64, monotonicMicroseconds: @escaping @Sendable () -> Int64,
        random: @escaping @Sendable () -> UInt64, environment: [String: String]
    ) {
        self.wallMilliseconds = wallMilliseconds
        self.monotonicMicroseconds = monotonicMicroseconds
        self.random = random
        self.environment = environment
    }

    /// The real machine.
    public static func live(environment: [String: String]) -> Surroundings {
        Surroundings(
            wallMilliseconds: { clock(CLOCK_REALTIME) / 1000 }, monotonicMicroseconds: { clock(CLOCK_MONOTONIC) },
            random: { UInt64.random(in: .min ... .max) }, environment: environment)
    }

    private static func clock(_ id: clockid_t) -> Int64 {
        var time = timespec()
        clock_gettime(id, &time)
        return Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1000
    }

    /// A new identifier of 26 characters (ULID) that sorts by the time it was made.
    public func newIdentifier() -> String {
        let alphabet = Array("0123456789abcdefghjkmnpqrstvwxyz".utf8)
        var high = UInt64(clamping: wallMilliseconds()) & 0xFFFF_FFFF_FFFF
        var text = [UInt8](repeating: 0, count: 26)
        for index in (0..<10).reversed() {
            text[index] = alphabet[Int(high & 31)]
            high >>= 5
        }
        var bits = random()
        var more = random()
        for index in 10..<26 {
            text[index] = alphabet[Int(index < 22 ? bits & 31 : more & 31)]
            if index < 22 { bits >>= 5 } else { more >>= 5 }
        }
        return String(decoding: text, as: UTF8.self)
    }
}

/// Hands out identifiers that are short and unique within one run, such as `call-1` and `call-2`.
public final class IdentifierSequence: Sendable {
    private let next: Mutex<[String: Int]>

    /// `used`: how many of each prefix were handed out before.
    public init(used: [String: Int] = [:]) { next = Mutex(used) }

    /// The next identifier that starts with `prefix`.
    public func make(_ prefix: String) -> String {
        next.withLock { counters in
            counters[prefix, default: 0] += 1
            return "\(prefix)-\(counters[prefix] ?? 1)"
        }
    }
}
