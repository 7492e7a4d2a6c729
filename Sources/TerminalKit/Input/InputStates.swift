extension InputParser {
    /// A control sequence, and an answer, longer than this is skipped.
    private static let longestSequence = 128
    private static let longestAnswer = 4096

    /// Takes one byte outside a paste.
    mutating func step(_ byte: UInt8, into events: inout [InputEvent]) {
        switch state {
        case .ground: ground(byte, into: &events)
        case .escape: afterEscape(byte, into: &events)
        case .escapeTwice: afterTwoEscapes(byte, into: &events)
        case .control: inControl(byte, into: &events)
        case .controlSkipped:
            if (0x40...0x7E).contains(byte) { finish() } else if byte < 0x20 { restart(with: byte, into: &events) }
        case .console:
            let key = (0x41...0x45).contains(byte) ? Key.function(Int(byte) - 0x40) : nil
            if byte < 0x20 { return restart(with: byte, into: &events) }
            if let key { events.append(.key(key, alt ? .alt : [])) }
            finish()
        case .single: inSingle(byte, into: &events)
        case .oldMouse:
            if byte < 0x20 { return restart(with: byte, into: &events) }
            sequence.append(byte)
            guard sequence.count == 3 else { return }
            if let mouse = MouseReport.old(sequence) { events.append(.mouse(mouse)) }
            finish()
        case .string(let introducer): inString(byte, introducer: introducer, into: &events)
        case .stringEscape(let introducer):
            endString(introducer, into: &events)
            if byte != 0x5C {
                state = .escape
                step(byte, into: &events)
            }
        case .paste: break
        }
    }

    private mutating func finish() {
        state = .ground
        alt = false
        sequence.removeAll(keepingCapacity: true)
    }

    /// Gives an unfinished sequence up: a control byte cannot be part of it.
    private mutating func restart(with byte: UInt8, into events: inout [InputEvent]) {
        finish()
        ground(byte, into: &events)
    }

    private mutating func ground(_ byte: UInt8, into events: inout [InputEvent]) {
        if scalar.isUnfinished || byte >= 0x80 {
            switch scalar.take(byte) {
            case .more: return
            case .scalar(let value): emit(value, into: &events)
            case .broken: emit("\u{FFFD}", into: &events)
            case .brokenBefore:
                emit("\u{FFFD}", into: &events)
                ground(byte, into: &events)
            }
            return
        }
        if byte == 0x1B {
            state = .escape
        } else {
            let (key, modifiers) = KeyTable.key(byte: byte, backspace: backspaceByte)
            events.append(.key(key, alt ? modifiers.union(.alt) : modifiers))
            alt = false
        }
    }

    private mutating func emit(_ scalar: Unicode.Scalar, into events: inout [InputEvent]) {
        // C1 controls are no keys.
        if !(0x80...0x9F).contains(scalar.value) { events.append(.key(.character(Character(scalar)), alt ? .alt : [])) }
        alt = false
    }

    mutating func finishScalar(into events: inout [InputEvent]) {
        scalar = ScalarDecoder()
        emit("\u{FFFD}", into: &events)
    }

    private mutating func afterEscape(_ byte: UInt8, into events: inout [InputEvent]) {
        switch byte {
        case 0x1B: state = .escapeTwice
        case 0x5B: state = .control
        case 0x4F: state = .single
        case 0x5D, 0x50, 0x58, 0x5E, 0x5F: state = .string(byte)
        default:
            state = .ground
            alt = true
            ground(byte, into: &events)
        }
    }

    private mutating func afterTwoEscapes(_ byte: UInt8, into events: inout [InputEvent]) {
        if byte == 0x5B || byte == 0x4F {
            alt = true
            state = .escape
        } else {
            events.append(.key(.escape, []))
            state = .escape
        }
        afterEscape(byte, into: &events)
    }

    private mutating func inControl(_ byte: UInt8, into events: inout [InputEvent]) {
        switch byte {
        case 0x5B where sequence.isEmpty: state = .console
        case 0x4D where sequence.isEmpty: state = .oldMouse
        case 0x24 where sequence.first.map { (0x30...0x39).contains($0) } == true && !sequence.contains(0x3B):
            // rxvt ends its shifted keys with a dollar sign.
            complete(final: byte, into: &events)
        case 0x20...0x3F:
            sequence.append(byte)
            if sequence.count > Self.longestSequence { state = .controlSkipped }
        case 0x40...0x7E: complete(final: byte, into: &events)
        default: restart(with: byte, into: &events)
        }
    }

    private mutating func complete(final: UInt8, into events: inout [InputEvent]) {
        let control = ControlSequence(sequence, final: final)
        let wasAlt = alt
        finish()
        if control.isPasteStart {
            state = .paste
            return
        }
        guard let event = control.event else { return }
        if wasAlt, case .key(let key, let modifiers) = event {
            events.append(.key(key, modifiers.union(.alt)))
        } else {
            events.append(event)
        }
    }

    private mutating func inSingle(_ byte: UInt8, into events: inout [InputEvent]) {
        switch byte {
        case 0x30...0x39 where sequence.count < 4: sequence.append(byte)
        case 0x00..<0x20, 0x7F...0xFF: restart(with: byte, into: &events)
        default:
            let held = ControlSequence(sequence, final: byte).number(0, or: 1)
            if let (key, modifiers) = KeyTable.single(byte) {
                events.append(.key(key, modifiers.union(KeyTable.modifiers(held)).union(alt ? .alt : [])))
            }
            finish()
        }
    }

    private mutating func inString(_ byte: UInt8, introducer: UInt8, into events: inout [InputEvent]) {
        switch byte {
        case 0x1B: state = .stringEscape(introducer)
        case 0x07: endString(introducer, into: &events)
        case 0x00..<0x20: restart(with: byte, into: &events)
        default: if sequence.count < Self.longestAnswer { sequence.append(byte) }
        }
    }

    private mutating func endString(_ introducer: UInt8, into events: inout [InputEvent]) {
        events.append(.reply(AnswerReader.read(sequence, introducer: introducer)))
        finish()
    }

    /// Takes bytes of a paste up to its end, and returns how many.
    mutating func takePaste(_ bytes: UnsafeRawBufferPointer, from index: Int, into events: inout [InputEvent]) -> Int {
        let (taken, ended) = paste.take(bytes, from: index, limit: pasteLimit)
        if ended {
            state = .ground
            endPaste(into: &events)
        }
        return taken
    }

    mutating func endPaste(into events: inout [InputEvent]) {
        let text = paste.finish()
        if !text.isEmpty { events.append(.paste(text)) }
    }
}
