/// A screen in memory: keeps the last grid and counts the frames that changed something.
public final class TestScreen: Screen {
    public private(set) var size: ScreenSize
    /// The grid shown last; nil before the first.
    public private(set) var last: Grid?
    /// Frames that showed something new.
    public private(set) var frames = 0
    /// The theme in use; nil before the first.
    public private(set) var theme: Theme?
    /// How often everything was to be painted anew.
    public private(set) var repaints = 0

    public init(size: ScreenSize = ScreenSize(columns: 80, rows: 24)) {
        self.size = size
    }

    public func use(_ theme: Theme) {
        self.theme = theme
    }

    public func resize(to size: ScreenSize) {
        self.size = size
    }

    public func repaintAll() {
        repaints += 1
    }

    public func present(_ grid: Grid) -> [UInt8] {
        size = grid.size
        if last != grid { frames += 1 }
        last = grid
        return []
    }
}
