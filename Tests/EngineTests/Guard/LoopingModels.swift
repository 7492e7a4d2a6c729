import Events

/// Models that go in circles, and by which round they are halted with the limits as built in.
enum LoopingModels {
    static let all: [Story] = equal + cycles + jitter + refused + silent + polling

    static let equal: [Story] = [
        Story("the same read", .equalCalls) { _ in [.read("a.swift", 0, "one\ntwo")] },
        Story("the same search", .equalCalls) { _ in [.call("regex_search", ["pattern": "x"], "a.swift:3: x")] },
        Story("the same members in another order", .equalCalls) { round in
            [.call("f", round % 2 == 0 ? ["a": 1, "b": 2] : ["b": 2, "a": 1], "out")]
        },
        Story("1 and 1.0", .equalCalls) { round in [.call("f", ["a": round % 2 == 0 ? 1 : 1.0], "out")] },
        Story("a failing test without a change", .equalCalls) { _ in [.shell("make test", "1 of 9 failed", code: .exitStatus)] },
        Story("a failing test whose time differs", .equalCalls) { round in
            [.shell("make test", "1 of 9 failed in 0.\(round * 37) s", code: .exitStatus)]
        },
        Story("the same file that is not there", .equalCalls) { _ in [.call("read_file", ["path": "b"], "There is no b.", code: .notFound)]
        },
        Story("the same call four times a round", .equalCalls, by: 2) { _ in Array(repeating: .read("a", 0, "text"), count: 4) },
        Story("the same denied call", .equalCalls) { _ in [.shell("rm x", "The person said no.", code: .denied)] },
        Story("the same call with a word before it", .equalCalls) { round in [.say("Try \(round)."), .read("a", 0, "text")] },
        Story("the same todo list", .equalCalls, by: 7) { _ in Move.write([("a", .pending), ("b", .pending)]) },
        Story("writing the same file with the same text", .equalCalls) { _ in
            [.call("write_file", ["path": "a", "content": "x"], "Wrote a.", files: ["a"], effects: [.write])]
        },
        Story("the same question with the same answer", .equalCalls) { _ in
            [.call("ask_user", ["question": "Go on?"], "yes", effects: [.control])]
        },
        Story("an edit that finds nothing", .equalCalls) { _ in
            [.call("edit_file", ["path": "a", "old": "q"], "No match.", code: .noMatch)]
        },
        Story("a command that times out", .equalCalls) { _ in [.shell("sleep 99", "It took too long.", code: .toolTimeout)] },
    ]

    static let cycles: [Story] = [
        Story("two that take turns", .pingPong, by: 12) { [.read("f\($0 % 2)", 0, "text \($0 % 2)")] },
        Story("three that take turns", .pingPong, by: 18) { [.read("f\($0 % 3)", 0, "text of \(["a", "b", "c"][$0 % 3])")] },
        Story("four that take turns", .pingPong, by: 24) { [.read("f\($0 % 4)", 0, "text of \(["a", "b", "c", "d"][$0 % 4])")] },
        Story("two in one round", .pingPong, by: 7) { _ in [.read("a", 0, "x"), .read("b", 0, "y")] },
        Story("an edit and its undoing", .pingPong, by: 14) { $0 % 2 == 0 ? [.edit("a", "1", "2")] : [.edit("a", "2", "1")] },
        Story("an edit, a test, the undoing, the test", .pingPong, by: 26) { round in
            switch round % 4 {
            case 1: [.edit("a", "1", "2")]
            case 3: [.edit("a", "2", "1")]
            default: [.shell("make test", "failed", code: .exitStatus)]
            }
        },
        Story("a todo that flips", .pingPong, by: 14) { Move.write([("a", $0 % 2 == 0 ? .pending : .completed)]) },
        Story("a failing call and a look around", .pingPong, by: 12) {
            $0 % 2 == 0 ? [.call("list_directory", ["path": "."], "a b c")] : [.shell("make", "no rule", code: .exitStatus)]
        },
    ]

    static let jitter: [Story] = [
        Story("white space", .noChange, by: 14) { [.shell("ls" + String(repeating: " ", count: $0), "a b c")] },
        Story("a counter in a comment", .noChange, by: 14) { [.shell("ls # \($0)", "a b c")] },
        Story("another limit", .noChange, by: 14) { [.call("read_file", ["path": "a", "limit": .integer(Int64(100 + $0))], "text")] },
        Story("offsets beyond the end", .noChange, by: 14) {
            [.read("a", $0 * 100, "Line \($0 * 100) is beyond the end: the file has 42 lines.")]
        },
        Story("patterns without a match", .noChange, by: 14) {
            [.call("regex_search", ["pattern": .string("no\($0)x")], "No match for no\($0)x.")]
        },
        Story("files that are not there", .noChange, by: 14) {
            [.call("read_file", ["path": .string("f\($0)")], "There is no f\($0).", code: .notFound)]
        },
        Story("edits that find nothing", .noChange, by: 14) {
            [.call("edit_file", ["path": "a", "old": .string("old\($0)")], "No match: old\($0).", code: .noMatch)]
        },
        Story("commands that do nothing", .noChange, by: 26) { [.shell("true # \($0)", "")] },
        Story("a cycle of five", .noChange, by: 30) { [.read("f\($0 % 5)", 0, "text of \(["a", "b", "c", "d", "e"][$0 % 5])")] },
    ]

    static let refused: [Story] = [
        Story("no arguments", .emptyArguments) { _ in [.call("read_file", [:], "path is missing", code: .invalidArguments)] },
        Story("no arguments, of changing tools", .emptyArguments) { [.call("tool\($0 % 3)", [:], "path is missing", code: .toolFailed)] },
        Story("other broken JSON each time", .emptyArguments) {
            [.call("read_file", .string("{\"path\": \($0)"), "not JSON at byte \($0)", code: .invalidArguments)]
        },
        Story("tools that are not there", .emptyArguments) {
            [.call("magic_\($0)", ["a": 1], "There is no magic_\($0).", code: .unknownTool)]
        },
        Story("refused, and a known file in between", .emptyArguments, by: 13) {
            $0 % 2 == 0
                ? [.read("a", 0, "text")] : [.call("edit_file", ["n": .integer(Int64($0))], "path is missing", code: .invalidArguments)]
        },
    ]

    static let silent: [Story] = [
        Story("the same answer", .noChange) { _ in [.say("I will do it now.")] },
        Story("empty answers", .noChange) { _ in [] },
        Story("the same answer in other white space", .noChange) { [.say("I will" + String(repeating: " ", count: $0) + "do it.")] },
        Story("another announcement each time", .noChange, by: 12) { [.say("Step \($0) comes next.")] },
        Story("two answers that take turns", .noChange, by: 8) { [.say($0 % 2 == 0 ? "Shall I?" : "I will.")] },
    ]

    static let polling: [Story] = [
        Story("polling for ever", .equalCalls, by: 30) { _ in [.poll("RUNNING")] },
        Story("polling for ever with a clock", .equalCalls, by: 130) { [.poll("RUNNING for \($0 * 3) s")] },
    ]
}
