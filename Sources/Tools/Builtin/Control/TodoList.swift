internal import Events

/// The rules of a todo list, and how it reads.
enum TodoList {
    static let statuses = TodoStatus.allCases.map(\.rawValue)

    /// The list a model wrote.
    ///
    /// Items keep the rounds they were worked on; one that is in progress or just done counts this round too.
    static func parse(_ arguments: JSONObject, before: [TodoItem], iteration: Int) throws(ToolsError) -> [TodoItem] {
        var items: [TodoItem] = []
        for entry in arguments["items"]?.array ?? [] {
            let id = entry["id"]?.string ?? ""
            guard let status = entry["status"]?.string.flatMap(TodoStatus.init(rawValue:)) else {
                throw ToolsError(.todoInvalid, "item \"\(id)\" has no known status; use one of \(statuses.joined(separator: ", "))")
            }
            guard !items.contains(where: { $0.id == id }) else {
                throw ToolsError(.todoInvalid, "the id \"\(id)\" stands there twice; give each item its own. The list is unchanged")
            }
            let old = before.first { $0.id == id }
            var item = TodoItem(id: id, text: entry["text"]?.string ?? "", status: status, iterations: old?.iterations ?? [])
            let isWorkedOn = status == .inProgress || (status == .completed && old?.status != .completed)
            if isWorkedOn, !item.iterations.contains(iteration) { item.iterations.append(iteration) }
            items.append(item)
        }
        let active = items.filter { $0.status == .inProgress }.map { "\"\($0.id)\"" }
        guard active.count <= 1 else {
            throw ToolsError(
                .todoInvalid, "\(active.joined(separator: " and ")) are both in_progress; only one item may be. The list is unchanged")
        }
        return items
    }

    static func text(_ items: [TodoItem]) -> String {
        guard !items.isEmpty else { return "[the list is empty]" }
        return items.map { "\(mark($0.status)) \($0.id): \($0.text)" }.joined(separator: "\n")
    }

    static func fact(_ items: [TodoItem]) -> String {
        "\(items.count { $0.status == .completed })/\(items.count) done"
    }

    /// What still has to happen: everything that is neither completed nor cancelled.
    static func unfinished(_ items: [TodoItem]) -> [TodoItem] {
        items.filter { $0.status != .completed && $0.status != .cancelled }
    }

    private static func mark(_ status: TodoStatus) -> String {
        switch status {
        case .pending: "[ ]"
        case .inProgress: "[>]"
        case .completed: "[x]"
        case .blocked: "[!]"
        case .cancelled: "[-]"
        }
    }
}
