import Events
import Glibc
import Service

/// Whether runs can be kept.
enum StoreCheck {
    static func check(_ settings: Settings, _ program: Program) -> Check {
        do {
            let service = try program.archive(settings)
            defer { service.shutDown() }
            let path = TextSanitiser.clean(service.storePath)
            var status = stat()
            let size = stat(service.storePath, &status) == 0 ? Int(status.st_size) : 0
            let finding = "\(path), \(Phrases.number((size + 1023) / 1024)) KiB, SQLite \(Service.databaseVersion)"
            guard service.isWritable else {
                return Check(
                    name: "store", state: .broken, finding: "\(finding), read-only",
                    cure: service.warnings.last.map { $0.split(separator: "; ", maxSplits: 1).last.map(String.init) ?? $0 })
            }
            return Check(name: "store", state: .good, finding: finding)
        } catch {
            let parts = "\(error)".split(separator: "; ", maxSplits: 1).map(String.init)
            return Check(
                name: "store", state: .broken, finding: parts.first ?? "it cannot be opened", cure: parts.count > 1 ? parts[1] : nil)
        }
    }
}
