internal import Events
internal import Glibc
internal import Host

/// Two copies of a workspace, one for each way of doing a task (N-04).
struct WorkspaceCopies: Sendable {
    /// Holds both copies; only this user can enter it.
    let folder: String
    let original: Workspace
    private let copies: [RunMode: TreeCopy]
    private let paths: [RunMode: String]

    /// Makes both, or nothing.
    ///
    /// Blocks. `parents` are tried in their order.
    init(of path: String, in parents: [String], limits: TreeLimits = TreeLimits()) throws(ServiceError) {
        do throws(HostError) { original = try Workspace(path: path) } catch { throw ServiceError(error) }
        do throws(TreeCopyError) { _ = try TreeCopy.measure(original.root, limits) } catch { throw Self.refusal(error, path) }
        folder = try Self.makeFolder(for: original, in: parents)
        // The copies are called what the workspace is called: an agent sees the name.
        let name = original.realPath.split(separator: "/").last.map(String.init) ?? "workspace"
        var copies: [RunMode: TreeCopy] = [:]
        var paths: [RunMode: String] = [:]
        do throws(ServiceError) {
            for mode in RunMode.allCases {
                let place = "\(folder)/\(mode.rawValue)"
                let target = "\(place)/\(name)"
                guard mkdir(place, 0o700) == 0, mkdir(target, 0o700) == 0 else {
                    throw ServiceError(.settings, "the folder \(target) cannot be made; set TMPDIR to a folder with room")
                }
                do throws(TreeCopyError) { copies[mode] = try TreeCopy(original.root, to: target, limits: limits) } catch {
                    throw Self.refusal(error, path)
                }
                paths[mode] = target
            }
        } catch {
            TemporaryFolder.remove(folder)
            throw error
        }
        (self.copies, self.paths) = (copies, paths)
    }

    /// Where the copy for this way is.
    func path(_ mode: RunMode) -> String { paths[mode] ?? folder }

    func tree(_ mode: RunMode) -> TreeCopy? { copies[mode] }

    /// What was left out, and what leads out of the copies, for a person.
    var notes: [String] {
        var notes: [String] = []
        let leftOut = copies[.loop]?.leftOut ?? []
        if !leftOut.isEmpty {
            let shown = leftOut.prefix(3).joined(separator: ", ") + (leftOut.count > 3 ? " and \(leftOut.count - 3) more" : "")
            notes.append("left out of the copies, because it cannot be copied: \(TextSanitiser.clean(shown))")
        }
        if let bytes = try? original.read(".git", limitBytes: 4096), bytes.starts(with: Array("gitdir: /".utf8)) {
            notes.append("the workspace shares its .git with another folder: what the runs do with git is done there")
        }
        return notes
    }

    /// Removes the copies but those of `kept`.
    func remove(keeping kept: Set<RunMode> = []) {
        guard !kept.isEmpty else { return TemporaryFolder.remove(folder) }
        for mode in RunMode.allCases where !kept.contains(mode) { TemporaryFolder.remove("\(folder)/\(mode.rawValue)") }
    }

    /// A folder that lies outside the workspace, so that no copy holds itself.
    private static func makeFolder(for workspace: Workspace, in parents: [String]) throws(ServiceError) -> String {
        var fault = ""
        for parent in parents {
            guard let place = try? Folder(path: parent).realPath else { continue }
            guard place != workspace.realPath, !(place + "/").hasPrefix(workspace.realPath == "/" ? "/" : workspace.realPath + "/") else {
                fault = "the workspace holds the folder for temporary files \(place)"
                continue
            }
            if let made = try? TemporaryFolder.make(prefix: "lathe-both", in: place) { return made }
            fault = "no folder can be made in \(place)"
        }
        throw ServiceError(
            .settings, (fault.isEmpty ? "there is no folder for temporary files" : fault) + "; set TMPDIR to one outside of the workspace")
    }

    private static func refusal(_ error: TreeCopyError, _ path: String) -> ServiceError {
        switch error {
        case .tooLarge(let entries, let bytes):
            let count = "\(entries) files and folders" + (bytes >= 1 << 20 ? ", \(bytes >> 20) MiB" : "")
            return ServiceError(
                .settings, "the workspace \(path) is too large to copy (\(count) and more); name a smaller one with --workspace")
        case .tooDeep(let inner):
            return ServiceError(.settings, "the workspace \(path) is too deep to copy (\(inner)); name a smaller one with --workspace")
        case .host(let error): return ServiceError(.settings, "the workspace cannot be copied: \(error.description)")
        }
    }
}
