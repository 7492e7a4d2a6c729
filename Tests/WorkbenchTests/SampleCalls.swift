import Events

@testable import Workbench

/// Runs whose newest model call is in a certain state.
extension Sample {
    /// Two rounds with their costs, and a third that begins.
    static func threeRounds() -> Sample {
        var run = Sample()
        run.begin()
        for number in 1...2 {
            run.beginEmptyRound(number)
            run.ask(place: "api.a.com", of: 4)
            run.reason("Round \(number) needs a look.")
            run.endModel(
                usage: Usage(inputTokens: 4000 * number, outputTokens: 120, reasoningTokens: 40, cachedInputTokens: 3500 * (number - 1)),
                cost: 0.0031 * Double(number))
            run.beginTool("c\(number)", "read_file", "src/dates\(number).py")
            run.endTool("c\(number)", "read_file", display: ToolDisplay(kind: .none, fact: "40 lines"))
            run.endRound(headline: "read_file src/dates\(number).py")
        }
        run.beginEmptyRound(3)
        run.ask(place: "api.a.com", of: 4)
        return run
    }

    static func thinking() -> Sample {
        var run = threeRounds()
        run.reason("The month is read before the year.")
        return run
    }

    static func writing() -> Sample {
        var run = thinking()
        run.say("I swap the two.")
        return run
    }

    static func late() -> Sample {
        var run = threeRounds()
        run.stall(.beforeContent)
        return run
    }

    static func stalled() -> Sample {
        var run = writing()
        run.stall(.content, byte: 1_200_000)
        return run
    }

    static func retrying() -> Sample {
        var run = threeRounds()
        run.failModel(next: .retry, after: 3_200_000)
        return run
    }

    static func switching() -> Sample {
        var run = retrying()
        run.ask(place: "api.a.com", attempt: 2, of: 4)
        run.failModel(
            .modelUnreachable, "api.a.com did not answer within 10 s; asking the next endpoint", cause: [], attempt: 2, next: .nextEndpoint)
        return run
    }

    static func asking() -> Sample {
        var run = threeRounds()
        run.failModel(next: .ask, after: 120_000_000)
        run.add(.runStatus(RunStatusChanged(status: .waitingUser)))
        run.add(
            .userInputRequested(
                UserInputRequested(
                    questionID: "wait-1", question: "The provider wants 2:00 of patience", options: ["Wait", "Stop"], selection: .single)),
            status: .waiting)
        return run
    }

    /// Failover to another place, changed tools, a review by another model, a compaction, and a call without a price.
    static func failover() -> Sample {
        var run = switching()
        run.ask(place: "api.b.com", attempt: 3, of: 4)
        run.say("I swap the two.")
        run.endModel(usage: Usage(inputTokens: 8400, outputTokens: 150, cachedInputTokens: 0), cost: 0.012)
        run.beginTool("c3", "edit_file", "src/dates2.py")
        run.endTool("c3", "edit_file", display: ToolDisplay(kind: .none, fact: "+1 -1"))
        run.endRound(headline: "edit_file src/dates2.py")
        run.beginEmptyRound(4)
        run.ask(place: "api.b.com", tools: ["read_file", "edit_file"], hash: "ee", of: 4)
        run.say("It is done.")
        run.endModel(usage: Usage(inputTokens: 8900, outputTokens: 60, cachedInputTokens: 0), cost: 0.011)
        run.ask(.review, model: "gpt-5", place: "api.c.com", tools: [], hash: "aa")
        run.say("The tests were not run.")
        run.endModel(usage: Usage(inputTokens: 900, outputTokens: 20))
        run.endRound(headline: "the review sends it back")
        run.beginEmptyRound(5)
        run.compact(rounds: [1, 3])
        run.ask(place: "api.b.com", tools: ["read_file", "edit_file"], hash: "ee", of: 4)
        run.reason("So I run them.")
        return run
    }

    /// Each state with the time that has gone by since its newest event, in microseconds.
    static var callStates: [(name: String, run: Sample, later: Int64)] {
        [
            ("waiting", threeRounds(), 2_100_000), ("late", late(), 2_000_000), ("thinking", thinking(), 300_000),
            ("writing", writing(), 300_000), ("stalled", stalled(), 2_000_000), ("retrying", retrying(), 400_000),
            ("switching", switching(), 100_000), ("asking", asking(), 400_000), ("failover", failover(), 300_000),
        ]
    }
}
