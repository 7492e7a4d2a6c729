/// One cell of the grid: a scalar with up to two marks, what it means, and how it is drawn.
///
/// Sixteen bytes without padding, laid out as `lathe_cell` in CNcurses, so that rows are compared and handed over as memory.
public struct Cell: Sendable, Hashable {
    /// The scalar's value; 0 in the trailing half of a wide cell.
    public internal(set) var base: UInt32
    /// Marks drawn over the base; 0 is none.
    public internal(set) var mark1: UInt32 = 0
    public internal(set) var mark2: UInt32 = 0
    /// 1, or 2 for the leading and 0 for the trailing half of a wide cell.
    public internal(set) var width: UInt8
    var roleCode: UInt8
    var attributeBits: UInt8
    var reserved: UInt8 = 0

    public static let blank = Cell(base: 0x20, width: 1, role: .text, attributes: [])

    init(base: UInt32, width: UInt8, role: Role, attributes: Attributes) {
        self.base = base
        self.width = width
        roleCode = role.rawValue
        attributeBits = attributes.rawValue
    }

    public var role: Role {
        get { Role(rawValue: roleCode) ?? .text }
        set { roleCode = newValue.rawValue }
    }

    public var attributes: Attributes {
        get { Attributes(rawValue: attributeBits) }
        set { attributeBits = newValue.rawValue }
    }

    /// What the cell shows; empty in the trailing half of a wide cell.
    public var text: String {
        var result = ""
        for value in [base, mark1, mark2] where value != 0 {
            if let scalar = Unicode.Scalar(value) { result.unicodeScalars.append(scalar) }
        }
        return result
    }

    /// True where terminals and curses may count columns differently, so that the row is better sent whole.
    var isDisputed: Bool { width != 1 || mark1 != 0 }

    /// Takes the glyph away and keeps the look.
    mutating func erase() {
        base = 0x20
        mark1 = 0
        mark2 = 0
        width = 1
    }

    /// Adds a mark; the third and later ones are dropped.
    mutating func add(mark: UInt32) {
        if mark1 == 0 {
            mark1 = mark
        } else if mark2 == 0 {
            mark2 = mark
        }
    }
}
