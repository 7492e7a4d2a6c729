/// What kind of face a terminal can show.
public enum ScreenCapability: Sendable, Hashable {
    /// The cursor can be addressed: full-screen.
    case full
    /// Lines only: a dumb terminal, or none.
    case plain
}

/// Something that shows grids: a terminal through curses, or a test's memory.
///
/// Not Sendable: one thread owns it.
public protocol Screen: AnyObject {
    /// The size of the last resize or of the last grid shown.
    var size: ScreenSize { get }

    /// Chooses the colours; the next frame shows every cell in them.
    func use(_ theme: Theme)

    /// Tells the terminal's new size; the next frame is painted whole.
    func resize(to size: ScreenSize)

    /// Makes the next frame clear the terminal and paint everything, as after Ctrl-L or a resume.
    func repaintAll()

    /// Shows a grid, and returns the bytes the terminal needs for it: none when nothing changed.
    ///
    /// A grid of another size resizes the screen first. The bytes of a frame must reach the terminal whole and in order, since the
    /// next frame is the difference to this one.
    func present(_ grid: Grid) -> [UInt8]
}
