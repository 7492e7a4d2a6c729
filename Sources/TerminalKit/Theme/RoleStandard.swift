extension Role {
    /// The sixteen-colour foreground where a theme gives none: -1 is the terminal's own.
    var standardAnsi: Int16 {
        switch self {
        case .text, .strong, .heading, .code, .title, .focusTitle, .selection, .input, .header, .user: -1
        case .dim, .reasoning, .codeComment, .quote, .statusQueued, .statusCancelled, .border, .placeholder, .footer, .gaugeEmpty: 8
        case .accent, .link, .key, .badge, .codeKeyword, .gaugeFull, .sparkline: 6
        case .codeString, .statusOk, .diffAdd: 2
        case .statusError, .diffDel: 1
        case .statusRunning, .diffHunk: 4
        case .statusWaiting, .warning: 3
        case .statusDenied, .codeNumber: 5
        }
    }

    /// The attributes where a theme gives none, chosen so that a screen without colour can still be read.
    var standardMono: Attributes {
        switch self {
        case .strong, .heading, .title, .header, .key, .statusRunning, .statusError, .diffAdd, .user, .gaugeFull, .codeKeyword: .bold
        case .warning, .statusWaiting, .statusDenied: [.bold, .underline]
        case .focusTitle: [.bold, .reverse]
        case .selection, .badge: .reverse
        case .link, .accent: .underline
        case .diffHunk, .codeComment, .quote: .italic
        case .text, .dim, .reasoning, .code, .codeString, .codeNumber, .statusOk, .statusQueued, .statusCancelled, .diffDel, .border,
            .input,
            .placeholder, .footer, .gaugeEmpty, .sparkline:
            []
        }
    }
}
