import Events
import Glibc
import Service

/// Numbers and times as people read them.
enum Phrases {
    static func duration(_ microseconds: Int) -> String {
        switch microseconds {
        case ..<1_000_000: "\(max(0, microseconds) / 1000) ms"
        case ..<60_000_000: "\(microseconds / 1_000_000).\(microseconds / 100_000 % 10) s"
        case ..<3_600_000_000: "\(microseconds / 60_000_000) min \(microseconds / 1_000_000 % 60) s"
        default: "\(microseconds / 3_600_000_000) h \(microseconds / 60_000_000 % 60) min"
        }
    }

    /// With commas between thousands.
    static func number(_ value: Int) -> String {
        let digits = String(value.magnitude)
        var result = ""
        for (index, digit) in digits.enumerated() {
            if index > 0 && (digits.count - index) % 3 == 0 { result.append(",") }
            result.append(digit)
        }
        return (value < 0 ? "-" : "") + result
    }

    /// A price with two decimals, or as many as it has up to four.
    static func price(_ dollars: Double) -> String {
        let parts = Int((min(max(0, dollars), 1e9) * 10_000).rounded())
        var decimals = String(10_000 + parts % 10_000).dropFirst()
        while decimals.count > 2, decimals.hasSuffix("0") { decimals = decimals.dropLast() }
        return "\(parts / 10_000).\(decimals)"
    }

    static func count(_ value: Int, _ one: String, _ many: String) -> String { "\(number(value)) \(value == 1 ? one : many)" }

    /// `2026-11-21 13:45` in local time.
    static func moment(_ milliseconds: Int64) -> String {
        var seconds = time_t(milliseconds / 1000)
        var parts = tm()
        localtime_r(&seconds, &parts)
        func two(_ value: Int32) -> String { value < 10 ? "0\(value)" : "\(value)" }
        return "\(Int(parts.tm_year) + 1900)-\(two(parts.tm_mon + 1))-\(two(parts.tm_mday)) \(two(parts.tm_hour)):\(two(parts.tm_min))"
    }

    /// The first line, cut to so many characters.
    static func line(_ text: String, _ limit: Int) -> String {
        let flat = text.prefix(limit * 4 + 4).replacing("\n", with: " ").replacing("\t", with: " ")
        return flat.count > limit ? flat.prefix(limit - 1) + "…" : String(flat)
    }

    /// What a run waits for, and how it is answered.
    static func request(_ open: OpenRequest) -> String {
        switch open {
        case .question(let request):
            let options = request.options.enumerated().map { "\n  \($0.offset + 1)  \($0.element)" }.joined()
            let how =
                switch request.selection {
                case .single where !request.options.isEmpty: "Answer with a number or a text."
                case .multiple: "Answer with numbers, such as 1,3, or a text."
                default: "Answer with a text."
                }
            return request.question + options + "\n" + how
        case .approval(let request):
            return "\(request.tool) wants to: \(TextSanitiser.clean(request.what))\nIt \(request.risk).\nAnswer with yes or no."
        }
    }
}
