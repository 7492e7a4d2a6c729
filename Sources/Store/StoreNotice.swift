public import Events

/// What the store tells its listeners, on the writer's thread and in order: they must return quickly.
public enum StoreNotice: Sendable {
    /// Events of one or more runs that were committed together, in order.
    case committed([RunEvent])
    /// Writing failed; nothing is written any more.
    case failed(StoreError)
}

/// Whether a store is to be written.
public enum StoreAccess: Sendable {
    /// Written if that is possible, else read; `EventStore.readOnlyReason` says which.
    case readWrite
    case readOnly
}
