import CNcurses
import CShims
import Glibc
import Synchronization

/// A terminal behind ncurses: turns the difference between two grids into the bytes a terminal needs.
///
/// Curses writes into memory, never to the terminal, and knows nothing of its settings or its input: the caller sends the bytes. Rows are
/// compared here, so that a frame without a change costs one comparison and no curses call. A changed row with wide cells or marks is
/// sent whole, because terminals disagree about their widths.
///
/// Not thread-safe, and curses is one per process: use every screen from one thread.
public final class CursesScreen: Screen {
    public struct Settings: Sendable {
        /// The value of TERM; nil when unset.
        public var term: String?
        public var size: ScreenSize
        /// The colours to use; nil takes what terminfo says.
        ///
        /// More than the terminal has counts as what it has.
        public var depth: ColorDepth?
        /// Whether frames are marked as synchronized updates (DEC 2026), so that terminals show them at once.
        public var synchronized: Bool

        public init(term: String?, size: ScreenSize, depth: ColorDepth? = nil, synchronized: Bool = true) {
            self.term = term
            self.size = size
            self.depth = depth
            self.synchronized = synchronized
        }
    }

    /// What a terminal of that name can do; `plain` also when terminfo does not know it or anything near it.
    public static func capability(term: String?) -> ScreenCapability { TerminalEntry.capability(term) }

    public private(set) var size: ScreenSize
    /// The terminal description in use.
    public let term: String
    /// One sentence for the user when `term` is not what was asked for.
    public let notice: String?
    public let depth: ColorDepth
    /// What switches the terminal to full-screen; `TerminalSession` sends it.
    public private(set) var enterBytes: [UInt8] = []
    /// What switches it back.
    public private(set) var leaveBytes: [UInt8] = []

    private static let living = Mutex(0)
    private let output: FrameFile
    private let input: UnsafeMutablePointer<FILE>
    private let screen: OpaquePointer
    private let synchronized: Bool
    /// Makes the whole screen scroll.
    ///
    /// Curses says so only when it starts, so a terminal that grew meanwhile is told again.
    private let wholeRegion: StaticString
    private var styles = CursesStyles()
    private var shown: [Cell] = []
    private var shownCursor: GridPosition?
    private var cursorIsVisible: Bool?
    /// Every row is to be handed to curses, whatever the last grid was.
    private var everyRow = true
    /// The terminal is to be cleared and painted whole.
    private var clearFirst = true

    /// Throws when no terminal description fits, or memory for the frames is refused.
    public init(settings: Settings) throws(TerminalKitError) {
        guard lathe_utf8_locale() == 1 else { throw .noUTF8Locale }
        unsetenv("LINES")
        unsetenv("COLUMNS")
        guard let entry = TerminalEntry.find(settings.term) else { throw .unknownTerminal(settings.term ?? "") }
        guard let output = FrameFile(), let input = fopen("/dev/null", "r") else { throw .noFrameMemory(errno) }
        guard let screen = entry.name.withCString({ lathe_newterm($0, output.stream, input) }) else {
            fclose(input)
            throw .unknownTerminal(entry.name)
        }
        Self.living.withLock { $0 += 1 }
        self.output = output
        self.input = input
        self.screen = screen
        term = entry.name
        notice = entry.notice
        size = settings.size
        synchronized = settings.synchronized
        wholeRegion = lathe_has("csr") == 1 ? "\u{1B}[r" : ""
        depth = Self.prepare(wanted: settings.depth)
        resizeterm(Int32(size.rows), Int32(size.columns))
        // The first update starts full-screen, endwin ends it, and the next update would start it again. What newterm says about scrolling is
        // for 24 rows, so the whole screen is said after it.
        doupdate()
        enterBytes = output.take(and: [wholeRegion])
        endwin()
        leaveBytes = output.take()
        doupdate()
        _ = output.take()
        shown = Array(repeating: .blank, count: size.columns * size.rows)
    }

    deinit {
        set_term(screen)
        endwin()
        // ncurses 6.4 takes the windows of every screen away with the first one deleted: with others alive this one is left behind.
        if Self.living.withLock({ count in
            count -= 1
            return count == 0
        }) {
            delscreen(screen)
        }
        fclose(input)
    }

    private static func prepare(wanted: ColorDepth?) -> ColorDepth {
        typeahead(-1)
        nonl()
        let window = lathe_stdscr()
        idlok(window, false)
        scrollok(window, false)
        guard wanted != .mono, has_colors(), start_color() != ERR else { return .mono }
        use_default_colors()
        let colors = lathe_colors()
        let had: ColorDepth = colors >= 256 ? .indexed256 : colors >= 16 ? .ansi16 : colors >= 8 ? .ansi8 : .mono
        guard let wanted else { return had }
        return wanted.rawValue < had.rawValue ? wanted : had
    }

