/// A rectangle of cells; its sides are never negative.
public struct Rect: Sendable, Hashable {
    public var x: Int
    public var y: Int
    /// Columns, 0 or more.
    public var width: Int {
        didSet { if width < 0 { width = 0 } }
    }
    /// Rows, 0 or more.
    public var height: Int {
        didSet { if height < 0 { height = 0 } }
    }

    public static let zero = Rect(x: 0, y: 0, width: 0, height: 0)

    /// A negative width or height counts as 0.
    public init(x: Int = 0, y: Int = 0, width: Int, height: Int) {
        self.x = x
        self.y = y
        self.width = max(0, width)
        self.height = max(0, height)
    }

    public var isEmpty: Bool { width == 0 || height == 0 }

    /// The first column to the right of the rectangle.
    public var maxX: Int { x &+ width }
    /// The first row below the rectangle.
    public var maxY: Int { y &+ height }

    public func contains(x: Int, y: Int) -> Bool {
        x >= self.x && x < maxX && y >= self.y && y < maxY
    }

    /// The rectangle without `cells` columns at the sides and rows at top and bottom; never negative.
    public func inset(_ cells: Int = 1) -> Rect {
        inset(left: cells, right: cells, top: cells, bottom: cells)
    }

    public func inset(left: Int = 0, right: Int = 0, top: Int = 0, bottom: Int = 0) -> Rect {
        let left = min(max(0, left), width)
        let top = min(max(0, top), height)
        return Rect(
            x: x &+ left, y: y &+ top,
            width: width &- left &- min(max(0, right), width), height: height &- top &- min(max(0, bottom), height))
    }

    /// The left `columns` columns, and what is right of them.
    public func splitLeft(_ columns: Int) -> (Rect, Rect) {
        let part = min(max(0, columns), width)
        return (
            Rect(x: x, y: y, width: part, height: height),
            Rect(x: x &+ part, y: y, width: width &- part, height: height)
        )
    }

    /// The right `columns` columns, and what is left of them.
    public func splitRight(_ columns: Int) -> (Rect, Rect) {
        let (rest, part) = splitLeft(width &- min(max(0, columns), width))
        return (part, rest)
    }

    /// The top `rows` rows, and what is below them.
    public func splitTop(_ rows: Int) -> (Rect, Rect) {
        let part = min(max(0, rows), height)
        return (
            Rect(x: x, y: y, width: width, height: part),
            Rect(x: x, y: y &+ part, width: width, height: height &- part)
        )
    }

    /// The bottom `rows` rows, and what is above them.
    public func splitBottom(_ rows: Int) -> (Rect, Rect) {
        let (rest, part) = splitTop(height &- min(max(0, rows), height))
        return (part, rest)
    }

    /// The cells in both; `zero`-sized at the nearer corner when there are none.
    public func intersection(_ other: Rect) -> Rect {
        let left = max(x, other.x)
        let top = max(y, other.y)
        return Rect(x: left, y: top, width: min(maxX, other.maxX) &- left, height: min(maxY, other.maxY) &- top)
    }
}
