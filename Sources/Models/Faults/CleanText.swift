/// Foreign words made fit for a message to a person.
enum CleanText {
    /// One line without control and format characters, without the secret, at most `limit` characters.
    static func line(_ text: String, without secret: String? = nil, limit: Int = 300) -> String {
        // The secret goes before anything is cut or changed, so that no part of it can stay.
        let safe = redact(text, secret)
        var result = String.UnicodeScalarView()
        var count = 0
        var pendingSpace = false
        for scalar in safe.unicodeScalars {
            if scalar.properties.isWhitespace || scalar.value < 0x20 || scalar.value == 0x7F {
                pendingSpace = !result.isEmpty
                continue
            }
            switch scalar.properties.generalCategory {
            case .control, .format, .surrogate, .privateUse, .unassigned: continue
            default: break
            }
            guard count < limit else {
                result.append("…")
                break
            }
            if pendingSpace {
                result.append(" ")
                count += 1
                pendingSpace = false
            }
            result.append(scalar)
            count += 1
        }
        return String(result)
    }

    /// Replaces every occurrence of the secret.
    ///
    /// A secret of fewer than six bytes is a placeholder and no secret.
    static func redact(_ text: String, _ secret: String?) -> String {
        guard let secret, secret.utf8.count >= 6 else { return text }
        let (bytes, wanted) = (Array(text.utf8), Array(secret.utf8))
        guard bytes.count >= wanted.count else { return text }
        var result: [UInt8] = []
        var index = 0
        while index < bytes.count {
            if bytes[index] == wanted[0], bytes[index...].starts(with: wanted) {
                result += "[key]".utf8
                index += wanted.count
            } else {
                result.append(bytes[index])
                index += 1
            }
        }
        return String(decoding: result, as: UTF8.self)
    }
}
