extension ProviderProfile {
    /// Every provider that is known without settings: vendors in the order in which their keys choose one, servers of this machine, and what asks no server.
    public static let all: [ProviderProfile] = [
        vendor("openai", "OpenAI", "https://api.openai.com/v1", ["OPENAI_API_KEY"], baseURLVariable: "OPENAI_BASE_URL"),
        vendor(
            "openai-responses", "OpenAI, Responses", "https://api.openai.com/v1", ["OPENAI_API_KEY"], format: .openAIResponses,
            baseURLVariable: "OPENAI_BASE_URL"),
        vendor(
            "anthropic", "Anthropic", "https://api.anthropic.com", ["ANTHROPIC_API_KEY"], format: .anthropic,
            baseURLVariable: "ANTHROPIC_BASE_URL"),
        vendor(
            "gemini", "Google Gemini", "https://generativelanguage.googleapis.com/v1beta/openai", ["GEMINI_API_KEY", "GOOGLE_API_KEY"]),
        vendor("openrouter", "OpenRouter", "https://openrouter.ai/api/v1", ["OPENROUTER_API_KEY"]),
        vendor("deepseek", "DeepSeek", "https://api.deepseek.com/v1", ["DEEPSEEK_API_KEY"]),
        vendor("mistral", "Mistral", "https://api.mistral.ai/v1", ["MISTRAL_API_KEY"]),
        vendor("groq", "Groq", "https://api.groq.com/openai/v1", ["GROQ_API_KEY"]),
        vendor("xai", "xAI", "https://api.x.ai/v1", ["XAI_API_KEY"]),
        vendor("moonshot", "Moonshot", "https://api.moonshot.ai/v1", ["MOONSHOT_API_KEY"]),
        vendor("zai", "Z.ai", "https://api.z.ai/api/paas/v4", ["ZAI_API_KEY"]),
        vendor("minimax", "MiniMax", "https://api.minimax.io/v1", ["MINIMAX_API_KEY"]),
        vendor(
            "dashscope", "Alibaba DashScope", "https://dashscope-intl.aliyuncs.com/compatible-mode/v1", ["DASHSCOPE_API_KEY"]),
        local("llamacpp", "llama.cpp", port: 8080),
        local("ollama", "Ollama", port: 11434),
        local("vllm", "vLLM", port: 8000),
        local("lmstudio", "LM Studio", port: 1234),
        ProviderProfile(id: "scripted", title: "a script", format: .scripted),
        ProviderProfile(id: "recorded", title: "a recording", format: .recorded),
    ]

    private static func vendor(
        _ id: String, _ title: String, _ baseURL: String, _ keyVariables: [String], format: ModelFormat = .openAI,
        baseURLVariable: String? = nil
    ) -> ProviderProfile {
        ProviderProfile(
            id: id, title: title, format: format, baseURL: baseURL, keyVariables: keyVariables, baseURLVariable: baseURLVariable,
            needsKey: true)
    }

    private static func local(_ id: String, _ title: String, port: Int) -> ProviderProfile {
        ProviderProfile(id: id, title: title, format: .openAI, baseURL: "http://127.0.0.1:\(port)/v1", localPort: port)
    }
}
