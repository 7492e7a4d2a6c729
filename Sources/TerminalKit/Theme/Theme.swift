/// A set of looks, one for each role, in every colour depth.
///
/// Made from a theme file; asking costs one array read.
public struct Theme: Sendable {
    /// What the theme calls itself.
    public let name: String

    /// Whether the theme is meant for a dark or for a light background.
    public let kind: Kind

    /// The background the theme was judged against.
    ///
    /// It is not painted.
    public let background: RGB

    /// Roles the file says nothing about; they look like the built-in sixteen-colour defaults.
    public let missingRoles: [Role]

    private let tables: [[Appearance]]

    public enum Kind: String, Sendable, CaseIterable {
        case dark
        case light
    }

    init(name: String, kind: Kind, background: RGB, looks: [Role: RoleLook]) {
        self.name = name
        self.kind = kind
        self.background = background
        missingRoles = Role.allCases.filter { looks[$0] == nil }
        tables = ColorDepth.allCases.map { depth in
            Role.allCases.map { role in (looks[role] ?? RoleLook.standard(role)).appearance(of: role, depth: depth) }
        }
    }

    /// How a role looks in a terminal with so many colours.
    @inline(__always)
    public func appearance(of role: Role, depth: ColorDepth) -> Appearance {
        tables[Int(depth.rawValue)][Int(role.rawValue)]
    }
}

extension Theme {
    /// The theme that needs no file: the terminal's own colours.
    public static let plain = Theme(name: "plain", kind: .dark, background: RGB(red: 0, green: 0, blue: 0), looks: [:])
}
