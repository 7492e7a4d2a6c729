import Testing

/// Suites that share what a process has once: curses, signal handlers, standard error, the way back to a normal terminal.
@Suite("Terminal, one at a time", .serialized)
enum OneAtATime {}
