import Events

/// Long runs that make progress, however slowly: none is warned.
enum HonestRuns {
    static let all: [Story] = reading + working + waiting + stumbling + talking

    private static func word(_ number: Int) -> String {
        String(String(number * 7919 + 1, radix: 26).map { Character($0.isNumber ? "q" : $0.uppercased()) }) + String(number)
    }

    static let reading: [Story] = [
        Story("many files") { [.read("f\($0).swift", 0, "let \(word($0)) = true")] },
        Story("one file in pages") { [.read("a", $0 * 200, "page with \(word($0))")] },
        Story("a table of numbers in pages") { [.read("a.csv", $0 * 3, "\($0 * 17),\($0 * 31)\n\($0 * 53),\($0 * 71)")] },
        Story("several files a round") { round in (0..<4).map { .read("d\(round)/f\($0)", 0, "\(word(round * 4 + $0))") } },
        Story("patterns with results") {
            [.call("regex_search", ["pattern": .string(word($0))], "src/\(word($0 + 1000)).swift: \(word($0))")]
        },
        Story("directories") { [.call("list_directory", ["path": .string("d\($0)")], "\(word($0))/ \(word($0 + 500))")] },
        Story("a look at the same file again now and then") {
            $0 % 4 == 0 ? [.read("notes", 0, "the notes")] : [.read("f\($0)", 0, word($0))]
        },
        Story("reckoning") { [.call("reckon", ["term": .string("\($0)*\($0)")], "\($0 * $0)")] },
        Story("a search, then a read") {
            [
                .call("regex_search", ["pattern": .string(word($0))], "\(word($0 + 300)).c:1"),
                .read("\(word($0 + 300)).c", 0, "int \(word($0));"),
            ]
        },
        Story("some patterns without results among others") {
            $0 % 3 == 0
                ? [.call("regex_search", ["pattern": .string(word($0))], "\(word($0)): src/\(word($0 + 9))")]
                : [.call("regex_search", ["pattern": .string(word($0))], "No match.")]
        },
    ]

    static let working: [Story] = [
        Story("edit, test, edit, test") {
            $0 % 2 == 0 ? [.edit("a", "old \($0)", "new \($0)")] : [.shell("make test", "\(200 - $0) of 200 failed", code: .exitStatus)]
        },
        Story("edit and test in one round, the same test failing") {
            [.edit("a", "old \($0)", "new \($0)"), .shell("make test", "1 failed", code: .exitStatus)]
        },
        Story("edits in a row") { [.edit("f\($0)", "a", "b")] },
        Story("re-reading after each edit") { [.edit("a", "\($0)", "\($0 + 1)"), .read("a", 0, "value \($0 + 1)")] },
        Story("re-reading an unchanged file after edits elsewhere") { [.edit("f\($0)", "x", "y"), .read("header.h", 0, "the header")] },
        Story("writing many files") {
            [.call("write_file", ["path": .string("f\($0)"), "content": "x"], "Wrote f\($0).", files: ["f\($0)"], effects: [.write])]
        },
        Story("editing by sed and looking") {
            [.shell("sed -i s/a\($0)/b/ f", ""), .shell("cat f", "now \(word($0))")]
        },
        Story("todo progress") { round in
            Move.write((0..<100).map { ("step \($0)", $0 < round ? .completed : .pending) })
        },
        Story("status after each edit") { [.edit("f\($0)", "x", "y"), .shell("git status --short", " M many")] },
        Story("building with fewer errors each time") {
            [.edit("a", "e\($0)", ""), .shell("make", "\(500 - $0) errors", code: .exitStatus)]
        },
        Story("formatting after each edit") { [.edit("f\($0)", "x", "y"), .shell("format f", ""), .shell("lint", "")] },
        Story("commits") { [.edit("f\($0)", "x", "y"), .shell("git commit -am \($0)", "[main \(word($0))] 1 file changed")] },
        Story("an edit that is undone and done in another way") {
            $0 % 2 == 0 ? [.edit("a", "x\($0 - 1)", "base")] : [.edit("a", "base", "x\($0)")]
        },
    ]

    static let waiting: [Story] = [
        Story("a build that prints lines") { [.poll("RUNNING\ncompiled \(word($0)).swift")] },
        Story("a build that counts percent, then prints") {
            [.poll($0 % 40 == 0 ? "linked \(word($0))" : "RUNNING \($0 / 40) \($0 % 40) %")]
        },
        Story("quiet waits between signs of life") { [.poll("RUNNING", status: .running), .poll("RUNNING \(word($0 / 3))")] },
        Story("polling and reading meanwhile") { [.poll("RUNNING"), .read("f\($0)", 0, word($0))] },
        Story("a short silent build, again and again") {
            $0 % 8 == 0 ? [.poll("EXITED 0: \(word($0))", status: .success)] : [.poll("RUNNING")]
        },
        Story("a server's log") { [.shell("tail -1 log", "GET /\(word($0))")] },
    ]

    static let stumbling: [Story] = [
        Story("a fault that passes") {
            $0 % 3 == 0
                ? [.call("fetch", ["url": .string("u\($0 / 3)")], word($0))]
                : [.call("fetch", ["url": .string("u\(($0 + 2) / 3)")], "cannot connect", code: .toolFailed)]
        },
        Story("refused once, then right") {
            $0 % 2 == 0 ? [.read("f\($0)", 0, word($0))] : [.call("read_file", [:], "path is missing", code: .invalidArguments)]
        },
        Story("an unknown tool now and then") {
            $0 % 5 == 0 ? [.call("magic", ["n": .integer(Int64($0))], "no magic", code: .unknownTool)] : [.read("f\($0)", 0, word($0))]
        },
        Story("guessing paths until one is there") {
            $0 % 4 == 0
                ? [.read("f\($0)", 0, word($0))]
                : [.call("read_file", ["path": .string("g\($0)")], "There is no g\($0).", code: .notFound)]
        },
        Story("an edit that must be tried twice") {
            $0 % 2 == 0
                ? [.edit("a", "o\($0)", "n")] : [.call("edit_file", ["path": "a", "old": .string("q\($0)")], "No match.", code: .noMatch)]
        },
        Story("a denied call, then another way") {
            $0 % 2 == 0 ? [.edit("f\($0)", "a", "b")] : [.shell("rm f\($0)", "The person said no.", code: .denied)]
        },
        Story("a test without arguments that fails otherwise each time") {
            [.call("run_tests", [:], "\(word($0)) failed", code: .exitStatus)]
        },
    ]

    static let talking: [Story] = [
        Story("a person who asks for the same again") { [.person("Again, number \($0)."), .read("a", 0, "text")] },
        Story("a person who talks with the model") { [.person("And \($0)?"), .say("Yes.")] },
        Story("questions with answers") {
            [.call("ask_user", ["question": .string("Which \(word($0))?")], "the \(word($0 + 50)) one", effects: [.control])]
        },
        Story("the same words with each new step") { [.say("Next file."), .read("f\($0)", 0, word($0))] },
    ]
}
