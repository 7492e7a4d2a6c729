import Events

/// The body of a Chat Completions request.
///
/// The order of members is fixed, so that a provider's prefix cache finds the same beginning.
enum ChatPayload {
    static func bytes(_ request: ModelRequest, endpoint: OpenAIEndpoint) -> [UInt8] {
        var output: [UInt8] = []
        output.append("{\"model\":")
        JSON.write(request.model, to: &output)
        output.append(",\"stream\":true,\"stream_options\":{\"include_usage\":true}")
        if let limit = request.maxOutputTokens {
            output.append(",\"\(endpoint.limitField.rawValue)\":\(limit)")
        }
        if !request.tools.isEmpty {
            output.append(",\"tools\":[")
            for (position, tool) in request.tools.enumerated() {
                output.append(
                    position == 0 ? "{\"type\":\"function\",\"function\":{\"name\":" : ",{\"type\":\"function\",\"function\":{\"name\":")
                JSON.write(tool.name, to: &output)
                output.append(",\"description\":")
                JSON.write(tool.description, to: &output)
                output.append(",\"parameters\":")
                tool.parameters.write(to: &output)
                output.append("}}")
            }
            output.append("]")
        }
        output.append(",\"messages\":[")
        for (position, message) in request.messages.enumerated() {
            if position > 0 { output.append(",") }
            write(message, of: request, sendsReasoning: endpoint.sendsReasoning, to: &output)
        }
        output.append("]}")
        return output
    }

    private static func write(_ message: ChatMessage, of request: ModelRequest, sendsReasoning: Bool, to output: inout [UInt8]) {
        switch message {
        case .system(let text):
            output.append("{\"role\":\"system\",\"content\":")
            JSON.write(text, to: &output)
        case .user(let text):
            output.append("{\"role\":\"user\",\"content\":")
            JSON.write(text, to: &output)
        case .images(let text, let images):
            output.append("{\"role\":\"user\",\"content\":")
            ChatImages(text: text, images: images, bytes: request.images).write(to: &output)
        case .assistant(let text, let reasoning, let calls):
            output.append("{\"role\":\"assistant\",\"content\":")
            if text.isEmpty && !calls.isEmpty { output.append("null") } else { JSON.write(text, to: &output) }
            if sendsReasoning, !reasoning.isEmpty {
                output.append(",\"reasoning_content\":")
                JSON.write(reasoning, to: &output)
            }
            if !calls.isEmpty {
                output.append(",\"tool_calls\":[")
                for (position, call) in calls.enumerated() {
                    if position > 0 { output.append(",") }
                    write(call, to: &output)
                }
                output.append("]")
            }
        case .tool(let id, _, let content):
            output.append("{\"role\":\"tool\",\"tool_call_id\":")
            JSON.write(id, to: &output)
            output.append(",\"content\":")
            JSON.write(content, to: &output)
        }
        output.append("}")
    }

    private static func write(_ call: ToolCall, to output: inout [UInt8]) {
        output.append("{\"id\":")
        JSON.write(call.id, to: &output)
        output.append(",\"type\":\"function\",\"function\":{\"name\":")
        JSON.write(allowedName(call.name), to: &output)
        output.append(",\"arguments\":")
        JSON.write(allowedArguments(call.arguments), to: &output)
        output.append("}}")
    }

    /// Servers refuse a whole conversation for one name with a character they do not know.
    static func allowedName(_ name: String) -> String {
        let scalars = name.unicodeScalars.prefix(64).map { scalar -> Unicode.Scalar in
            scalar.isASCII && (scalar.properties.isAlphabetic || scalar.properties.numericType != nil || scalar == "_" || scalar == "-")
                ? scalar : "_"
        }
        return scalars.isEmpty ? "unnamed" : String(String.UnicodeScalarView(scalars))
    }

    /// Some servers read the arguments of earlier calls again and fail if they are no JSON object; then the raw text goes inside one.
    static func allowedArguments(_ arguments: String) -> String {
        if let json = try? JSON(parsing: arguments), json.object != nil { return arguments }
        if arguments.allSatisfy(\.isWhitespace) { return "{}" }
        return (["_raw": .string(arguments)] as JSON).text
    }
}

extension [UInt8] {
    fileprivate mutating func append(_ text: String) {
        append(contentsOf: text.utf8)
    }
}
