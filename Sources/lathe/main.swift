import Glibc

exit(Lathe.main(CommandLine.arguments))
