import Events
import Service

extension Command {
    static let memory = Command(
        name: "memory", summary: "what is remembered of past runs here, and forgetting it",
        options: [
            .setting(.workspace), .flag("all", "of all folders"),
            .value("limit", "N", "at most so many; 50 if left out"), .value("forget", "ID", "forget this one"),
            .flag("forget-all", "forget all of the folder, with --all of all folders"), .flag("json", "one JSON object a line"),
        ] + OptionSpec.storing,
        example: "lathe memory --forget 12"
    ) { arguments, program in
        let limit = try arguments.count("limit", standard: 50)
        let id = try arguments.value("forget").map { _ in try arguments.count("forget", standard: 1) }
        if id != nil && arguments.flag("forget-all") {
            throw UsageError("--forget and --forget-all exclude each other; leave one out")
        }
        let settings = try program.settings(arguments)
        let service = try program.archive(settings)
        defer { service.shutDown() }
        let workspace = arguments.flag("all") ? nil : TextSanitiser.clean(settings.workspacePath)
        if id != nil || arguments.flag("forget-all") {
            let count = try id.map { try service.forgetMemories([$0]) } ?? service.forgetAllMemories(workspace: workspace)
            if let id, count == 0 {
                throw ServiceError(.notFound, "nothing of the number \(id) is remembered; `lathe memory --all` lists what is")
            }
            program.output.write(
                arguments.flag("json")
                    ? (["forgotten": .integer(Int64(count))] as JSON).text + "\n" : "Forgotten: \(Phrases.count(count, "note", "notes")).\n"
            )
            return ExitStatus.completed
        }
        let notes = try service.memories(workspace: workspace, limit: limit)
        if arguments.flag("json") {
            program.output.write(notes.map { MemoryListing.json($0).text + "\n" }.joined())
        } else if notes.isEmpty {
            program.output.write("Nothing is remembered here.\n")
        } else {
            program.output.write(notes.map { MemoryListing.paragraph($0, namesWorkspace: workspace == nil) }.joined(separator: "\n"))
        }
        return ExitStatus.completed
    }
}

/// A remembered run as people and programs read it.
enum MemoryListing {
    static func paragraph(_ note: MemoryNote, namesWorkspace: Bool) -> String {
        let place = namesWorkspace ? "  " + note.workspace : ""
        let lines = note.text.split(separator: "\n").map { "    \($0)\n" }.joined()
        return TextSanitiser.clean("\(note.id)  \(Phrases.moment(note.createdAt))  run \(note.runID.prefix(14))\(place)\n" + lines)
    }

    static func json(_ note: MemoryNote) -> JSON {
        [
            "id": .integer(Int64(note.id)), "workspace": .string(note.workspace), "run_id": .string(note.runID),
            "created_ms": .integer(note.createdAt), "text": .string(note.text),
        ]
    }
}
