/// Ways in which answers go wrong or are unusual; each returns a changed copy.
extension ProviderAnswer {
    private func with(_ change: (inout ProviderAnswer) -> Void) -> ProviderAnswer {
        var copy = self
        change(&copy)
        return copy
    }

    /// Breaks off after that many bytes of the body: closes without the end of the framing, or resets the connection.
    public func cutAfter(bytes: Int, reset: Bool = false) -> ProviderAnswer {
        with { $0.cut = Cut(afterBytes: max(0, bytes), isReset: reset) }
    }

    /// Says nothing more after its last piece and leaves the body unfinished, until the client closes.
    public func thenHang() -> ProviderAnswer { with { $0.hangsAtEnd = true } }

    /// Cuts the body into pieces of that many bytes, each sent (and, when chunked, framed) on its own.
    public func splitEvery(_ size: Int) -> ProviderAnswer { with { $0.splitSize = max(1, size) } }

    /// Tells the end of the body in another way.
    public func framed(_ framing: Framing) -> ProviderAnswer { with { $0.framing = framing } }

    public func withHeader(_ name: String, _ value: String) -> ProviderAnswer {
        with { answer in
            answer.headers.removeAll { $0.name.lowercased() == name.lowercased() }
            answer.headers.append((name, value))
        }
    }

    /// Another status for a stream.
    public func withStatus(_ code: Int) -> ProviderAnswer { with { $0.statusCode = code } }

    /// An interim response before the real one, such as `HTTP/1.1 103 Early Hints`; the blank line is added.
    public func interim(_ head: String) -> ProviderAnswer { with { $0.interim.append(Array((head + "\r\n\r\n").utf8)) } }

    /// Trailers after the last chunk.
    public func trailers(_ trailers: [(name: String, value: String)]) -> ProviderAnswer { with { $0.trailers += trailers } }

    /// Waits before the status line.
    public func delayingHeaders(_ duration: Duration) -> ProviderAnswer { with { $0.headerDelay = duration } }

    /// Announces that the connection closes after this, and closes it.
    public func closingConnection() -> ProviderAnswer { with { $0.ending = .close } }

    /// Ends properly and then closes the connection unannounced, so that a pooled one is stale.
    public func droppingConnection() -> ProviderAnswer { with { $0.ending = .drop } }
}
