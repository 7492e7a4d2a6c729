import CVTerm
import TerminalKit

/// A terminal by libvterm: what somebody would see.
final class TerminalModel {
    private let terminal: OpaquePointer
    private let screen: OpaquePointer
    private(set) var columns: Int
    private(set) var rows: Int

    init?(columns: Int, rows: Int) {
        guard let terminal = vterm_new(Int32(rows), Int32(columns)) else { return nil }
        self.terminal = terminal
        self.columns = columns
        self.rows = rows
        vterm_set_utf8(terminal, 1)
        screen = vterm_obtain_screen(terminal)
        vterm_screen_enable_altscreen(screen, 1)
        vterm_screen_reset(screen, 1)
    }

    deinit {
        vterm_free(terminal)
    }

    func resize(columns: Int, rows: Int) {
        self.columns = columns
        self.rows = rows
        vterm_set_size(terminal, Int32(rows), Int32(columns))
    }

    func feed(_ bytes: [UInt8]) {
        bytes.withUnsafeBytes { buffer in
            _ = vterm_input_write(terminal, buffer.bindMemory(to: CChar.self).baseAddress, bytes.count)
        }
    }

    var cursor: GridPosition {
        var x: Int32 = 0
        var y: Int32 = 0
        cvterm_cursor(terminal, &x, &y)
        return GridPosition(x: Int(x), y: Int(y))
    }

    func cell(x: Int, y: Int) -> cvterm_cell {
        var cell = cvterm_cell()
        _ = cvterm_read_cell(screen, Int32(x), Int32(y), &cell)
        return cell
    }

    /// The first cell that does not show what the grid says; nil when all do.
    func difference(from grid: Grid, theme: Theme, depth: ColorDepth) -> String? {
        for y in 0..<grid.height {
            for x in 0..<grid.width where grid[x, y].width != 0 {
                let wanted = grid[x, y]
                let seen = cell(x: x, y: y)
                if !Self.shows(seen, wanted) {
                    return "row \(y) column \(x): wanted \"\(wanted.text)\", seen \"\(Self.text(of: seen))\""
                }
                if let fault = Self.lookFault(seen, wanted: wanted, appearance: theme.appearance(of: wanted.role, depth: depth)) {
                    return "row \(y) column \(x) \"\(wanted.text)\" \(wanted.role): \(fault)"
                }
            }
        }
        return nil
    }

    /// Compares values, not strings: this runs for every cell of every frame.
    private static func shows(_ seen: cvterm_cell, _ wanted: Cell) -> Bool {
        let base = seen.scalars.0 == 0 ? 0x20 : seen.scalars.0
        guard base == wanted.base else { return false }
        guard seen.scalars.0 != 0, wanted.mark1 != 0 else { return wanted.mark1 == 0 && (seen.scalars.0 == 0 || seen.scalars.1 == 0) }
        return seen.scalars.1 == wanted.mark1 && seen.scalars.2 == wanted.mark2
    }

    private static func text(of cell: cvterm_cell) -> String {
        var text = String.UnicodeScalarView()
        withUnsafeBytes(of: cell.scalars) { bytes in
            for value in bytes.bindMemory(to: UInt32.self) {
                guard value != 0, value != UInt32.max, let scalar = Unicode.Scalar(value) else { break }
                text.append(scalar)
            }
        }
        return String(text)
    }

    private static func lookFault(_ seen: cvterm_cell, wanted: Cell, appearance: Appearance) -> String? {
        let attributes = wanted.attributes.union(appearance.attributes)
        let isBlank = wanted.base == 0x20 && wanted.mark1 == 0
        // What no eye can see on a blank may differ.
        if !isBlank, (seen.bold != 0) != attributes.contains(.bold) { return "bold is \(seen.bold)" }
        if !isBlank, (seen.italic != 0) != attributes.contains(.italic) { return "italic is \(seen.italic)" }
        if (seen.underline != 0) != attributes.contains(.underline) { return "underline is \(seen.underline)" }
        if (seen.reverse != 0) != attributes.contains(.reverse) { return "reverse is \(seen.reverse)" }
        let foreground = color(appearance.foreground)
        let background = color(appearance.background)
        if !isBlank || attributes.contains(.reverse), seen.foreground != foreground {
            return "foreground is \(seen.foreground), not \(foreground)"
        }
        if seen.background != background { return "background is \(seen.background), not \(background)" }
        return nil
    }

    private static func color(_ index: Int16) -> UInt32 {
        index < 0 ? 0 : 0x0100_0000 | UInt32(index)
    }
}
