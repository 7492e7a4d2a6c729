/// One thing the doctor looked at.
struct Check {
    enum State: String {
        case good = "ok"
        /// Works, but less well.
        case weak = "weak"
        /// No run can start.
        case broken = "fault"
    }

    let name: String
    let state: State
    let finding: String
    /// What to do; nil when nothing is to be done.
    var cure: String?

    var text: String {
        func padded(_ text: String, _ width: Int) -> String { text + String(repeating: " ", count: max(1, width - text.count)) }
        return padded(state.rawValue, 7) + padded(name, 11) + finding + "\n"
            + (cure.map { String(repeating: " ", count: 18) + $0 + "\n" } ?? "")
    }
}

enum SandboxCheck {
    static let check = Check(
        name: "sandbox", state: .weak, finding: "off (not built yet)",
        cure: "commands run with your own rights; keep --approve ask, and read what is asked")
}
