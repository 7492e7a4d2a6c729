import Events
import Service
import Testing
import Tools

@testable import Workbench

/// What is listed is there, and what is there is listed.
@Suite struct CatalogueTests {
    /// The names of `struct … : Tool` and the like in the files below a folder.
    private static func conforming(to contract: String, below folder: String) throws -> Set<String> {
        var found: Set<String> = []
        for file in try Repository.files(below: folder, endingIn: ".swift") {
            for match in try Repository.text(file).matches(of: #/(?:struct|class|enum) (\w+)\s*:\s*([^{]*)\{/#)
            where match.2.matches(of: #/\w+/#).contains(where: { $0.0 == contract }) {
                found.insert(String(match.1))
            }
        }
        return found
    }

    @Test("004-100: every tool is in the toolbox, once, under the name of its file")
    func tools() throws {
        let listed = Toolbox.builtIn.map { "\(Swift.type(of: $0))" }
        #expect(Set(listed).count == listed.count)
        #expect(try Self.conforming(to: "Tool", below: "Sources/Tools/Builtin") == Set(listed))
        let files = try Repository.files(below: "Sources/Tools/Builtin", endingIn: ".swift")
        for name in listed { #expect(files.contains { $0.hasSuffix("/\(name).swift") }, "\(name)") }
        // One more needs the engine, which has runs to make.
        #expect(try Self.conforming(to: "Tool", below: "Sources/Engine") == ["RunAgent"])
        for name in ToolSummary.all.map(\.name) where name != ToolName.runAgent {
            let file = name.split(separator: "_").map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
            #expect(listed.contains(file), "\(name)")
        }
    }

    @Test("000-44: every script of a demo is listed, and every listed demo has one")
    func demos() throws {
        let scripts = try Repository.names("Sources/Service/Demos/Scripts").filter { $0.hasSuffix(".json5") }.map { String($0.dropLast(6)) }
        #expect(Set(scripts) == Set(Demo.names))
        #expect(Demo.names.count >= 3 && Demo.names.contains(Demo.first))
        #expect(try Demo.all().map(\.name) == Demo.names)
    }

    @Test("every theme file is on the shelf")
    func themes() throws {
        let files = try Repository.names("themes").filter { $0.hasSuffix(".json5") }.map { String($0.dropLast(6)) }
        #expect(Set(files) == Set(ThemeShelf.shippedNames))
        for name in ThemeShelf.shippedNames { _ = try ThemeShelf(folder: nil).theme(name) }
    }

    @Test("every command of the program is in its list")
    func commands() throws {
        let list = try Repository.text("Sources/lathe/Arguments/Command.swift")
        let listed = try #require(list.firstMatch(of: #/static let all: \[Command\] = \[([^\]]*)\]/#)).1.matches(of: #/\.(\w+)/#).map {
            String($0.1)
        }
        var made: Set<String> = []
        for file in try Repository.files(below: "Sources/lathe", endingIn: ".swift") {
            guard try !Repository.lines(of: file, with: " = Command(").isEmpty else { continue }
            for match in try Repository.text(file).matches(of: #/static let (\w+) = Command\(/#) { made.insert(String(match.1)) }
        }
        #expect(Set(listed) == made)
        #expect(Set(listed).count == listed.count)
    }

    @Test("every model driver is in the catalogue")
    func drivers() throws {
        let made = try Self.conforming(to: "ModelDriver", below: "Sources/Models/Drivers")
        let catalogue = try Repository.text("Sources/Models/ModelCatalogue.swift")
        for driver in made { #expect(catalogue.contains("\(driver)("), "\(driver)") }
        // A wire format is no driver of its own: it has a word, and the catalogue makes a driver of each word.
        let formats = try Self.conforming(to: "WireFormat", below: "Sources/Models/Drivers")
        let words = try Repository.text("Sources/Models/Drivers/WireFormat.swift")
        for format in formats { #expect(words.contains("\(format).self"), "\(format)") }
        #expect(formats.count == words.matches(of: #/: \w+\.self/#).count)
        for word in words.matches(of: #/case \.(\w+): \w+\.self/#) { #expect(catalogue.contains("overHTTP(.\(word.1))"), "\(word.1)") }
        #expect(formats.count + made.count - 1 == catalogue.matches(of: #/ModelDriverDescription\(\s*id: /#).count)
    }

    @Test("every error code is in the list of all, once")
    func errorCodes() throws {
        let text = try Repository.text("Sources/Events/ErrorCode.swift")
        let statics = text.matches(of: #/static let \w+ = ErrorCode\("(\w+)"\)/#).map { String($0.1) }
        #expect(statics == ErrorCode.all.map(\.word))
        #expect(Set(statics).count == statics.count)
        for file in try Repository.files(below: "Sources", endingIn: ".swift") {
            guard try !Repository.lines(of: file, with: "ErrorCode(\"").isEmpty else { continue }
            for match in try Repository.text(file).matches(of: #/ErrorCode\("(\w+)"\)/#) {
                #expect(statics.contains(String(match.1)), "\(match.1) of \(file) is not listed")
            }
        }
    }

    @Test("every command of a key has a row in the keymap, and no key means two things in one place")
    func keys() {
        #expect(Set(Keymap.bindings.map(\.command)) == Set(Command.allCases))
        var seen: [KeyScope: Set<KeyPress>] = [:]
        for binding in Keymap.bindings {
            #expect(!binding.keys.isEmpty)
            for key in binding.keys {
                #expect(seen[binding.scope, default: []].insert(key).inserted, "\(key.name) twice in \(binding.scope)")
                if binding.scope != .everywhere { #expect(seen[.everywhere]?.contains(key) != true, "\(key.name) is taken everywhere") }
            }
        }
    }
}
