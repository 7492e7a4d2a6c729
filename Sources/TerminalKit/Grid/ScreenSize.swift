/// The size of a terminal in cells: 1 to 2000 columns and 1 to 1000 rows.
///
/// Terminals do report 0 by 0 and absurd sizes; both are brought into range.
public struct ScreenSize: Sendable, Hashable {
    public let columns: Int
    public let rows: Int

    public init(columns: Int, rows: Int) {
        self.columns = min(max(1, columns), 2000)
        self.rows = min(max(1, rows), 1000)
    }
}

/// A cell's place: column `x` and row `y`, counted from 0.
public struct GridPosition: Sendable, Hashable {
    public var x: Int
    public var y: Int

    public init(x: Int, y: Int) {
        self.x = x
        self.y = y
    }
}
