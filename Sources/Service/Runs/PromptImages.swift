internal import Events
internal import Host
internal import Tools

/// The images of the workspace that a prompt names with `@`, such as `@docs/screen.png` or `@"two words.png"`.
enum PromptImages {
    static let limit = 8
    private static let endings = [".png", ".jpg", ".jpeg", ".gif", ".webp"]

    /// Reads them, each once, in the order of the prompt; a name of no file stays what it is, a word.
    ///
    /// - Throws: `ServiceError` (`settings`) for a file that is there and cannot be looked at, or too many of them.
    static func read(_ prompt: String, in workspace: Workspace) throws(ServiceError) -> [ToolImage] {
        var images: [ToolImage] = []
        for name in names(in: prompt) {
            do {
                let image = try WorkspaceImage.read(name, in: workspace)
                if !images.contains(where: { $0.path == image.path }) { images.append(image) }
            } catch let error as HostError {
                if case .notFound = error { continue }
                throw ServiceError(.settings, "the prompt names \(name): \(error.description)")
            } catch {
                throw ServiceError(.settings, "the prompt names \(name): \(error)")
            }
            guard images.count <= limit else {
                throw ServiceError(
                    .settings, "the prompt names more than \(limit) images; name fewer, or let the agent look at them with read_image")
            }
        }
        return images
    }

    /// What stands behind an `@` and ends like an image.
    static func names(in prompt: String) -> [String] {
        var names: [String] = []
        var rest = prompt[...]
        var before: Character?
        while let at = rest.firstIndex(of: "@") {
            if at > rest.startIndex { before = rest[rest.index(before: at)] }
            rest = rest[rest.index(after: at)...]
            // Within a word it is an address of somebody.
            guard before.map({ $0.isWhitespace || "([{\"'".contains($0) }) ?? true else { continue }
            var name: Substring
            if rest.first == "\"" {
                name = rest.dropFirst().prefix { $0 != "\"" && !$0.isNewline }
            } else {
                name = rest.prefix { !$0.isWhitespace }
                while let last = name.last, ".,;:!?)]}\"'".contains(last) { name = name.dropLast() }
            }
            if name.first != "@", endings.contains(where: { name.lowercased().hasSuffix($0) }), !names.contains(String(name)) {
                names.append(String(name))
            }
            before = "@"
        }
        return names
    }
}
