internal import Events
public import Host

/// An image file of the workspace, as models take it (001-40).
public enum WorkspaceImage {
    static let limitBytes = 5_242_880
    static let limitPixels = 8000

    /// Reads an image: PNG, JPEG, GIF or WebP, at most 5 MiB and 8,000 pixels a side.
    ///
    /// Blocks. Throws what is wrong with the file, with a cure.
    public static func read(_ path: String, in workspace: Workspace) throws -> ToolImage { try readWithHeader(path, in: workspace).0 }

    static func readWithHeader(_ path: String, in workspace: Workspace) throws -> (ToolImage, ImageHeader) {
        let file = try workspace.file(path)
        try refuseLarge(file.status.byteCount, path)
        let bytes = try file.read(from: 0, limitBytes: limitBytes + 1)
        // It may have grown since it was opened.
        try refuseLarge(bytes.count, path)
        let header = try header(bytes, path)
        return (ToolImage(bytes: bytes, mediaType: header.mediaType, path: try workspace.relativePath(path)), header)
    }

    private static func refuseLarge(_ byteCount: Int, _ path: String) throws(ToolsError) {
        guard byteCount > limitBytes else { return }
        throw ToolsError(.tooLarge, "\"\(path)\" holds \(byteCount) bytes, the limit is \(limitBytes); make a smaller copy and read that")
    }

    private static func header(_ bytes: [UInt8], _ path: String) throws(ToolsError) -> ImageHeader {
        guard let header = ImageHeader(bytes) else {
            let fault =
                ImageHeader.mediaType(of: bytes).map { "begins like \($0), but its header is cut or damaged; make it anew" }
                ?? "is no PNG, JPEG, GIF or WebP image; convert it, or read it as text with \(ToolName.readFile)"
            throw ToolsError(.unsupportedImage, "\"\(path)\" \(fault)")
        }
        guard max(header.width, header.height) <= limitPixels else {
            throw ToolsError(
                .tooLarge,
                "\"\(path)\" is \(header.width) × \(header.height) pixels, the limit is \(limitPixels) a side; make a smaller copy and read that"
            )
        }
        return header
    }
}
