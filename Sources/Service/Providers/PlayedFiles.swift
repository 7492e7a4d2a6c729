internal import Events
internal import Models

/// The files that are played in the place of a model.
enum PlayedFiles {
    /// The demo's script, or the one that the settings name; nil when they name none.
    static func script(_ settings: Settings) throws(ModelsError) -> Script? {
        if let name = settings.demo, let demo = try? Demo.named(name) { return try Script(json5: demo.script.bytes, name: name) }
        guard let path = settings.scriptPath else { return nil }
        return try Script(json5: read(path, "script", limitBytes: 16 << 20), name: path)
    }

    /// The recording that the settings name; nil when they name none.
    static func recording(_ settings: Settings) throws(ModelsError) -> Recording? {
        guard let path = settings.scriptPath else { return nil }
        return try Recording(bytes: read(path, "recording", limitBytes: 256 << 20), name: path)
    }

    private static func read(_ path: String, _ what: String, limitBytes: Int) throws(ModelsError) -> [UInt8] {
        let bytes: [UInt8]?
        do throws(ServiceError) { bytes = try SettingsFile.read(path, limitBytes: limitBytes) } catch {
            throw ModelsError(code: .settings, message: error.message)
        }
        guard let bytes else {
            throw ModelsError(code: .settings, message: "the \(what) \(path) is not there; name an existing file with --script")
        }
        return bytes
    }
}
