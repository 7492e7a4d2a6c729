import Glibc

/// A pseudo-terminal without a process in it: the test is the terminal.
final class PtyPair {
    let master: Int32
    /// The path of the side a program would open.
    let path: String

    init?(columns: UInt16 = 80, rows: UInt16 = 24) {
        var number: Int32 = 0
        var unlocked: Int32 = 0
        // The functions for this are not visible here; these are the requests they make: TIOCSPTLCK and TIOCGPTN.
        master = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
        guard master >= 0, ioctl(master, 0x4004_5431, &unlocked) == 0, ioctl(master, 0x8004_5430, &number) == 0 else { return nil }
        path = "/dev/pts/\(number)"
        _ = fcntl(master, F_SETFL, fcntl(master, F_GETFL) | O_NONBLOCK)
        resize(columns: columns, rows: rows)
    }

    deinit {
        close(master)
    }

    func resize(columns: UInt16, rows: UInt16) {
        var size = winsize(ws_row: rows, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0)
        _ = withUnsafeMutablePointer(to: &size) { ioctl(master, UInt(TIOCSWINSZ), $0) }
    }

    func send(_ text: String) {
        var bytes = Array(text.utf8)
        _ = write(master, &bytes, bytes.count)
    }

    /// What the terminal was sent since the last take; waits until something came, at most ten seconds.
    func take() -> [UInt8] {
        var descriptor = pollfd(fd: master, events: Int16(POLLIN), revents: 0)
        guard poll(&descriptor, 1, 10_000) > 0 else { return [] }
        return takeNow()
    }

    func takeNow() -> [UInt8] {
        var all: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = read(master, &buffer, buffer.count)
            guard count > 0 else { return all }
            all += buffer[..<count]
        }
    }
}

/// The settings of a terminal as bytes, to compare.
func terminalSettings(_ fd: Int32) -> [UInt8] {
    var settings = termios()
    guard tcgetattr(fd, &settings) == 0 else { return [] }
    var bytes: [UInt8] = []
    for flags in [settings.c_iflag, settings.c_oflag, settings.c_cflag, settings.c_lflag] {
        withUnsafeBytes(of: flags) { bytes += Array($0) }
    }
    withUnsafeBytes(of: settings.c_cc) { bytes += Array($0) }
    return bytes
}
