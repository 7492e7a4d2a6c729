internal import Events

/// The content of a message that shows images: a part of text and a part for each image.
///
/// An image whose bytes are not there is told of in the text; when none is there the content is that text alone.
struct ChatImages {
    /// What goes into a data URL.
    private static let mediaTypes: Set<String> = ["image/png", "image/jpeg", "image/gif", "image/webp"]

    private let text: String
    private let shown: [(mediaType: String, bytes: [UInt8])]

    init(text: String, images: [ImageReference], bytes: [String: [UInt8]]) {
        var text = text
        var shown: [(mediaType: String, bytes: [UInt8])] = []
        for image in images {
            if let bytes = bytes[image.artifactID], !bytes.isEmpty, Self.mediaTypes.contains(image.mediaType) {
                shown.append((image.mediaType, bytes))
            } else {
                text += "\n[\(image.path): the image cannot be shown]"
            }
        }
        self.text = text
        self.shown = shown
    }

    func write(to output: inout [UInt8]) {
        guard !shown.isEmpty else { return JSON.write(text, to: &output) }
        output += Array("[{\"type\":\"text\",\"text\":".utf8)
        JSON.write(text, to: &output)
        output += Array("}".utf8)
        for image in shown {
            // Neither the media types nor Base64 hold a character that JSON would escape.
            output += Array(",{\"type\":\"image_url\",\"image_url\":{\"url\":\"data:\(image.mediaType);base64,".utf8)
            Base64.append(image.bytes, to: &output)
            output += Array("\"}}".utf8)
        }
        output += Array("]".utf8)
    }
}
