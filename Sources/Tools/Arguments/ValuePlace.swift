/// Where in the arguments a value stands, and how a sentence names it.
struct ValuePlace {
    static let top = ValuePlace(path: "", name: "the arguments")

    let path: String
    let name: String

    private init(path: String, name: String) {
        self.path = path
        self.name = name
    }

    func member(_ key: String) -> ValuePlace {
        let inner = (path.isEmpty ? "" : path + ".") + key.prefix(60)
        return ValuePlace(path: inner, name: "`\(inner)`")
    }

    func item(_ index: Int) -> ValuePlace {
        let inner = "\(path)[\(index)]"
        return ValuePlace(path: inner, name: "`\(inner)`")
    }

    /// The name of a member, rather than its value.
    func nameOf(_ key: String) -> ValuePlace {
        ValuePlace(path: path, name: "the name " + member(key).name)
    }

    /// A fault here, said after the name of the place.
    func fault(_ kind: ArgumentFault.Kind, _ predicate: String) -> ArgumentFault {
        ArgumentFault(kind: kind, message: "\(name) \(predicate)", path: path)
    }
}

/// The parts of a value that a schema has looked at; `unevaluated…` is for the others.
struct SeenParts {
    var members: Set<String> = []
    var items: Set<Int> = []
    var allMembers = false
    var allItems = false

    mutating func add(_ other: SeenParts) {
        members.formUnion(other.members)
        items.formUnion(other.items)
        allMembers = allMembers || other.allMembers
        allItems = allItems || other.allItems
    }
}
