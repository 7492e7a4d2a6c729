/// The whole todo list as it stands now (001-27).
public struct TodoUpdated: PayloadValue {
    public static let type = "todo_updated"
    public var items: [TodoItem]

    public init(items: [TodoItem]) {
        self.items = items
    }

    static let fields: [EventField] = [
        .field("items", .list(of: "object"))
    ]

    init(_ fields: JSONFields) throws(FieldError) {
        items = try fields.array("items").map { item throws(FieldError) in try TodoItem(item) }
    }

    func write(to object: inout JSONObject) {
        object.add("items", .array(items.map(\.json)))
    }
}

/// Bytes too long for an event were put beside the log.
public struct ArtifactStored: PayloadValue {
    public static let type = "artifact_stored"
    public var artifactID: String
    public var mediaType: String
    public var bytes: Int

    public init(artifactID: String, mediaType: String, bytes: Int) {
        self.artifactID = artifactID
        self.mediaType = mediaType
        self.bytes = bytes
    }

    static let fields: [EventField] = [
        .field("artifact_id", .string),
        .field("media_type", .string),
        .field("bytes", .integer),
    ]

    init(_ fields: JSONFields) throws(FieldError) {
        artifactID = try fields.string("artifact_id")
        mediaType = try fields.string("media_type")
        bytes = try fields.integer("bytes")
    }

    func write(to object: inout JSONObject) {
        object.add("artifact_id", artifactID)
        object.add("media_type", mediaType)
        object.add("bytes", bytes)
    }
}
