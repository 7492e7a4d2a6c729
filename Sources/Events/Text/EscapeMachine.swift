/// The byte-by-byte half of `TextSanitiser`: which sequence we are in, and what is left of the line.
struct EscapeMachine: Sendable {
    private enum State: Sendable {
        case ground
        case escape
        /// ESC and intermediate bytes, as in charset selection.
        case escapeIntermediate
        case control
        /// OSC (ended by BEL as well) and the other string kinds.
        case string(endsWithBell: Bool)
        case stringEscape(endsWithBell: Bool)
    }

    private static let longestSequenceBytes = 4096

    private var state = State.ground
    private var sequenceBytes = 0
    private var scalars = ScalarAssembler()
    private var lineHasLeft = false
    private var returnIsPending = false
    private var output: [UInt8] = []
    private var lineStart = 0

    var isInsideScalar: Bool {
        if case .ground = state { return scalars.isInside }
        return false
    }

    mutating func run(_ bytes: UnsafeBufferPointer<UInt8>) -> String {
        output.removeAll(keepingCapacity: true)
        output.reserveCapacity(bytes.count)
        lineStart = 0
        var index = 0
        while index < bytes.count {
            let byte = bytes[index]
            if case .ground = state, !scalars.isInside, !returnIsPending, byte &- 0x20 < 0x5F {
                var end = index &+ 1
                while end < bytes.count, bytes[end] &- 0x20 < 0x5F { end &+= 1 }
                output.append(contentsOf: bytes[index..<end])
                index = end
                continue
            }
            index &+= 1
            take(byte)
        }
        lineHasLeft = output.count > lineStart || lineHasLeft && lineStart == 0
        return String(decoding: output, as: UTF8.self)
    }

    private mutating func take(_ byte: UInt8) {
        switch scalars.take(byte) {
        case .incomplete: return
        case .scalar(let value): takeScalar(value)
        case .broken: takeScalar(0xFFFD)
        case .brokenBefore(let byte):
            takeScalar(0xFFFD)
            take(byte)
        }
    }

    private mutating func takeScalar(_ value: UInt32) {
        if case .ground = state { return ground(value) }
        sequenceBytes &+= value < 0x80 ? 1 : value < 0x800 ? 2 : value < 0x10000 ? 3 : 4
        if sequenceBytes > EscapeMachine.longestSequenceBytes || value == 0x0A || value == 0x18 || value == 0x1A {
            state = .ground
            if value != 0x18 && value != 0x1A { ground(value) }
            return
        }
        switch state {
        case .ground: break
        case .escape, .escapeIntermediate: escape(value)
        case .control: control(value)
        case .string(let bell): string(value, bell)
        case .stringEscape(let bell): stringEscape(value, bell)
        }
    }

    private mutating func begin(_ next: State) {
        state = next
        sequenceBytes = 0
    }

    private mutating func escape(_ value: UInt32) {
        switch value {
        case 0x1B: begin(.escape)
        case 0x20...0x2F: state = .escapeIntermediate
        case 0x30...0x7E:
            if case .escape = state, introduce(value &+ 0x40) { return }
            state = .ground
        case 0x7F: break
        default: leave(with: value)
        }
    }

    private mutating func control(_ value: UInt32) {
        switch value {
        case 0x1B: begin(.escape)
        case 0x40...0x7E: state = .ground
        case 0x00..<0x40, 0x7F: break
        default: leave(with: value)
        }
    }

    private mutating func string(_ value: UInt32, _ bell: Bool) {
        switch value {
        case 0x1B: state = .stringEscape(endsWithBell: bell)
        case 0x07 where bell: state = .ground
        case 0x9C: state = .ground
        default: break
        }
    }

    /// After ESC inside a string: `\` closes it, anything else begins a sequence of its own.
    private mutating func stringEscape(_ value: UInt32, _ bell: Bool) {
        if value == 0x5C {
            state = .ground
        } else {
            begin(.escape)
            escape(value)
        }
    }

    /// A byte that cannot belong to the sequence ends it and counts for itself.
    private mutating func leave(with value: UInt32) {
        state = .ground
        ground(value)
    }

    /// Enters the sequence a C1 control opens; false when it opens none.
    private mutating func introduce(_ value: UInt32) -> Bool {
        switch value {
        case 0x9B: begin(.control)
        case 0x9D: begin(.string(endsWithBell: true))
        case 0x90, 0x98, 0x9E, 0x9F: begin(.string(endsWithBell: false))
        default: return false
        }
        return true
    }

    private mutating func ground(_ value: UInt32) {
        switch value {
        case 0x0A, 0x85: endLine()
        case 0x0D: returnIsPending = true
        case 0x08: takeBack()
        case 0x1B: begin(.escape)
        case 0x80...0x9F: _ = introduce(value)
        case 0xE0000...0xE007F: break
        case 0x09: put(value)
        case 0x00..<0x20: put(0x2400 &+ value)
        case 0x7F: put(0x2421)
        default: put(value)
        }
    }

    private mutating func endLine() {
        returnIsPending = false
        output.append(0x0A)
        lineStart = output.count
        lineHasLeft = false
    }

    private mutating func put(_ value: UInt32) {
        if returnIsPending {
            returnIsPending = false
            if lineHasLeft, lineStart == 0 {
                endLine()
            } else {
                output.removeLast(output.count &- lineStart)
            }
        }
        ScalarAssembler.append(value, to: &output)
    }

    private mutating func takeBack() {
        guard !returnIsPending else { return }
        while output.count > lineStart {
            let byte = output.removeLast()
            if byte & 0xC0 != 0x80 { return }
        }
    }
}
