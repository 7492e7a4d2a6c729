import Events

/// What a server says about a fault, in any of the shapes servers use.
struct ProviderMessage: Equatable {
    /// The server's own words; may be empty.
    var text: String
    /// Its code and type in one, for telling classes apart, such as `insufficient_quota`.
    var kind: String
    /// A HTTP status inside the message.
    var status: Int?

    init(text: String, kind: String = "", status: Int? = nil) {
        self.text = text
        self.kind = kind
        self.status = status
    }

    /// `{"error": {"message", "type", "code"}}`, `{"error": "…"}`, `{"object": "error", "message"}`, `{"detail": …}`, `{"message": …}`, or a list of those.
    init?(json: JSON) {
        if case .array(let items) = json {
            guard let first = items.first, first.object != nil else { return nil }
            self.init(json: first)
            return
        }
        guard json.object != nil else { return nil }
        if let text = json["error"]?.string {
            self.init(text: text, kind: json["type"]?.string ?? json["code"]?.string ?? "", status: json["code"]?.integer)
            return
        }
        let body = json["error"].flatMap { $0.object == nil ? nil : $0 } ?? json
        let text = body["message"]?.string ?? body["detail"]?.string ?? body["detail"]?[0]?["msg"]?.string ?? body["msg"]?.string
        guard text != nil || json["error"] != nil else { return nil }
        let words = [body["code"]?.string, body["type"]?.string, body["status"]?.string].compactMap(\.self)
        // Some servers write the status as a text.
        let status = body["code"]?.integer ?? body["code"]?.string.flatMap { Int($0) } ?? body["status"]?.integer
        self.init(text: text ?? "", kind: words.joined(separator: " "), status: status)
    }

    /// The message in the body of an answer: JSON, an event stream with JSON, a page, or plain text.
    init(body: [UInt8]) {
        // A server that was asked for a stream may refuse inside one.
        let events = body.split(separator: 0x0A).filter { $0.starts(with: "data:".utf8) }.map { Array($0.dropFirst(5)) }
        for text in [body] + events {
            if let json = try? JSON(parsing: text, repairingText: true), let message = ProviderMessage(json: json) {
                self = message
                return
            }
        }
        let text = String(decoding: body, as: UTF8.self)
        self.init(text: text.drop(while: \.isWhitespace).hasPrefix("<") ? ProviderMessage.title(text) : text)
    }

    /// The title of a HTML page; the rest of one is nothing for people.
    private static func title(_ page: String) -> String {
        let lower = page.lowercased()
        guard lower.utf8.count == page.utf8.count, let start = lower.firstRange(of: "<title"),
            let open = lower[start.upperBound...].firstIndex(of: ">"),
            let end = lower[open...].firstRange(of: "</title")
        else { return "a web page" }
        let range = page.utf8.index(page.startIndex, offsetBy: lower.utf8.distance(from: lower.startIndex, to: open) + 1)
        let stop = page.utf8.index(page.startIndex, offsetBy: lower.utf8.distance(from: lower.startIndex, to: end.lowerBound))
        return range <= stop ? String(page[range..<stop]) : "a web page"
    }
}
