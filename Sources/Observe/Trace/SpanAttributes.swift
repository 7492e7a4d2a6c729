/// What is known of a span, by name, in the order in which it became known.
///
/// Only names, numbers and codes: no prompt, argument, output or message, for these would leave the machine.
package struct SpanAttributes: Sendable, Equatable {
    package enum Value: Sendable, Equatable {
        case text(String)
        case texts([String])
        case integer(Int)
        case number(Double)
        case flag(Bool)
    }

    package struct Attribute: Sendable, Equatable {
        package let name: String
        package let value: Value
    }

    package private(set) var list: [Attribute] = []

    /// Names come from models and settings too, so each is cut to so many characters.
    static let textLimit = 200

    /// Setting nil leaves what is there, for a figure that was not measured says nothing.
    package subscript(name: AttributeName) -> Value? {
        get { list.first { $0.name == name.rawValue }?.value }
        set {
            guard let newValue else { return }
            let attribute = Attribute(name: name.rawValue, value: newValue.bounded)
            if let index = list.firstIndex(where: { $0.name == attribute.name }) {
                list[index] = attribute
            } else {
                list.append(attribute)
            }
        }
    }

    package init() {}
}

extension SpanAttributes.Value {
    fileprivate var bounded: SpanAttributes.Value {
        switch self {
        case .text(let text): .text(text.bounded)
        case .texts(let texts): .texts(texts.prefix(16).map(\.bounded))
        case .integer, .number, .flag: self
        }
    }

    static func integer(_ value: Int?) -> SpanAttributes.Value? { value.map { .integer($0) } }
    static func text(_ value: String?) -> SpanAttributes.Value? { value.map { .text($0) } }
    /// Microseconds as the seconds that the conventions want.
    static func seconds(_ microseconds: Int?) -> SpanAttributes.Value? { microseconds.map { .number(Double($0) / 1_000_000) } }
}

extension String {
    /// The beginning of it, short enough for a name.
    var bounded: String { String(prefix(SpanAttributes.textLimit)) }
}
