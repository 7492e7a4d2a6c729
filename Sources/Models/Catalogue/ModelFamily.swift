/// Families of models by how their names begin: those of one family want their requests alike.
///
/// Also for names that are in no catalogue, such as those of local models.
enum ModelFamily {
    private static let beginnings: [(beginning: String, family: String)] = [
        ("gpt-oss", "gpt-oss"), ("gpt-5", "gpt-5"), ("gpt-6", "gpt-5"), ("gpt-", "gpt"), ("chatgpt-", "gpt"), ("o1", "o"), ("o3", "o"),
        ("o4", "o"), ("claude", "claude"), ("gemini-2.5", "gemini-2.5"), ("gemini-3", "gemini-3"), ("gemini", "gemini"),
        ("gemma", "gemma"), ("deepseek", "deepseek"), ("qwen3", "qwen3"), ("qwq", "qwen"), ("qwen", "qwen"), ("glm", "glm"),
        ("zai-glm", "glm"), ("minimax", "minimax"), ("kimi", "kimi"), ("moonshot", "kimi"), ("grok", "grok"), ("mistral", "mistral"),
        ("ministral", "mistral"), ("magistral", "mistral"), ("codestral", "mistral"), ("devstral", "mistral"), ("mixtral", "mistral"),
        ("llama", "llama"), ("meta-llama", "llama"),
    ]

    /// - Parameter name: in small letters, without a vendor before it.
    static func of(_ name: String) -> String? {
        beginnings.filter { name.hasPrefix($0.beginning) }.max { $0.beginning.utf8.count < $1.beginning.utf8.count }?.family
    }
}
