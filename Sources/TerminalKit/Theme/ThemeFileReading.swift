/// Turns a decoded theme document into looks, naming every fault.
struct ThemeFile {
    let name: String

    private static let topKeys = ["name", "kind", "background", "palette", "roles"]
    private static let lookKeys = ["fg", "bg", "ansi", "ansi_bg", "mono"] + Attributes.named.map(\.name)

    static func reason(_ error: any Error) -> String {
        guard let error = error as? DecodingError, case .dataCorrupted(let context) = error else { return "\(error)" }
        return context.underlyingError.map { "\($0)" } ?? context.debugDescription
    }

    func theme(from document: ThemeValue) throws(ThemeError) -> Theme {
        let top = try object(document, "the file")
        try check(top.keys, against: Self.topKeys, what: "key")
        let kind = try kind(top["kind"])
        let palette = try palette(top["palette"])
        var looks: [Role: RoleLook] = [:]
        let byName = Dictionary(Role.allCases.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        let roles = try object(top["roles"] ?? .object([:]), "roles")
        try check(roles.keys, against: Role.allCases.map(\.name), what: "role")
        for (key, value) in roles {
            guard let role = byName[key] else { continue }
            looks[role] = try look(value, of: key, palette)
        }
        var background = kind == .dark ? RGB(red: 0, green: 0, blue: 0) : RGB(red: 255, green: 255, blue: 255)
        if let value = top["background"] {
            guard case .rgb(let color) = try color(value, "background", palette) else {
                throw fault("background must be #rrggbb or a palette name")
            }
            background = color
        }
        var title = name
        if let value = top["name"] { title = try string(value, "name") }
        return Theme(name: title, kind: kind, background: background, looks: looks)
    }

    private func kind(_ value: ThemeValue?) throws(ThemeError) -> Theme.Kind {
        guard let value else { throw fault("kind is missing; write kind: \"dark\" or kind: \"light\"") }
        guard let kind = Theme.Kind(rawValue: try string(value, "kind")) else { throw fault("kind must be \"dark\" or \"light\"") }
        return kind
    }

    private func palette(_ value: ThemeValue?) throws(ThemeError) -> [String: ThemeColor] {
        var colors: [String: ThemeColor] = [:]
        guard let value else { return colors }
        for (key, value) in try object(value, "palette") {
            colors[key] = try color(value, "palette.\(key)", [:])
        }
        return colors
    }

    private func look(_ value: ThemeValue, of role: String, _ palette: [String: ThemeColor]) throws(ThemeError) -> RoleLook {
        let members = try object(value, "roles.\(role)")
        try check(members.keys, against: Self.lookKeys, what: "key", within: "roles.\(role)")
        var look = RoleLook()
        for (key, value) in members {
            let place = "roles.\(role).\(key)"
            switch key {
            case "fg": look.foreground = try color(value, place, palette)
            case "bg": look.background = try color(value, place, palette)
            case "ansi": look.ansi = try basicColor(value, place)
            case "ansi_bg": look.ansiBackground = try basicColor(value, place)
            case "mono": look.mono = try attributes(value, place)
            default:
                guard case .flag(let on) = value else { throw fault("\(place) must be true or false") }
                if on, let attribute = Attributes.named.first(where: { $0.name == key }) { look.attributes.insert(attribute.value) }
            }
        }
        return look
    }

    private func color(_ value: ThemeValue, _ place: String, _ palette: [String: ThemeColor]) throws(ThemeError) -> ThemeColor {
        switch value {
        case .number(let number):
            guard let index = UInt8(exactly: number) else { throw fault("\(place) must be a whole number from 0 to 255") }
            return .indexed(index)
        case .string("default"):
            return .standard
        case .string(let text):
            if let color = palette[text] { return color }
            if let color = RGB(hex: text) { return .rgb(color) }
            throw fault("\(place) is \"\(text)\", which is no #rrggbb and no palette name" + Nearest.hint(text, among: Array(palette.keys)))
        default:
            throw fault("\(place) must be #rrggbb, a palette name, \"default\" or a number from 0 to 255")
        }
    }

    private func basicColor(_ value: ThemeValue, _ place: String) throws(ThemeError) -> Int16 {
        if case .string("default") = value { return -1 }
        guard case .number(let number) = value, let index = Int16(exactly: number), (-1...15).contains(index) else {
            throw fault("\(place) must be a whole number from 0 to 15, or \"default\"")
        }
        return index
    }

    private func attributes(_ value: ThemeValue, _ place: String) throws(ThemeError) -> Attributes {
        guard case .array(let names) = value else { throw fault("\(place) must be a list of attribute names") }
        var attributes: Attributes = []
        for element in names {
            let name = try string(element, place)
            try check([name], against: Attributes.named.map(\.name), what: "attribute", within: place)
            if let attribute = Attributes.named.first(where: { $0.name == name }) { attributes.insert(attribute.value) }
        }
        return attributes
    }

    private func string(_ value: ThemeValue, _ place: String) throws(ThemeError) -> String {
        guard case .string(let text) = value else { throw fault("\(place) must be a text in quotes") }
        return text
    }

    private func object(_ value: ThemeValue, _ place: String) throws(ThemeError) -> [String: ThemeValue] {
        guard case .object(let members) = value else { throw fault("\(place) must be an object in braces") }
        return members
    }

    private func check(_ keys: some Sequence<String>, against known: [String], what: String, within: String? = nil) throws(ThemeError) {
        for key in keys.sorted() where !known.contains(key) {
            throw fault("unknown \(what) \"\(key)\"" + (within.map { " in \($0)" } ?? "") + Nearest.hint(key, among: known))
        }
    }

    private func fault(_ problem: String) -> ThemeError {
        ThemeError(theme: name, problem: problem)
    }
}
