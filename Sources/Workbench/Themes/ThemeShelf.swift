import Glibc
package import TerminalKit

/// The themes there are: the shipped ones, and the person's own, which win.
package struct ThemeShelf {
    private static let shipped: [(name: String, bytes: [UInt8])] = [
        ("ink", PackageResources.ink_json5),
        ("paper", PackageResources.paper_json5),
        ("contrast", PackageResources.contrast_json5),
        ("colorblind", PackageResources.colorblind_json5),
        ("terminal", PackageResources.terminal_json5),
    ]

    static var shippedNames: [String] { shipped.map(\.name) }

    let folder: String?

    /// `folder` holds the person's own themes; nil for none.
    package init(folder: String?) { self.folder = folder }

    /// Shipped ones first.
    var names: [String] { ThemeShelf.shippedNames + ownNames.filter { !ThemeShelf.shippedNames.contains($0) } }

    private var ownNames: [String] {
        guard let folder, let stream = opendir(folder) else { return [] }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) { raw in String(decoding: raw.prefix { $0 != 0 }, as: UTF8.self) }
            if name.hasSuffix(".json5") { names.append(String(name.dropLast(6))) }
        }
        return names.sorted()
    }

    /// Throws `ThemeError` when a theme cannot be read, with what is wrong in it.
    package func theme(_ name: String) throws(ThemeError) -> Theme {
        if let bytes = own(name) { return try Theme(json5: bytes, name: name) }
        guard let found = ThemeShelf.shipped.first(where: { $0.name == name }) else {
            throw ThemeError(theme: name, problem: "there is no theme of this name; there are \(names.joined(separator: ", "))")
        }
        return try Theme(json5: found.bytes, name: name)
    }

    /// At most 256 KiB of a file of the person's folder; names with a slash are nobody's theme.
    private func own(_ name: String) -> [UInt8]? {
        guard let folder, !name.contains("/"), !name.isEmpty else { return nil }
        let descriptor = open("\(folder)/\(name).json5", O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: 262_144)
        let count = bytes.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
        return count > 0 ? Array(bytes.prefix(count)) : nil
    }
}
