import Glibc

extension Command {
    static let reset = Command(
        name: "reset", summary: "puts a broken terminal back", options: [], example: "lathe reset"
    ) { _, program in
        var settings = termios()
        // The terminal itself, wherever the output goes; and the output, so that it also works through a pipe.
        let terminal = open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC)
        let descriptor = terminal >= 0 ? terminal : 0
        if tcgetattr(descriptor, &settings) == 0 {
            settings.c_iflag |= tcflag_t(BRKINT | ICRNL | IXON)
            settings.c_iflag &= ~tcflag_t(INLCR | IGNCR | ISTRIP)
            settings.c_oflag |= tcflag_t(OPOST | ONLCR)
            settings.c_lflag |= tcflag_t(ICANON | ECHO | ECHOE | ECHOK | ISIG | IEXTEN)
            tcsetattr(descriptor, TCSADRAIN, &settings)
        }
        let output = terminal >= 0 ? TextOutput(descriptor: terminal) : program.output
        output.write(ResetSequence.text)
        if terminal >= 0 { close(terminal) }
        return ExitStatus.completed
    }
}

/// What undoes everything a full-screen program may have left on.
enum ResetSequence {
    /// Mouse, paste and focus reports off, keyboard modes off, main screen, full scroll region, plain pen, ASCII letters, visible cursor, wrapping lines.
    static let text =
        "\u{1B}[?1000;1002;1003;1004;1005;1006;1015;2004;2026l" + "\u{1B}[<u\u{1B}[>4;0m" + "\u{1B}[?1l\u{1B}>" + "\u{1B}[?1049l"
        + "\u{1B}[r\u{1B}[0m\u{1B}(B\u{0F}" + "\u{1B}[?7h\u{1B}[?25h\u{1B}[0 q"
}
