import Glibc

/// The thread that moves bytes between us and a program, and the only one that closes the descriptors.
struct ProgramLine: Sendable {
    let state: Monitor<ProgramState>
    let wake: Wake
    /// For a terminal all of `input` and `output` are the master; -1 is "none".
    var input: Int32
    var output: Int32
    var errorOutput: Int32 = -1
    /// Sees output before those who wait for it do; what it returns is sent back to the program.
    var onOutput: @Sendable ([UInt8]) -> [UInt8] = { _ in [] }

    func start() throws {
        var line = self
        do {
            try startThread { [line] in
                var line = line
                line.run()
            }
        } catch {
            line.closeAll()
            throw error
        }
    }

    private struct Turn {
        var isPaused: Bool
        var hasInput: Bool
        var closesInput: Bool
        var hangsUp: Bool
        var isReleased: Bool
        var hasExited: Bool
        var isDrained: Bool
    }

    private mutating func run() {
        while true {
            let turn = state.read { state in
                Turn(
                    isPaused: state.readingIsPaused, hasInput: !state.pendingInput.isEmpty, closesInput: state.wantsInputClosed,
                    hangsUp: state.wantsHangUp, isReleased: state.isReleased, hasExited: state.exit != nil, isDrained: state.isDrained)
            }
            if turn.isReleased { return closeAll() }
            if turn.hangsUp { closeAll() }
            if turn.closesInput && !turn.hasInput && input >= 0 && input != output {
                close(input)
                input = -1
            }
            let writes = turn.hasInput && input >= 0 && !turn.hasExited
            // What a program left behind is read even when reading was paused: nobody can resume it any more.
            let reads = !turn.isPaused || turn.hasExited
            var polled = [
                pollfd(fd: wake.descriptor, events: Int16(POLLIN), revents: 0),
                pollfd(fd: reads ? output : -1, events: Int16(POLLIN), revents: 0),
                pollfd(fd: reads ? errorOutput : -1, events: Int16(POLLIN), revents: 0),
                pollfd(fd: writes ? input : -1, events: Int16(POLLOUT), revents: 0),
            ]
            let isDraining = turn.hasExited && !turn.isDrained
            pollDescriptors(&polled, milliseconds: isDraining ? 0 : nil)
            if polled[0].revents != 0 { wake.drain() }
            if polled[3].revents != 0 { writeInput() }
            let moved =
                (polled[1].revents != 0 && readOutput(isError: false))
                || (polled[2].revents != 0 && readOutput(isError: true))
            if isDraining && !moved && polled[1].revents == 0 && polled[2].revents == 0 { state.change { $0.isDrained = true } }
        }
    }

    /// True when something was read.
    private mutating func readOutput(isError: Bool) -> Bool {
        let descriptor = isError ? errorOutput : output
        var count = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: 65_536) { buffer, size in
            count = read(descriptor, buffer.baseAddress, buffer.count)
            size = max(0, count)
        }
        if count > 0 {
            let reply = isError ? [] : onOutput(bytes)
            state.change { state in
                if isError { state.errorOutput += bytes } else { state.output += bytes }
                state.pendingInput += reply
            }
            return true
        }
        if count < 0 && (errno == EAGAIN || errno == EINTR) { return false }
        // The end of a pipe is 0, of a terminal EIO: nobody holds the other end any more.
        if isError || input != output { close(descriptor) }
        if isError { errorOutput = -1 } else if input != output { output = -1 } else { pauseHungUpTerminal() }
        return false
    }

    /// A program may leave its terminal for a moment and open it again; without a short nap that would be a busy loop.
    private func pauseHungUpTerminal() { usleep(2_000) }

    private mutating func writeInput() {
        let bytes = state.read { Array($0.pendingInput.prefix(16_384)) }
        let count = bytes.withUnsafeBytes { write(input, $0.baseAddress, $0.count) }
        if count > 0 {
            state.change { $0.pendingInput.removeFirst(count) }
        } else if count < 0 && errno != EAGAIN && errno != EINTR {
            state.change { $0.pendingInput = [] }
            if input != output {
                close(input)
                input = -1
            }
        }
    }

    private mutating func closeAll() {
        for descriptor in Set([input, output, errorOutput]) where descriptor >= 0 { close(descriptor) }
        (input, output, errorOutput) = (-1, -1, -1)
    }
}
