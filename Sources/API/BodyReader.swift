internal import Events
internal import Service
internal import Wire

/// The members of a request's body, read strictly: a word that is silently left out misleads.
struct BodyReader {
    private let object: JSONObject

    /// Reads an object; names may be in camelCase too, and are snake_case from here on.
    ///
    /// An empty body is an empty object if `mayBeEmpty`.
    init(_ request: HTTPServerRequest, members: [String], mayBeEmpty: Bool = false) throws(APIError) {
        guard !request.isTooLong else { throw APIError(413, .tooLarge, "the body is longer than 1 MiB; send less") }
        if request.body.isEmpty && mayBeEmpty {
            object = JSONObject()
            return
        }
        // Pages of other sites can send forms and plain text without asking first, but not this.
        let kinds = request.values("content-type").map { $0.prefix { $0 != ";" }.lowercased().filter { !$0.isWhitespace } }
        guard kinds == ["application/json"] else {
            throw APIError(415, .unsupportedMediaType, "the body must be JSON; send it with the header Content-Type: application/json")
        }
        let json: JSON
        do throws(JSONParseError) { json = try JSON(parsing: request.body) } catch {
            throw APIError(400, .badRequest, "the body is \(error); correct it")
        }
        guard let given = json.object else { throw APIError(400, .badRequest, "the body is no JSON object; write { … }") }
        var read = JSONObject()
        for member in given.members {
            let name = EventProfile.snake(member.key)
            guard members.contains(name) else {
                let hint =
                    Nearest.word(to: name, in: members).map { "did you mean \($0)?" } ?? "known are \(members.joined(separator: ", "))"
                throw APIError(400, .badRequest, "the body has the unknown member \(String(member.key.prefix(80))); \(hint)")
            }
            guard read[name] == nil else { throw APIError(400, .badRequest, "the body has \(name) twice; leave one out") }
            // Null says nothing.
            if !member.value.isNull { read.members.append(member.value.named(name)) }
        }
        object = read
    }

    subscript(name: String) -> JSON? { object[name] }

    func text(_ name: String) throws(APIError) -> String? {
        guard let value = object[name] else { return nil }
        guard let text = value.string else { throw wrong(name, "must be a text") }
        return text
    }

    func flag(_ name: String) throws(APIError) -> Bool? {
        guard let value = object[name] else { return nil }
        guard let flag = value.bool else { throw wrong(name, "must be true or false") }
        return flag
    }

    func texts(_ name: String) throws(APIError) -> [String]? {
        guard let value = object[name] else { return nil }
        let texts = value.array?.compactMap(\.string)
        guard let texts, texts.count == value.array?.count else { throw wrong(name, "must be a list of texts") }
        return texts
    }

    func word<Word: RawRepresentable & CaseIterable>(_ name: String, _: Word.Type = Word.self) throws(APIError) -> Word?
    where Word.RawValue == String {
        guard let text = try text(name) else { return nil }
        guard let word = Word(rawValue: text) else {
            throw wrong(name, "must be one of \(Word.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        return word
    }

    func wrong(_ name: String, _ reason: String) -> APIError { APIError(400, .badRequest, "\(name) \(reason); correct it") }
}

extension JSON {
    fileprivate func named(_ name: String) -> JSONObject.Member { JSONObject.Member(name, self) }
}
