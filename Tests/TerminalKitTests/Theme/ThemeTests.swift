import FoundationEssentials
import Glibc
import Testing

@testable import TerminalKit

@Suite struct ThemeTests {
    private func problem(_ json5: String) -> String {
        do throws(ThemeError) {
            _ = try Theme(json5: json5, name: "mine")
            return "none"
        } catch {
            return error.description
        }
    }

    @Test("a theme file gives each depth its look")
    func depths() throws {
        let theme = try Theme(
            json5: """
                { // a comment
                  kind: 'dark', name: "night", background: "ground",
                  palette: { ground: "#101010", sea: "#5fafff" },
                  roles: {
                    accent: { fg: "sea", ansi: 12, bold: true, mono: ["underline"], },
                    selection: { fg: "#000000", bg: 226 },
                    dim: { fg: 244, ansi: 8 },
                  },
                }
                """, name: "file")
        #expect(theme.name == "night")
        #expect(theme.kind == .dark)
        #expect(theme.background == RGB(red: 0x10, green: 0x10, blue: 0x10))
        #expect(theme.appearance(of: .accent, depth: .indexed256) == Appearance(foreground: 75, attributes: .bold))
        #expect(theme.appearance(of: .accent, depth: .ansi16) == Appearance(foreground: 12, attributes: .bold))
        #expect(theme.appearance(of: .accent, depth: .ansi8) == Appearance(foreground: 4, attributes: .bold))
        #expect(theme.appearance(of: .accent, depth: .mono) == Appearance(attributes: .underline))
        #expect(theme.appearance(of: .selection, depth: .indexed256) == Appearance(foreground: 16, background: 226))
        #expect(theme.appearance(of: .selection, depth: .ansi16).attributes == .reverse)
        #expect(theme.appearance(of: .selection, depth: .mono).attributes == .reverse)
        #expect(theme.appearance(of: .dim, depth: .ansi8) == Appearance(attributes: .dim))
        #expect(theme.appearance(of: .text, depth: .indexed256) == Appearance())
        #expect(theme.missingRoles.count == Role.allCases.count - 3)
    }

    @Test("a fault names its culprit and the nearest right name")
    func faults() {
        #expect(problem("{kind: 'dark', roles: {acent: {}}}") == "theme mine: unknown role \"acent\"; did you mean \"accent\"?")
        #expect(problem("{kind: 'dark', rolls: {}}") == "theme mine: unknown key \"rolls\"; did you mean \"roles\"?")
        #expect(problem("{kind: 'dark', roles: {dim: {fgg: 1}}}") == "theme mine: unknown key \"fgg\" in roles.dim; did you mean \"fg\"?")
        #expect(problem("{kind: 'dark', palette: {sea: 4}, roles: {dim: {fg: 'see'}}}").hasSuffix("did you mean \"sea\"?"))
        #expect(problem("{kind: 'dark', roles: {dim: {fg: 256}}}").contains("roles.dim.fg must be a whole number from 0 to 255"))
        #expect(problem("{kind: 'dark', roles: {dim: {bold: 1}}}").contains("roles.dim.bold must be true or false"))
        #expect(problem("{kind: 'dark', roles: {dim: {mono: ['blink']}}}").contains("unknown attribute \"blink\""))
        #expect(problem("{kind: 'dark', roles: {dim: {ansi: 99}}}").contains("0 to 15"))
        #expect(problem("{roles: {}}").contains("kind is missing"))
        #expect(problem("{kind: 'dim'}").contains("\"dark\" or \"light\""))
        #expect(problem("{").contains("not readable as JSON5"))
        #expect(problem("").contains("not readable as JSON5"))
        #expect(problem("[1]").contains("must be an object"))
        #expect(problem(String(repeating: "[", count: 100_000)).contains("not readable as JSON5"))
    }

    @Test("the nearest fixed colour is found")
    func nearest() {
        #expect(RGB(hex: "#ffffff")?.nearestIndex == 231)
        #expect(RGB(hex: "#808080")?.nearestIndex == 244)
        #expect(RGB(hex: "#ff0000")?.nearestIndex == 196)
        #expect(RGB(hex: "#fff") == nil)
        #expect(RGB(hex: "#gggggg") == nil)
        for index in UInt8(16)...255 { #expect(RGB(index: RGB(index: index).nearestIndex) == RGB(index: index)) }
    }

    @Test("every role has a name and a letter of its own")
    func roles() {
        #expect(Set(Role.allCases.map(\.snapshotCode)).count == Role.allCases.count)
        #expect(Set(Role.allCases.map(\.name)).count == Role.allCases.count)
        #expect(Theme.plain.appearance(of: .statusError, depth: .ansi16).foreground == 1)
    }
}

@Suite struct ShippedThemeTests {
    static let names = ["ink", "paper", "contrast", "colorblind", "terminal"]

    private func theme(_ name: String) throws -> Theme {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let file = root.appending(path: "themes").appending(path: "\(name).json5")
        return try Theme(json5: Array(Data(contentsOf: file)), name: name)
    }

    @Test("every shipped theme has every role", arguments: names)
    func complete(name: String) throws {
        let theme = try theme(name)
        #expect(theme.name == name)
        #expect(theme.missingRoles.isEmpty)
    }

    @Test("every colour of a shipped theme can be read: 4.5 to 1 against what lies under it", arguments: names)
    func contrast(name: String) throws {
        let theme = try theme(name)
        for role in Role.allCases {
            let look = theme.appearance(of: role, depth: .indexed256)
            let ground = look.background < 0 ? theme.background : RGB(index: UInt8(look.background))
            guard look.foreground >= 0 else { continue }
            let ratio = contrast(RGB(index: UInt8(look.foreground)), ground)
            #expect(ratio >= 4.5, "\(role) has \(ratio)")
        }
    }

    @Test("without colour what acts, what failed and what waits still stand out", arguments: names)
    func mono(name: String) throws {
        let theme = try theme(name)
        let plain = theme.appearance(of: .text, depth: .mono)
        for role in [Role.strong, .heading, .statusError, .statusWaiting, .statusDenied, .focusTitle, .selection, .key, .warning] {
            #expect(theme.appearance(of: role, depth: .mono) != plain, "\(role)")
        }
        for role in Role.allCases {
            let look = theme.appearance(of: role, depth: .mono)
            #expect(look.foreground == -1 && look.background == -1, "\(role)")
        }
    }

    @Test("with eight colours no role uses a ninth", arguments: names)
    func eight(name: String) throws {
        let theme = try theme(name)
        for role in Role.allCases {
            let look = theme.appearance(of: role, depth: .ansi8)
            #expect(look.foreground < 8 && look.background < 8, "\(role)")
        }
    }

    private func contrast(_ one: RGB, _ other: RGB) -> Double {
        let lights = [luminance(one), luminance(other)].sorted()
        return (lights[1] + 0.05) / (lights[0] + 0.05)
    }

    /// Relative luminance as WCAG defines it.
    private func luminance(_ color: RGB) -> Double {
        func linear(_ channel: UInt8) -> Double {
            let value = Double(channel) / 255
            return value <= 0.04045 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4)
        }
        return 0.2126 * linear(color.red) + 0.7152 * linear(color.green) + 0.0722 * linear(color.blue)
    }
}
