import Service
import TerminalKit
import Testing

@testable import Workbench

extension [FoundServer] {
    /// One that serves nothing, one with two models, one with many.
    static var foundOnes: [FoundServer] {
        [
            FoundServer(providerID: "llamacpp", title: "llama.cpp", port: 8080, models: []),
            FoundServer(providerID: "ollama", title: "Ollama", port: 11434, models: ["qwen3:8b", "llama3.2:3b"]),
            FoundServer(providerID: "vllm", title: "vLLM", port: 8000, models: (1...9).map { "model-\($0)" }),
        ]
    }
}

/// What is offered to somebody who set nothing up.
@Suite struct FirstPageTests {
    private func fresh() -> State { makeState(provider: nil, modelName: nil) }

    @Test("while servers are looked for the page says so; then it says what to set, and the demo is one key away")
    func nothingFound() {
        var state = fresh()
        state.looksForServers = true
        #expect(state.screen.contains("Looking for a server on this machine") && state.screen.contains("d  plays the demo"))
        #expect(update(&state, .servers([])).isEmpty)
        #expect(!state.screen.contains("Looking for") && state.screen.contains("OPENAI_API_KEY") && state.provider == nil)
        #expect(state.press(.character("d")) == [.startDemo])
    }

    @Test("the first server that serves a model is asked, and a task can be given at once")
    func found() {
        var state = fresh()
        _ = update(&state, .servers(.foundOnes))
        #expect(state.server?.providerID == "ollama" && state.modelName == "qwen3:8b")
        #expect(state.screen.contains("Ollama was found on this machine") && state.screen.contains("--provider vllm"))
        state.type("do it")
        #expect(state.press(.enter) == [.start("do it")])
    }

    @Test("the server that serves the chosen model goes before others")
    func chosenModel() {
        var state = makeState(provider: nil, modelName: "model-3")
        _ = update(&state, .servers(.foundOnes))
        #expect(state.server?.providerID == "vllm" && state.modelName == "model-3")
    }

    @Test("a server without models is told of and not used")
    func empty() {
        var state = fresh()
        _ = update(&state, .servers(Array([FoundServer].foundOnes.prefix(1))))
        #expect(state.provider == nil && state.screen.contains("llama.cpp answers at 127.0.0.1:8080, but serves no model"))
    }

    @Test("what is set up is not changed by what is found")
    func configured() {
        var state = makeState()
        _ = update(&state, .servers(.foundOnes))
        #expect(state.provider == "openai" && state.server == nil && state.modelName == "qwen3-coder")
    }

    @Test("a kind of server that was named without a model is asked for its first one, and no other is")
    func namedKind() {
        var state = makeState(provider: "vllm", modelName: nil)
        _ = update(&state, .servers(.foundOnes))
        #expect(state.server?.providerID == "vllm" && state.modelName == "model-1")
        state = makeState(provider: "anthropic", modelName: nil)
        _ = update(&state, .servers(.foundOnes))
        #expect(state.server == nil && state.modelName == nil)
    }

    @Test("a provider without a model is told of before a task is given")
    func noModel() {
        let state = makeState(provider: "anthropic", modelName: nil)
        #expect(state.screen.contains("No model is chosen.") && state.screen.contains("lathe models anthropic"))
    }
}
