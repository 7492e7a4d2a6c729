/// Serves the requests of one connection, one after another, on a thread of its own.
struct LoopbackConnection: Sendable {
    let socket: LoopbackSocket
    let number: Int
    let state: Monitor<LoopbackProvider.State>
    let models: [String]

    private enum Next { case goOn, close, reset }

    func serve() {
        var reader = RequestReader(socket: socket)
        while let request = reader.next() {
            let next = answer(request)
            if next == .reset { return socket.reset() }
            if next == .close { break }
        }
        socket.close()
    }

    private func answer(_ request: IncomingRequest) -> Next {
        var recorded = RecordedRequest(
            number: 0, connection: number, method: request.method, path: request.path, headers: request.headers, body: request.body,
            arrivedAt: monotonicMicroseconds())
        let path = request.path.split(separator: "?").first ?? ""
        let isModelList = request.method == "GET" && path.hasSuffix("/models")
        let responder = state.read { $0.responder }
        recorded.number = state.change { state in
            let number = (isModelList ? state.otherRequests.count : state.requests.count) + 1
            recorded.number = number
            if isModelList { state.otherRequests.append(recorded) } else { state.requests.append(recorded) }
            return number
        }
        let index = recorded.number - 1
        let answer: ProviderAnswer
        if isModelList {
            answer = .json(ModelList.text(models, for: request))
        } else if let chosen = responder?(recorded) {
            answer = chosen
        } else {
            answer = nextScripted(recorded.number)
        }
        let closesByWish = request.header("connection")?.lowercased() == "close"
        let player = AnswerPlayer(
            socket: socket, answer: answer.told(to: recorded), hasBody: request.method != "HEAD", closes: closesByWish
        ) { change in
            state.change { state in
                if isModelList { change(&state.otherRequests[index]) } else { change(&state.requests[index]) }
            }
        }
        switch player.play() {
        case .finished(let closes): return closes || closesByWish ? .close : .goOn
        case .ended: return .close
        case .reset: return .reset
        }
    }

    private func nextScripted(_ number: Int) -> ProviderAnswer {
        state.change { state in
            if !state.answers.isEmpty { return state.answers.removeFirst() }
            state.unexpectedCount += 1
            return .failure(500, "the script has no answer for request \(number)", type: "script_empty")
        }
    }
}
