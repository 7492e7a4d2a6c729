/// How many colours the terminal has.
public enum ColorDepth: UInt8, CaseIterable, Sendable, Hashable {
    /// No colour; attributes only.
    case mono
    /// Eight colours; the bright ones become bold.
    case ansi8
    /// Sixteen colours, chosen by hand in the theme.
    case ansi16
    /// The 256 colours of xterm.
    case indexed256
}

/// How a cell looks: two colours and the attributes.
public struct Appearance: Sendable, Hashable {
    /// 0…255, or -1 for the terminal's own.
    public var foreground: Int16
    /// 0…255, or -1 for the terminal's own.
    public var background: Int16
    public var attributes: Attributes

    public init(foreground: Int16 = -1, background: Int16 = -1, attributes: Attributes = []) {
        self.foreground = foreground
        self.background = background
        self.attributes = attributes
    }
}
