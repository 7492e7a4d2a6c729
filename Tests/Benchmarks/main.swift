import Glibc

exit(await Bench.main(Array(CommandLine.arguments.dropFirst())))
