import Events
import Service
import TerminalKit

/// What is shown before there is a run: what is set up, or how to set something up.
enum FirstPage {
    static func draw(_ state: State, into grid: inout Grid, _ area: Rect) {
        let lines = lines(state, width: area.width - 4) + interruption(state, width: area.width - 4)
        let y = area.y + max(0, (area.height - lines.count) / 3)
        for (offset, line) in lines.enumerated() where offset < area.height {
            grid.put(line, x: area.x + 2, y: min(area.maxY - 1, y + offset), limit: area.width - 3)
        }
    }

    private static func lines(_ state: State, width: Int) -> [StyledLine] {
        if state.replay != nil { return [StyledLine("reading the run …", .dim)] }
        if state.run != nil || state.runIsLive { return [StyledLine("starting …", .dim)] }
        guard state.provider != nil else { return noProvider(state, width) }
        if let server = state.server { return found(server, state, width) + [StyledLine()] + ready }
        return state.modelName == nil ? noModel(state, width) : ready
    }

    /// The run that somebody may go on with.
    private static func interruption(_ state: State, width: Int) -> [StyledLine] {
        guard state.run == nil, !state.runIsLive, state.replay == nil, let run = state.interrupted else { return [] }
        let key = (state.focus == .composer ? "Alt-" : "") + Keymap.name(of: .resume)
        let (before, after) =
            width < 60
            ? ("interrupted: ", " \(state.glyphs.dash) \(key) goes on")
            : ("a run was interrupted: ", " \(state.glyphs.dash) \(key) goes on with it")
        let room = max(8, width - CellWidth.of(before + after))
        let line = StyledLine([Span(before, .dim)]).appending(StyledLine(DisplayText.line(run.prompt), .dim).clipped(to: room))
        return [StyledLine(), line.appending(after, .dim)]
    }

    private static var ready: [StyledLine] {
        [
            StyledLine("Give a task below and press Enter.", .text), StyledLine(),
            KeyHints.line([("r", "past runs"), ("?", "all keys"), ("q", "leaves")]),
            StyledLine("These letters work in a pane: Esc or Tab leaves the composer.", .dim),
        ]
    }

    private static func heading(_ text: String) -> StyledLine { StyledLine([Span(text, .heading, .bold)]) }

    private static func dim(_ text: String, _ width: Int) -> [StyledLine] {
        Wrap.lines(DisplayText.line(text), role: .dim, width: width, firstIndent: nil, nextIndent: StyledLine("    "))
    }

    private static func noProvider(_ state: State, _ width: Int) -> [StyledLine] {
        var lines = [heading("No model is set up."), StyledLine()]
        lines.append(StyledLine([Span("d", .key), Span("  plays the demo: no key, no network", .text)]))
        lines.append(StyledLine())
        if state.looksForServers { return lines + dim("Looking for a server on this machine …", width) }
        for server in state.servers {
            lines += dim("\(server.title) answers at \(server.place), but serves no model; load one there.", width)
        }
        lines += dim("A service:       set OPENAI_API_KEY, ANTHROPIC_API_KEY or another vendor's key, and LATHE_MODEL", width)
        lines += dim("Any address:     lathe --base-url http://HOST:PORT/v1 --model NAME", width)
        lines += dim("A local server:  start llama.cpp, Ollama, vLLM or LM Studio, then lathe again", width)
        return lines + dim("`lathe models` lists them all, with what they serve.", width)
    }

    /// The server that is asked, and what else there is.
    private static func found(_ server: FoundServer, _ state: State, _ width: Int) -> [StyledLine] {
        var lines = [heading("\(server.title) was found on this machine."), StyledLine()]
        lines += dim("\(state.modelName ?? "") is asked, at \(server.place).", width)
        let others = server.models.filter { $0 != state.modelName }
        if !others.isEmpty { lines += dim("Also there, with --model NAME:  \(listed(others))", width) }
        for other in state.servers where other != server && !other.models.isEmpty {
            lines += dim("With --provider \(other.providerID) --model NAME:  \(listed(other.models))", width)
        }
        return lines
    }

    private static func noModel(_ state: State, _ width: Int) -> [StyledLine] {
        let provider = state.provider ?? ""
        if state.looksForServers { return dim("Looking for a server on this machine …", width) }
        return [heading("No model is chosen."), StyledLine()]
            + dim("Start lathe with --model NAME, or set LATHE_MODEL; `lathe models \(provider)` names some.", width)
    }

    /// The first few names.
    private static func listed(_ names: [String]) -> String {
        names.prefix(6).joined(separator: ", ") + (names.count > 6 ? " and \(names.count - 6) more" : "")
    }
}
