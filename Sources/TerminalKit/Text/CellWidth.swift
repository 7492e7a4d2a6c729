import CShims

/// How many terminal columns text takes, by the one table that layout, grid and ncurses share.
public enum CellWidth {
    /// The columns of a scalar: 0, 1 or 2, and 0 for controls, which are never drawn.
    @inline(__always)
    public static func of(_ scalar: Unicode.Scalar) -> Int {
        of(value: scalar.value)
    }

    @inline(__always)
    static func of(value: UInt32) -> Int {
        if value >= 0x20 && value < 0x7F { return 1 }
        return max(0, Int(lathe_cell_width(value)))
    }

    /// The columns of a text, scalar by scalar.
    ///
    /// Linear; plain ASCII costs about a nanosecond a byte.
    ///
    /// The sum is what a terminal shows only for text that went through `DisplayText.conservative`.
    public static func of(_ text: String) -> Int {
        if let width = text.utf8.withContiguousStorageIfAvailable(of(bytes:)) { return width }
        return of(bytes: Array(text.utf8))
    }

    static func of(bytes: UnsafeBufferPointer<UInt8>) -> Int {
        var columns = 0
        var index = 0
        while index < bytes.count {
            let byte = bytes[index]
            if byte < 0x80 {
                columns &+= byte >= 0x20 && byte != 0x7F ? 1 : 0
                index &+= 1
            } else {
                let (value, length) = UTF8Scalar.decode(bytes, at: index)
                columns &+= of(value: value)
                index &+= length
            }
        }
        return columns
    }

    static func of(bytes: [UInt8]) -> Int {
        bytes.withUnsafeBufferPointer(of(bytes:))
    }
}
