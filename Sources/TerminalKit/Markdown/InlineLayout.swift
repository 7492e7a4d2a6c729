/// Turns the inline part of a block into spans.
struct InlineLayout {
    private static let longestShownAddress = 200

    private let base: Role
    private let baseAttributes: Attributes
    private var spans: [Span] = []
    private var emphasis = 0
    private var strong = 0
    private var strike = 0
    private var links: [String] = []
    private var imageDepth = 0

    /// The spans of everything below `node`.
    static func spans(of node: MarkdownNode, role: Role = .text, attributes: Attributes = []) -> [Span] {
        var layout = InlineLayout(base: role, baseAttributes: attributes)
        node.walk { layout.visit($0, entering: $1) }
        return layout.spans
    }

    private init(base: Role, baseAttributes: Attributes) {
        self.base = base
        self.baseAttributes = baseAttributes
    }

    private mutating func visit(_ node: MarkdownNode, entering: Bool) {
        let step = entering ? 1 : -1
        switch node.kind {
        case .text: add(node.literal, role)
        case .softBreak: add(" ", role)
        case .hardBreak: add("\n", role)
        case .code: add(node.literal, .code)
        case .inlineHTML: addHTML(node.literal)
        case .emphasis: emphasis &+= step
        case .strong: strong &+= step
        case .strike: strike &+= step
        case .link: if entering { links.append("") } else { closeLink(node.address) }
        case .image:
            add(entering ? "[image: " : "]", .dim)
            imageDepth &+= step
            if !entering { addTarget(node.address) }
        case .paragraph: if entering, !spans.isEmpty { add("\n", role) }
        default: break
        }
    }

    private var role: Role {
        if !links.isEmpty { return .link }
        if strike > 0 || imageDepth > 0 { return .dim }
        if strong > 0, base == .text { return .strong }
        return base
    }

    private var attributes: Attributes {
        var attributes = baseAttributes
        if emphasis > 0 { attributes.insert(.italic) }
        if strong > 0 { attributes.insert(.bold) }
        return attributes
    }

    private mutating func add(_ text: String, _ role: Role) {
        guard !text.isEmpty else { return }
        if !links.isEmpty { links[links.count &- 1] += text }
        let attributes = attributes
        if let last = spans.indices.last, spans[last].role == role, spans[last].attributes == attributes {
            spans[last].text += text
        } else {
            spans.append(Span(text, role, attributes))
        }
    }

    private mutating func addHTML(_ tag: String) {
        switch tag.lowercased() {
        case "<br>", "<br/>", "<br />": add("\n", role)
        default: add(tag, role)
        }
    }

    /// Says where a link leads when its text does not.
    private mutating func closeLink(_ address: String) {
        let text = links.popLast() ?? ""
        if text != address, "mailto:" + text != address, "http://" + text != address { addTarget(address) }
    }

    private mutating func addTarget(_ address: String) {
        guard !address.isEmpty else { return }
        let shown =
            address.utf8.count > InlineLayout.longestShownAddress ? address.prefix(InlineLayout.longestShownAddress) + "…" : address[...]
        spans.append(Span(" (" + shown + ")", .dim))
    }
}
