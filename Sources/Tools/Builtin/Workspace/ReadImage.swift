internal import Events
internal import Host

/// Shows the model an image of the workspace (001-40).
struct ReadImage: Tool {
    let spec = ToolSpec(
        name: ToolName.readImage, aliases: ToolName.aliases[ToolName.readImage] ?? [],
        manual: """
            Shows you an image of the workspace: it comes with the next message.
            When to use: to look at a screenshot, a drawing, a plot or a picture that the task is about. For text use \(ToolName.readFile).
            Limits: PNG, JPEG, GIF and WebP, known by their bytes and not by their names; at most 5 MiB and \(WorkspaceImage.limitPixels) pixels a side. An SVG is text.
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
            let (image, header) = try WorkspaceImage.readWithHeader(path, in: workspace)
            return Self.result(image, header)
        }
    }

    private static func result(_ image: ToolImage, _ header: ImageHeader) -> ToolResult {
        let size = "\(header.width) × \(header.height)"
        let (path, count) = (image.path, image.bytes.count)
        var result = ToolResult.success(
            "\(path): \(header.mediaType), \(size) pixels, \(count) bytes. The image comes with the next message.",
            display: ToolDisplay(kind: .text, fact: size))
        result.images = [image]
        result.metadata = JSONObject([
            .init("path", .string(path)), .init("media_type", .string(header.mediaType)), .init("width", .count(header.width)),
            .init("height", .count(header.height)), .init("byte_count", .count(count)),
        ])
        return result
    }
}