    public func use(_ theme: Theme) {
        set_term(screen)
        if styles.use(theme, depth: depth) { everyRow = true }
    }

    public func resize(to size: ScreenSize) {
        guard size != self.size else { return }
        self.size = size
        set_term(screen)
        resizeterm(Int32(size.rows), Int32(size.columns))
        shown = Array(repeating: .blank, count: size.columns * size.rows)
        repaintAll()
    }

    public func repaintAll() {
        everyRow = true
        clearFirst = true
        cursorIsVisible = nil
    }

    public func present(_ grid: Grid) -> [UInt8] {
        resize(to: grid.size)
        let cursor = grid.cursor.flatMap { grid.bounds.contains(x: $0.x, y: $0.y) ? $0 : nil }
        let changed = changedRows(of: grid)
        guard !changed.isEmpty || cursor != shownCursor else { return [] }
        set_term(screen)
        let atOnce = everyRow || clearFirst
        grid.cells.withUnsafeBufferPointer { cells in
            for (count, row) in changed.enumerated() {
                push(row: row, of: cells, width: grid.width)
                // curses takes three or more rows that moved together for a scroll and says it with SU inside margins, which lesser emulators get
                // wrong. Two rows at a time are never a scroll.
                if !atOnce, count % 2 == 1 {
                    wnoutrefresh(lathe_stdscr())
                    doupdate()
                }
            }
        }
        if clearFirst { clearok(lathe_curscr(), true) }
        place(cursor)
        wnoutrefresh(lathe_stdscr())
        doupdate()
        show(cursor)
        let start = clearFirst ? wholeRegion : ""
        everyRow = false
        clearFirst = false
        guard synchronized else { return output.take(between: [start], and: []) }
        return output.take(between: ["\u{1B}[?2026h\u{1B}(B", start], and: ["\u{1B}[?2026l"])
    }

    private func changedRows(of grid: Grid) -> [Int] {
        if everyRow { return Array(0..<grid.height) }
        var rows: [Int] = []
        grid.cells.withUnsafeBufferPointer { new in
            shown.withUnsafeBufferPointer { old in
                guard let new = new.baseAddress, let old = old.baseAddress else { return }
                let bytes = grid.width * MemoryLayout<Cell>.stride
                for row in 0..<grid.height where memcmp(new + row * grid.width, old + row * grid.width, bytes) != 0 { rows.append(row) }
            }
        }
        return rows
    }

    /// Hands a row's changed span to curses, or the whole row where terminals may disagree about its columns.
    private func push(row: Int, of cells: UnsafeBufferPointer<Cell>, width: Int) {
        let start = row * width
        shown.withUnsafeMutableBufferPointer { shown in
            guard let new = cells.baseAddress, let old = shown.baseAddress else { return }
            let disputed = (start..<(start + width)).contains { cells[$0].isDisputed || shown[$0].isDisputed }
            var first = 0
            var last = width - 1
            if !everyRow, !disputed {
                while first < last, cells[start + first] == shown[start + first] { first += 1 }
                while last > first, cells[start + last] == shown[start + last] { last -= 1 }
            }
            let window = lathe_stdscr()
            let count = last - first + 1
            UnsafeRawPointer(new + start + first).withMemoryRebound(to: lathe_cell.self, capacity: count) { span in
                _ = lathe_put_span(window, Int32(row), Int32(first), span, Int32(count), styles.roles, styles.attributes)
            }
            if disputed, !clearFirst { wredrawln(window, Int32(row), 1) }
            memcpy(old + start, new + start, width * MemoryLayout<Cell>.stride)
        }
    }

    /// Moves the window's cursor, or lets the terminal's stay wherever the frame ends.
    private func place(_ cursor: GridPosition?) {
        let window = lathe_stdscr()
        leaveok(window, cursor == nil)
        if cursor == nil, cursorIsVisible != false {
            curs_set(0)
            cursorIsVisible = false
        }
        if let cursor { wmove(window, Int32(cursor.y), Int32(cursor.x)) }
        shownCursor = cursor
    }

    private func show(_ cursor: GridPosition?) {
        guard cursor != nil, cursorIsVisible != true else { return }
        // After a repaint curses may believe what is no longer so.
        if cursorIsVisible == nil { curs_set(0) }
        curs_set(1)
        cursorIsVisible = true
    }
}
