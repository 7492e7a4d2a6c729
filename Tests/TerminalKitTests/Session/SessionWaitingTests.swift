import Glibc
import Testing

@testable import TerminalKit

extension OneAtATime {
    @Suite("Waiting: signals, wakeups, deadlines")
    struct SessionWaitingTests {
        @Test("signals come as numbers and wake the poll; a storm does no harm")
        func signals() throws {
            let pipe = try SignalPipe.open([SIGWINCH, SIGUSR1, SIGCONT])
            #expect(pipe.drain().isEmpty)
            for number in [SIGWINCH, SIGUSR1, SIGWINCH] {
                // To the process: threads of the pool block signals, the main one takes them.
                kill(getpid(), number)
                let ready = waitForInput(tty: -1, wakeup: -1, signals: pipe.fd, writePending: false, timeoutMicros: 10_000_000)
                #expect(ready == Ready(signalled: true))
                #expect(pipe.drain() == [number])
            }
            #expect(pipe.drain().isEmpty)
            for _ in 0..<10_000 { kill(getpid(), SIGWINCH) }
            #expect(waitForInput(tty: -1, wakeup: -1, signals: pipe.fd, writePending: false, timeoutMicros: 10_000_000).signalled)
            #expect(pipe.drain().allSatisfy { $0 == SIGWINCH })
            #expect(throws: TerminalKitError.self) { try SignalPipe.open([SIGUSR2]) }
        }

        @Test("closing the pipe gives every signal its former action back")
        func actionsReturn() throws {
            var before = sigaction()
            sigaction(SIGUSR1, nil, &before)
            do {
                let pipe = try SignalPipe.open([SIGUSR1])
                var during = sigaction()
                sigaction(SIGUSR1, nil, &during)
                #expect(handler(during) != handler(before))
                withExtendedLifetime(pipe) {}
            }
            var after = sigaction()
            sigaction(SIGUSR1, nil, &after)
            #expect(handler(after) == handler(before))
        }

        @Test("a wakeup from another thread ends a wait without a deadline; many count as one")
        func wakeup() async throws {
            let wakeup = try Wakeup()
            let fd = wakeup.fd
            async let ready = waitOnThread(fd)
            for _ in 0..<5 { wakeup.signal() }
            #expect(await ready == Ready(woken: true))
            wakeup.drain()
            #expect(waitForInput(tty: -1, wakeup: fd, signals: -1, writePending: false, timeoutMicros: 0).timedOut)
            wakeup.signal()
            wakeup.signal()
            wakeup.drain()
            #expect(waitForInput(tty: -1, wakeup: fd, signals: -1, writePending: false, timeoutMicros: -5).timedOut)
        }

        @Test("a deadline of three milliseconds is neither early nor much late")
        func precision() {
            let clock = ContinuousClock()
            let took = (0..<20).map { _ in
                clock.measure { _ = waitForInput(tty: -1, wakeup: -1, signals: -1, writePending: false, timeoutMicros: 3_000) }
            }
            #expect(took.allSatisfy { $0 >= .milliseconds(3) })
            // The best of twenty: a busy machine is late now and then, rounding up to milliseconds would be late always.
            #expect(took.min() ?? .zero < .microseconds(3_900))
        }

        private func handler(_ action: sigaction) -> UInt {
            unsafeBitCast(action.__sigaction_handler.sa_handler, to: UInt.self)
        }

        @concurrent
        private func waitOnThread(_ fd: Int32) async -> Ready {
            waitForInput(tty: -1, wakeup: fd, signals: -1, writePending: false, timeoutMicros: 10_000_000)
        }
    }
}
