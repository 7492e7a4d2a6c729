import CVTerm

/// A terminal without glass: bytes go in, and what a person would see can be read (libvterm does the interpreting).
public final class VirtualScreen: Sendable {
    private struct State {
        let terminal: OpaquePointer
        let screen: OpaquePointer
        var columns: Int
        var rows: Int
        var scan = EscapeScan()
        /// The beginning of a character or sequence whose end has not come yet, and what belongs to a synchronized update that goes on.
        var held: [UInt8] = []
        var isInUpdate: Bool { scan.modes.modes[2026] == true && held.count < VirtualScreen.longestUpdate }
        var replies: [UInt8] = []
    }

    private let state: Monitor<State?>
    /// Nobody's frame is larger; what comes after it is shown at once.
    private static let longestUpdate = 1 << 20

    /// A blank screen; sizes are held within 1 and 1000.
    public init(columns: Int = 80, rows: Int = 24) {
        let (columns, rows) = (Self.clamp(columns), Self.clamp(rows))
        guard let terminal = vterm_new(Int32(rows), Self.innerColumns(columns)), let screen = vterm_obtain_screen(terminal) else {
            state = Monitor(nil)
            return
        }
        vterm_set_utf8(terminal, 1)
        vterm_screen_enable_altscreen(screen, 1)
        vterm_screen_reset(screen, 1)
        state = Monitor(State(terminal: terminal, screen: screen, columns: columns, rows: rows))
    }

    deinit {
        state.read { if let terminal = $0?.terminal { vterm_free(terminal) } }
    }

    /// libvterm 0.1.4 dies of a wide character on a screen of one column, so it always gets two.
    private static func innerColumns(_ columns: Int) -> Int32 { Int32(max(2, columns)) }

    private static func clamp(_ size: Int) -> Int { min(max(size, 1), 1000) }

    /// Interprets bytes; they may be cut anywhere, also inside a character or a sequence.
    ///
    /// A synchronized update (mode 2026) shows when it is whole, so that nobody ever sees half a frame.
    public func feed(_ bytes: [UInt8]) {
        state.change { state in
            guard var changed = state else { return }
            // libvterm only ever sees whole sequences, so that a resize can never fall into one.
            let whole = changed.scan.feed(bytes, rows: changed.rows)
            if let whole, !changed.isInUpdate {
                Self.write(changed.held + bytes[..<whole], to: changed.terminal)
                changed.held = Array(bytes[whole...])
            } else {
                changed.held += bytes
            }
            var reply = [CChar](repeating: 0, count: 512)
            while true {
                let count = vterm_output_read(changed.terminal, &reply, reply.count)
                if count == 0 { break }
                changed.replies += reply.prefix(count).map { UInt8(bitPattern: $0) }
            }
            state = changed
        }
    }

    private static func write(_ bytes: [UInt8], to terminal: OpaquePointer) {
        bytes.withUnsafeBytes { buffer in
            guard let start = buffer.baseAddress?.assumingMemoryBound(to: CChar.self) else { return }
            var done = 0
            while done < buffer.count {
                let written = vterm_input_write(terminal, start.advanced(by: done), buffer.count - done)
                if written == 0 { break }
                done += written
            }
        }
    }

    /// Interprets text.
    public func feed(_ text: String) { feed(Array(text.utf8)) }

    /// Makes the screen larger or smaller, as a terminal does when its window changes.
    public func resize(columns: Int, rows: Int) {
        let (columns, rows) = (Self.clamp(columns), Self.clamp(rows))
        state.change { state in
            guard var changed = state else { return }
            // libvterm 0.1.4 keeps margins that lie outside a smaller screen and then writes there: take them off first,
            // and put the cursor back, which taking them off has moved.
            var (x, y): (Int32, Int32) = (0, 0)
            cvterm_cursor(changed.terminal, &x, &y)
            Self.write(Array("\u{1B}[?6l\u{1B}[?69l\u{1B}[r\u{1B}[\(y + 1);\(x + 1)H".utf8), to: changed.terminal)
            vterm_set_size(changed.terminal, Int32(rows), Self.innerColumns(columns))
            changed.scan.resized()
            (changed.columns, changed.rows) = (columns, rows)
            state = changed
        }
    }

    /// What the terminal answers to questions (cursor position, device attributes); taken once.
    public func takeReplies() -> [UInt8] {
        state.change { state in
            defer { state?.replies = [] }
            return state?.replies ?? []
        }
    }

    public var columns: Int { state.read { $0?.columns ?? 0 } }
    public var rows: Int { state.read { $0?.rows ?? 0 } }

    /// All rows joined by line feeds, without blanks at the ends of rows; always as many lines as there are rows.
    public var text: String { lines.joined(separator: "\n") }

    /// Each row without the blanks at its end.
    public var lines: [String] {
        state.read { state in
            guard let state else { return [] }
            return (0..<state.rows).map { Self.row($0, in: state) }
        }
    }

    /// One row, 0 the topmost; empty when outside.
    public func row(_ y: Int) -> String {
        state.read { state in
            guard let state, (0..<state.rows).contains(y) else { return "" }
            return Self.row(y, in: state)
        }
    }

    private static func row(_ y: Int, in state: State) -> String {
        // A cell holds at most six scalars of four bytes.
        let bytes = [UInt8](unsafeUninitializedCapacity: state.columns * 24) { buffer, count in
            count = buffer.withMemoryRebound(to: CChar.self) {
                cvterm_read_row(state.screen, Int32(y), Int32(state.columns), $0.baseAddress, $0.count)
            }
        }
        let end = bytes.lastIndex { $0 != 0x20 }.map { $0 + 1 } ?? 0
        return String(decoding: bytes[..<end], as: UTF8.self)
    }

    /// One cell, counted from the top left (0, 0); blank when outside.
    public func cell(_ x: Int, _ y: Int) -> ScreenCell {
        state.read { state in
            guard let state, (0..<state.columns).contains(x), (0..<state.rows).contains(y) else { return .blank }
            var cell = cvterm_cell()
            guard cvterm_read_cell(state.screen, Int32(x), Int32(y), &cell) != 0 else { return .blank }
            return ScreenCell(cell)
        }
    }

    /// Where the cursor stands, counted from the top left (0, 0).
    public var cursor: (x: Int, y: Int) {
        state.read { state in
            guard let state else { return (0, 0) }
            var (x, y): (Int32, Int32) = (0, 0)
            cvterm_cursor(state.terminal, &x, &y)
            return (Int(x), Int(y))
        }
    }

    /// Whether the pen has no attribute and no colour.
    public var penIsPlain: Bool { state.read { $0.map { cvterm_pen_is_plain($0.terminal) != 0 } ?? true } }

    var modes: TerminalModes { state.read { $0?.scan.modes ?? TerminalModes() } }
}
