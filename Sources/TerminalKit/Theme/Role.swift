/// What a piece of text means; a theme decides how it looks.
///
/// Panes name roles, never colours. The raw value is an index into a theme's tables, so it may change between builds; store the name instead.
public enum Role: UInt8, CaseIterable, Sendable, Hashable {
    case text
    case dim
    case strong
    case accent
    case heading
    case reasoning
    case code
    case codeKeyword
    case codeString
    case codeComment
    case codeNumber
    case link
    case quote
    case statusRunning
    case statusOk
    case statusError
    case statusDenied
    case statusQueued
    case statusCancelled
    case statusWaiting
    case diffAdd
    case diffDel
    case diffHunk
    case border
    case title
    case focusTitle
    case selection
    case input
    case placeholder
    case header
    case footer
    case key
    case badge
    case warning
    case gaugeFull
    case gaugeEmpty
    case sparkline
    case user
}

extension Role {
    /// The name a theme file uses for this role.
    public var name: String { "\(self)" }

    /// The letter that stands for this role in snapshots; no two roles share one.
    public var snapshotCode: Character {
        switch self {
        case .text: "."
        case .dim: "d"
        case .strong: "s"
        case .accent: "a"
        case .heading: "h"
        case .reasoning: "r"
        case .code: "c"
        case .codeKeyword: "K"
        case .codeString: "S"
        case .codeComment: "C"
        case .codeNumber: "N"
        case .link: "l"
        case .quote: "q"
        case .statusRunning: "R"
        case .statusOk: "O"
        case .statusError: "E"
        case .statusDenied: "D"
        case .statusQueued: "Q"
        case .statusCancelled: "X"
        case .statusWaiting: "W"
        case .diffAdd: "+"
        case .diffDel: "-"
        case .diffHunk: "@"
        case .border: "b"
        case .title: "t"
        case .focusTitle: "T"
        case .selection: "L"
        case .input: "i"
        case .placeholder: "p"
        case .header: "H"
        case .footer: "f"
        case .key: "k"
        case .badge: "B"
        case .warning: "w"
        case .gaugeFull: "G"
        case .gaugeEmpty: "g"
        case .sparkline: "~"
        case .user: "u"
        }
    }
}
