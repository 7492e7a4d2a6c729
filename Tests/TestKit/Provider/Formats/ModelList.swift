import Events

/// The list of models, in the form of OpenAI or, for a client that names a version of Anthropic's, of Anthropic.
enum ModelList {
    static func text(_ models: [String], for request: IncomingRequest) -> String {
        guard request.header("anthropic-version") == nil else { return anthropic(models).text }
        let rows = models.map { id -> JSON in
            ["id": .string(id), "object": "model", "created": .count(replyMoment), "owned_by": "test"]
        }
        return (["object": "list", "data": .array(rows)] as JSON).text
    }

    private static func anthropic(_ models: [String]) -> JSON {
        let rows = models.map { id -> JSON in
            [
                "type": "model", "id": .string(id), "display_name": .string(id), "created_at": "2023-11-14T22:13:20Z",
                "lifecycle": "active", "max_input_tokens": 200_000, "max_tokens": 8_192,
            ]
        }
        return ["data": .array(rows), "has_more": false, "first_id": .text(models.first), "last_id": .text(models.last)]
    }
}
