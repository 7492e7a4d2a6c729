/// The W3C trace id of a run: 32 hex digits in lower case, never all zero (000-40).
///
/// It is derived from the run's id, so that every event of every log has one.
public enum TraceID {
    /// The 128 bits that a ULID stands for; of any other text a hash that stays the same.
    public static func of(runID: String) -> String {
        var value = bits(ofULID: runID) ?? 0
        if value == 0 { value = max(1, hash(runID)) }
        return Hex.digits(value, 32)
    }

    /// Nil when the text is no ULID: 26 digits of Crockford's base 32 that fit 128 bits, in either case.
    private static func bits(ofULID text: String) -> UInt128? {
        guard text.utf8.count == 26, let first = text.utf8.first, (0x30...0x37).contains(first) else { return nil }
        var value: UInt128 = 0
        for byte in text.utf8 {
            guard let digit = alphabet.firstIndex(of: byte | (byte >= 0x40 ? 0x20 : 0)) else { return nil }
            value = value << 5 | UInt128(digit)
        }
        return value
    }

    private static let alphabet = Array("0123456789abcdefghjkmnpqrstvwxyz".utf8)

    /// FNV-1a of 128 bits.
    private static func hash(_ text: String) -> UInt128 {
        var hash: UInt128 = 0x6C62_272E_07BB_0142_62B8_2175_6295_C58D
        for byte in text.utf8 { hash = (hash ^ UInt128(byte)) &* 0x0000_0000_0100_0000_0000_0000_0000_013B }
        return hash
    }
}

/// The W3C id of one span of a run: 16 hex digits in lower case, never all zero.
public enum SpanID {
    /// The same for the same run, kind and id, whoever asks.
    public static func of(runID: String, kind: String, id: String) -> String {
        // FNV-1a of 64 bits; a byte that no text has stands between the parts.
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for part in [runID, kind, id] {
            for byte in part.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
            hash = (hash ^ 0xFF) &* 0x100_0000_01B3
        }
        return Hex.digits(UInt128(max(1, hash)), 16)
    }
}

private enum Hex {
    static func digits(_ value: UInt128, _ count: Int) -> String {
        let text = String(value, radix: 16)
        return String(repeating: "0", count: max(0, count - text.utf8.count)) + text
    }
}

extension Payload {
    /// True for what monitors look for: figures and faults carry the run's trace id in their envelope (000-40).
    public var carriesTraceID: Bool {
        switch self {
        case .error, .metricsSnapshot, .modelCallFailed, .runFailed: true
        default: false
        }
    }
}
