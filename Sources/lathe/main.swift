import Glibc

// Everything is written and closed by now. The exit handlers of the libraries would take things from under threads that still sleep in them.
_exit(Lathe.main(CommandLine.arguments))
