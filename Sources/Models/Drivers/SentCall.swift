internal import Events

/// What providers take back of an earlier call; some refuse a whole conversation for one character they do not know.
enum SentCall {
    static func name(_ name: String) -> String {
        let text = word(name)
        return text.isEmpty ? "unnamed" : text
    }

    /// An id of letters, digits, `_` and `-`.
    static func id(_ id: String) -> String {
        let text = word(id)
        return text.isEmpty ? "unnamed" : text
    }

    /// Some servers read the arguments of earlier calls again and fail if they are no JSON object; then the raw text goes inside one.
    static func arguments(_ arguments: String) -> String {
        if let json = try? JSON(parsing: arguments), json.object != nil { return arguments }
        if arguments.allSatisfy(\.isWhitespace) { return "{}" }
        return (["_raw": .string(arguments)] as JSON).text
    }

    private static func word(_ text: String) -> String {
        let scalars = text.unicodeScalars.prefix(64).map { scalar -> Unicode.Scalar in
            scalar.isASCII && (scalar.properties.isAlphabetic || scalar.properties.numericType != nil || scalar == "_" || scalar == "-")
                ? scalar : "_"
        }
        return String(String.UnicodeScalarView(scalars))
    }
}
