import CNcurses

/// A theme as curses wants it: attributes and a colour pair for every role.
struct CursesStyles {
    /// Indexed by a role's raw value.
    private(set) var roles: [lathe_style]
    /// Indexed by a cell's attribute bits.
    let attributes: [attr_t]

    init() {
        roles = Array(repeating: lathe_style(attributes: 0, pair: 0), count: 256)
        attributes = (0..<256).map { Self.curses(Attributes(rawValue: UInt8($0))) }
    }

    /// Takes a theme over; false when it looks the same as before.
    ///
    /// The screen must be the current one, since pairs belong to it.
    mutating func use(_ theme: Theme, depth: ColorDepth) -> Bool {
        var changed = false
        for role in Role.allCases {
            let style = Self.style(theme.appearance(of: role, depth: depth), depth: depth)
            let index = Int(role.rawValue)
            if roles[index].attributes != style.attributes || roles[index].pair != style.pair {
                roles[index] = style
                changed = true
            }
        }
        return changed
    }

    private static func style(_ appearance: Appearance, depth: ColorDepth) -> lathe_style {
        guard depth != .mono else { return lathe_style(attributes: curses(appearance.attributes), pair: 0) }
        var foreground = Int32(appearance.foreground)
        var background = Int32(appearance.background)
        let colors = lathe_colors()
        if foreground >= colors || foreground < 0 { foreground = -1 }
        if background >= colors || background < 0 { background = -1 }
        let pair = foreground == -1 && background == -1 ? 0 : max(0, alloc_pair(foreground, background))
        return lathe_style(attributes: curses(appearance.attributes), pair: pair)
    }

    private static func curses(_ attributes: Attributes) -> attr_t {
        lathe_attributes(
            attributes.contains(.bold) ? 1 : 0, attributes.contains(.dim) ? 1 : 0, attributes.contains(.italic) ? 1 : 0,
            attributes.contains(.underline) ? 1 : 0, attributes.contains(.reverse) ? 1 : 0)
    }
}
