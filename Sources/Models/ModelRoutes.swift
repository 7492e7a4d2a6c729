internal import Synchronization

/// One way to a model: a place with one key.
public struct ModelRoute: Sendable {
    public var driver: any ModelDriver
    /// The model's name.
    public var model: String
    /// The host, as people may see it; nil when nothing is asked over a network.
    public var place: String?
    /// The same for routes that differ in their keys only.
    public var endpoint: Int
    /// What its tokens cost; nil when that is not known.
    public var price: ModelPrice?

    public init(driver: any ModelDriver, model: String, place: String? = nil, endpoint: Int = 0, price: ModelPrice? = nil) {
        self.price = price
        self.driver = driver
        self.model = model
        self.place = place
        self.endpoint = endpoint
    }
}

/// The ways to one model in the order they are tried, which remembers the one that worked last (001-57).
public final class ModelRoutes: Sendable {
    public let all: [ModelRoute]
    private let good: Mutex<Int>
    private let onGood: @Sendable (Int) -> Void

    /// - Parameters:
    ///   - first: the one that is tried first, unless another one worked last.
    ///   - start: the one that worked last; 0 is `first`.
    ///   - onGood: told which one worked when that is another one than before.
    public init(
        _ first: ModelRoute, _ others: [ModelRoute] = [], startingAt start: Int = 0, onGood: @escaping @Sendable (Int) -> Void = { _ in }
    ) {
        all = [first] + others
        good = Mutex(all.indices.contains(start) ? start : 0)
        self.onGood = onGood
    }

    /// Its place in `all`.
    public var preferred: Int { good.withLock { $0 } }

    /// The one to try first.
    public var current: ModelRoute { all[preferred] }

    /// Remembers the one that gave an answer.
    public func noteGood(_ index: Int) {
        let isNews = good.withLock { good in
            defer { good = index }
            return good != index
        }
        if isNews { onGood(index) }
    }

    /// The next one that has not been tried, in order and from the beginning again after the last; nil when there is none.
    ///
    /// - Parameter ofSameEndpoint: true looks for another key of the same place, false for another place.
    public func next(after index: Int, ofSameEndpoint: Bool, excluding tried: Set<Int>) -> Int? {
        let order = all.indices.map { (index + 1 + $0) % all.count }
        return order.first { other in
            other != index && !tried.contains(other) && (all[other].endpoint == all[index].endpoint) == ofSameEndpoint
        }
    }
}
