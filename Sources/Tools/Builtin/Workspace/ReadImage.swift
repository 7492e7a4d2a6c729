internal import Events
internal import Host

/// Shows the model an image of the workspace (001-40).
struct ReadImage: Tool {
    static let limitBytes = 5_242_880
    static let limitPixels = 8000

    let spec = ToolSpec(
        name: ToolName.readImage, aliases: ToolName.aliases[ToolName.readImage] ?? [],
        manual: """
            Shows you an image of the workspace: it comes with the next message.
            When to use: to look at a screenshot, a drawing, a plot or a picture that the task is about. For text use \(ToolName.readFile).
            Limits: PNG, JPEG, GIF and WebP, known by their bytes and not by their names; at most 5 MiB and \(limitPixels) pixels a side. An SVG is text.
            Example: {"path": "docs/screenshot.png"}
            """,
        parameters: Parameters.object(
            [("path", Parameters.text("Path of the image, relative to the workspace.", minimumLength: 1))], required: ["path"]),
        effects: [.read], needs: [.workspace], concurrency: .byPath)

    func summary(of arguments: JSONObject) -> String { arguments.text("path") }

    func run(_ arguments: JSONObject, in context: ToolContext) async throws -> ToolResult {
        let path = arguments.text("path")
        let workspace = context.workspace
        return try await BlockingWork.run { _ in
            let file = try workspace.file(path)
            try Self.refuseLarge(file.status.byteCount, path)
            let bytes = try file.read(from: 0, limitBytes: Self.limitBytes + 1)
            // It may have grown since it was opened.
            try Self.refuseLarge(bytes.count, path)
            return Self.result(bytes, try Self.header(bytes, path), path: try workspace.relativePath(path))
        }
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

    private static func result(_ bytes: [UInt8], _ header: ImageHeader, path: String) -> ToolResult {
        let size = "\(header.width) × \(header.height)"
        var result = ToolResult.success(
            "\(path): \(header.mediaType), \(size) pixels, \(bytes.count) bytes. The image comes with the next message.",
            display: ToolDisplay(kind: .text, fact: size))
        result.images = [ToolImage(bytes: bytes, mediaType: header.mediaType, path: path)]
        result.metadata = JSONObject([
            .init("path", .string(path)), .init("media_type", .string(header.mediaType)), .init("width", .count(header.width)),
            .init("height", .count(header.height)), .init("byte_count", .count(bytes.count)),
        ])
        return result
    }
}
