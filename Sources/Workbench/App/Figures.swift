import Events

/// Numbers as people read them, in few and steady columns.
enum Figures {
    /// `950`, `1.2k`, `34k`, `1.2M`.
    static func count(_ value: Int) -> String {
        switch value {
        case ..<1000: "\(value)"
        case ..<10_000: decimal(Double(value) / 1000, 1) + "k"
        case ..<1_000_000: "\(value / 1000)k"
        default: decimal(Double(value) / 1_000_000, 1) + "M"
        }
    }

    /// `812 B`, `12 KB`, `1.2 MB`.
    static func bytes(_ value: Int) -> String {
        switch value {
        case ..<1000: "\(value) B"
        case ..<1_000_000: "\((value + 500) / 1000) KB"
        default: decimal(Double(value) / 1_000_000, 1) + " MB"
        }
    }

    /// `4 ms`, `0.34 s`, `12.3 s`, `2:05`.
    static func duration(_ microseconds: Int) -> String {
        let milliseconds = microseconds / 1000
        switch milliseconds {
        case ..<1: return "<1 ms"
        case ..<100: return "\(milliseconds) ms"
        case ..<10_000: return decimal(Double(milliseconds) / 1000, milliseconds < 1000 ? 2 : 1) + " s"
        case ..<60_000: return decimal(Double(milliseconds) / 1000, 1) + " s"
        default: return clock(microseconds)
        }
    }

    /// `00:42`, `1:02:03`.
    static func clock(_ microseconds: Int) -> String {
        let seconds = max(0, microseconds / 1_000_000)
        let minutes = seconds / 60
        if minutes >= 60 { return "\(minutes / 60):\(two(minutes % 60)):\(two(seconds % 60))" }
        return "\(two(minutes)):\(two(seconds % 60))"
    }

    /// Seconds with two places, for TTFT: `0.34 s`.
    static func seconds(_ microseconds: Int) -> String { decimal(Double(microseconds) / 1_000_000, 2) + " s" }

    /// A silence or a wait in whole seconds: `7 s`, `1:05`.
    static func wait(_ microseconds: Int64) -> String {
        let seconds = max(0, microseconds) / 1_000_000
        return seconds < 60
            ? "\(seconds) s" : seconds < 3600 ? "\(seconds / 60):\(two(Int(seconds % 60)))" : clock(Int(clamping: microseconds))
    }

    /// A wait with a tenth of a second while it is short: `3.2 s`, `1:05`.
    static func precise(_ microseconds: Int64) -> String {
        microseconds < 60_000_000 ? decimal(Double(max(0, microseconds)) / 1_000_000, 1) + " s" : wait(microseconds)
    }

    /// `$0.0123`, `$12.30`; `<$0.0001` for what is more than nothing and less than can be shown.
    static func dollars(_ value: Double) -> String {
        if value > 0, value < 0.00005 { return "<$0.0001" }
        return "$" + decimal(value, value < 10 ? 4 : 2)
    }

    /// What was spent as far as it is known: `$0.0123`, with a `+` when some of it is not known; nil when none is.
    static func cost(_ spending: Spending) -> String? {
        spending.cost.map { dollars($0) + (spending.isPartial ? "+" : "") }
    }

    /// `74 %`; nil when it cannot be told.
    static func cachedShare(_ spending: Spending) -> String? {
        spending.cachedShare.map { "\(Int(($0 * 100).rounded())) %" }
    }

    /// `just now`, `5 min`, `3 h`, `2 d`.
    static func age(milliseconds: Int64) -> String {
        let seconds = max(0, milliseconds / 1000)
        switch seconds {
        case ..<60: return "now"
        case ..<3600: return "\(seconds / 60) min"
        case ..<86_400: return "\(seconds / 3600) h"
        default: return "\(seconds / 86_400) d"
        }
    }

    /// Fixed places without Foundation.
    static func decimal(_ value: Double, _ places: Int) -> String {
        guard value.isFinite, abs(value) < 1e12 else { return "–" }
        var factor = 1.0
        for _ in 0..<places { factor *= 10 }
        let scaled = Int((abs(value) * factor).rounded())
        let whole = scaled / Int(factor)
        let sign = value < 0 && scaled > 0 ? "-" : ""
        if places == 0 { return sign + "\(whole)" }
        let digits = String(scaled % Int(factor))
        return sign + "\(whole)." + String(repeating: "0", count: places - digits.count) + digits
    }

    static func percent(_ part: Int, of whole: Int) -> Int {
        whole > 0 ? Int(min(max(-1e9, Double(part) * 100 / Double(whole)), 1e9).rounded()) : 0
    }

    private static func two(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
}
