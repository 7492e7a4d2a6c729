internal import Events

/// What a message that shows images says: a text, and the images whose bytes are there.
///
/// An image that cannot be shown is told of in the text, with the reason.
struct ImageContent {
    /// What every provider takes.
    private static let mediaTypes: Set<String> = ["image/png", "image/jpeg", "image/gif", "image/webp"]

    let text: String
    let shown: [(mediaType: String, bytes: [UInt8])]

    /// - Parameter takesImages: false for a model that does not look at images.
    init(text: String, images: [ImageReference], bytes: [String: [UInt8]], takesImages: Bool?) {
        var text = text
        var shown: [(mediaType: String, bytes: [UInt8])] = []
        for image in images {
            if takesImages == false {
                text += "\n[\(image.path): the image is not shown, because this model does not look at images]"
            } else if let bytes = bytes[image.artifactID], !bytes.isEmpty, Self.mediaTypes.contains(image.mediaType) {
                shown.append((image.mediaType, bytes))
            } else {
                text += "\n[\(image.path): the image cannot be shown]"
            }
        }
        self.text = text
        self.shown = shown
    }

    /// `data:image/png;base64,…` inside quotes; neither the media types nor Base64 hold a character that JSON would escape.
    static func write(dataURL image: (mediaType: String, bytes: [UInt8]), to output: inout [UInt8]) {
        output.append("\"data:\(image.mediaType);base64,")
        Base64.append(image.bytes, to: &output)
        output.append("\"")
    }
}
