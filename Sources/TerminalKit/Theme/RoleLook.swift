/// A colour as a theme file may name it.
enum ThemeColor: Sendable, Hashable {
    case standard
    case indexed(UInt8)
    case rgb(RGB)

    var index256: Int16 {
        switch self {
        case .standard: -1
        case .indexed(let index): Int16(index)
        case .rgb(let color): Int16(color.nearestIndex)
        }
    }

    /// The colour itself where it is one of the sixteen.
    var index16: Int16? {
        switch self {
        case .standard: -1
        case .indexed(let index) where index < 16: Int16(index)
        case .indexed, .rgb: nil
        }
    }
}

/// What a theme file says about one role.
struct RoleLook: Sendable, Hashable {
    var foreground = ThemeColor.standard
    var background = ThemeColor.standard
    var attributes: Attributes = []
    /// 0…15, or -1 for the terminal's own; nil asks the built-in table.
    var ansi: Int16?
    var ansiBackground: Int16?
    var mono: Attributes?

    /// The look of a role in a theme that does not mention it.
    static func standard(_ role: Role) -> RoleLook {
        var look = RoleLook(attributes: role.standardMono)
        let color = role.standardAnsi
        if color >= 0 { look.foreground = .indexed(UInt8(clamping: color)) }
        return look
    }

    func appearance(of role: Role, depth: ColorDepth) -> Appearance {
        switch depth {
        case .mono:
            var chosen = mono ?? attributes
            if mono == nil, background != .standard { chosen.insert(.reverse) }
            return Appearance(attributes: chosen)
        case .ansi8:
            let sixteen = appearance(of: role, depth: .ansi16)
            var eight = sixteen
            if sixteen.foreground >= 8 {
                eight.foreground = sixteen.foreground - 8
                eight.attributes.insert(.bold)
            }
            if sixteen.background >= 8 { eight.background = sixteen.background - 8 }
            // Bright black on black would vanish: eight colours have no grey.
            if sixteen.foreground == 8 {
                eight.foreground = -1
                eight.attributes.remove(.bold)
                eight.attributes.insert(.dim)
            }
            return eight
        case .ansi16:
            var look = Appearance(attributes: attributes)
            look.foreground = ansi ?? foreground.index16 ?? role.standardAnsi
            if let color = ansiBackground ?? background.index16 {
                look.background = color
            } else {
                look.attributes.insert(.reverse)
            }
            return look
        case .indexed256:
            return Appearance(foreground: foreground.index256, background: background.index256, attributes: attributes)
        }
    }
}
