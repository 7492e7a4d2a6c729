internal import Events
internal import Models

/// A short name for the part of a request that stays the same from round to round: FNV-1a of 64 bits, in hex.
enum PrefixHash {
    static func of(_ prompt: String, _ tools: [ToolDescription]) -> String {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        func add(_ text: String) {
            for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
            // A separator that is in no text, so that moving a border changes the hash.
            hash = (hash ^ 0xFF) &* 0x100_0000_01B3
        }
        add(prompt)
        for tool in tools {
            add(tool.name)
            add(tool.description)
            add(tool.parameters.text)
        }
        let digits = String(hash, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
