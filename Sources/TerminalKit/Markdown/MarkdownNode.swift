import CCMark

/// One node of a parsed tree, by what it means to layout.
struct MarkdownNode {
    enum Kind {
        case paragraph, heading, codeBlock, html, quote, list, item, task, table, rule, other
        case text, softBreak, hardBreak, code, inlineHTML, emphasis, strong, link, image, strike
    }

    let pointer: OpaquePointer

    var kind: Kind {
        switch cmark_node_get_type(pointer) {
        case CMARK_NODE_PARAGRAPH: .paragraph
        case CMARK_NODE_HEADING: .heading
        case CMARK_NODE_CODE_BLOCK: .codeBlock
        case CMARK_NODE_HTML_BLOCK: .html
        case CMARK_NODE_BLOCK_QUOTE: .quote
        case CMARK_NODE_LIST: .list
        case CMARK_NODE_THEMATIC_BREAK: .rule
        case CMARK_NODE_TEXT: .text
        case CMARK_NODE_SOFTBREAK: .softBreak
        case CMARK_NODE_LINEBREAK: .hardBreak
        case CMARK_NODE_CODE: .code
        case CMARK_NODE_HTML_INLINE: .inlineHTML
        case CMARK_NODE_EMPH: .emphasis
        case CMARK_NODE_STRONG: .strong
        case CMARK_NODE_LINK: .link
        case CMARK_NODE_IMAGE: .image
        default: kindByName
        }
    }

    /// Kinds whose numbers the extensions hand out at run time.
    private var kindByName: Kind {
        switch String(cString: cmark_node_get_type_string(pointer)) {
        case "item": .item
        case "tasklist": .task
        case "table": .table
        case "strikethrough": .strike
        default: .other
        }
    }

    var firstChild: MarkdownNode? { cmark_node_first_child(pointer).map(MarkdownNode.init) }
    var next: MarkdownNode? { cmark_node_next(pointer).map(MarkdownNode.init) }
    var startLine: Int { Int(cmark_node_get_start_line(pointer)) }
    var literal: String { cmark_node_get_literal(pointer).map { String(cString: $0) } ?? "" }
    var address: String { cmark_node_get_url(pointer).map { String(cString: $0) } ?? "" }
    var isOrdered: Bool { cmark_node_get_list_type(pointer) == CMARK_ORDERED_LIST }
    var firstNumber: Int { Int(cmark_node_get_list_start(pointer)) }
    var isChecked: Bool { cmark_gfm_extensions_get_tasklist_item_checked(pointer) }

    /// The first word after the fence, or nothing for an indented block.
    var language: String {
        cmark_node_get_fence_info(pointer).map { CodeLanguage.name(fromInfo: String(cString: $0)) } ?? ""
    }

    var isFenced: Bool {
        var length: Int32 = 0
        var offset: Int32 = 0
        var character: CChar = 0
        return cmark_node_get_fenced(pointer, &length, &offset, &character) != 0
    }

    var children: NodeChildren { NodeChildren(upcoming: firstChild) }

    /// Visits every node below this one in reading order, entering and leaving, without recursion.
    func walk(_ visit: (_ node: MarkdownNode, _ isEntering: Bool) -> Void) {
        guard let iterator = cmark_iter_new(pointer) else { return }
        defer { cmark_iter_free(iterator) }
        while true {
            let event = cmark_iter_next(iterator)
            guard event != CMARK_EVENT_DONE, let node = cmark_iter_get_node(iterator) else { return }
            if node != pointer { visit(MarkdownNode(pointer: node), event == CMARK_EVENT_ENTER) }
        }
    }
}

/// The children of a node, from first to last.
struct NodeChildren: Sequence, IteratorProtocol {
    var upcoming: MarkdownNode?

    mutating func next() -> MarkdownNode? {
        defer { upcoming = upcoming?.next }
        return upcoming
    }
}
