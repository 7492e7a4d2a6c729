internal import Engine
public import Events

/// What a request from elsewhere may say of its run, in the words of the settings.
extension RunOptions {
    /// The settings that a request may say.
    public static let requestable: [SettingKey] = [
        .mode, .model, .approve, .maxIterations, .maxTokens, .maxOutputTokens, .maxFailures, .timeout, .maxParallelCalls, .toolTimeout,
        .toolOutputBytes,
    ]

    /// Takes one of them over what the settings say.
    ///
    /// More than the settings allow is refused: of `approve` always, of a limit where somebody set it.
    ///
    /// - Throws: `ServiceError`: `bad_request` for a value that is none, `denied` for one that is too much.
    public mutating func take(_ key: SettingKey, _ json: JSON, over settings: Settings) throws(ServiceError) {
        let value: SettingValue
        switch SettingValue.read(json, key.kind) {
        case .success(let read): value = read
        case .failure(let refusal): throw ServiceError(.badRequest, "\(key.rawValue) \(refusal.reason); correct it")
        }
        let now = try? SettingValue.read(settings.value(of: key), key.kind).get()
        if key == .approve || settings.origins[key] != nil, let narrowing = key.narrowing, value != now,
            !narrowing.allows(value, over: now)
        {
            let most = SettingReport.text(settings.value(of: key))
            throw ServiceError(
                .denied,
                "\(key.rawValue) may be \(most) at most, as the settings of this server say; ask for less, or start the server otherwise")
        }
        apply(key, value, over: settings)
    }

    private mutating func apply(_ key: SettingKey, _ value: SettingValue, over settings: Settings) {
        switch key {
        case .mode: mode = value.text.flatMap(RunMode.init)
        case .model: model = value.text
        case .approve: approve = value.text.flatMap(ApprovePolicy.init)
        default:
            var limits = limits ?? settings.limits
            switch key {
            case .maxIterations: limits.maxIterations = value.count ?? limits.maxIterations
            case .maxTokens: limits.maxTokens = value.count
            case .maxOutputTokens: limits.maxOutputTokens = value.count
            case .maxFailures: limits.maxFailures = value.count ?? limits.maxFailures
            case .timeout: limits.timeout = value.duration
            case .maxParallelCalls: limits.maxParallelCalls = value.count ?? limits.maxParallelCalls
            case .toolTimeout: limits.toolTimeout = value.duration
            case .toolOutputBytes: limits.toolOutputBytes = value.count ?? limits.toolOutputBytes
            default: break
            }
            self.limits = limits
        }
    }
}
