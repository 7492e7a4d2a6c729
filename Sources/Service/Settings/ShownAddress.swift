/// An address as people may see it.
package enum ShownAddress {
    /// Without the name and the password that may stand in it.
    package static func text(_ address: String) -> String {
        guard let scheme = address.firstRange(of: "://") else { return address }
        let rest = address[scheme.upperBound...]
        guard let at = rest.prefix(while: { $0 != "/" }).lastIndex(of: "@") else { return address }
        return address[..<scheme.upperBound] + "***" + rest[at...]
    }
}
