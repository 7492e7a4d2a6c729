/// What the highlighter knows of a language.
struct CodeLanguage: Sendable {
    enum Style: Sendable {
        case plain
        case tokens
        case diff
    }

    var style = Style.tokens
    var keywords: Set<String> = []
    var lineComments: [String] = []
    var blockComment: (open: String, close: String)?
    var nestsComments = false
    /// Quotes whose text ends at the line's end at the latest.
    var quotes: [UInt8] = [0x22]
    /// Quotes whose text may go on over lines.
    var longQuotes: [String] = []
    /// Whether `'` holds a single character, as in C; elsewhere it is a quote or nothing.
    var hasCharacters = false

    /// The language's name out of a fence's info text: the first word in small letters.
    static func name(fromInfo info: String) -> String {
        let word = info.drop { $0 == " " || $0 == "\t" || $0 == "{" || $0 == "." }.prefix {
            $0.isLetter || $0.isNumber || "+#-_".contains($0)
        }
        return word.prefix(32).lowercased()
    }

    static func named(_ name: String) -> CodeLanguage {
        switch name {
        case "swift": swift
        case "python", "py", "python3": python
        case "js", "javascript", "jsx", "ts", "typescript", "tsx", "mjs": javascript
        case "c", "h", "cpp", "c++", "cc", "cxx", "hpp", "objc", "java", "cs", "csharp", "c#", "kotlin", "kt": cFamily
        case "go", "golang": go
        case "rust", "rs": rust
        case "sh", "bash", "shell", "zsh", "console", "fish", "make", "makefile", "dockerfile": shell
        case "json", "json5", "jsonc", "jsonl", "ndjson": json
        case "yaml", "yml", "toml", "ini": settings
        case "sql": sql
        case "diff", "patch": CodeLanguage(style: .diff)
        default: CodeLanguage(style: .plain)
        }
    }

    private static func words(_ text: String) -> Set<String> {
        Set(text.split(separator: " ").map(String.init))
    }

    private static let swift = CodeLanguage(
        keywords: words(
            """
            actor any as associatedtype async await borrowing break case catch class consuming continue default defer deinit do else enum \
            extension fallthrough false fileprivate final for func guard if import in indirect init inout internal is isolated lazy let \
            macro mutating nil nonisolated open operator override package private protocol public repeat required rethrows return self \
            Self sending some static struct subscript super switch throw throws true try typealias unowned var weak where while
            """),
        lineComments: ["//"], blockComment: ("/*", "*/"), nestsComments: true, longQuotes: ["\"\"\""])

    private static let python = CodeLanguage(
        keywords: words(
            """
            False None True and as assert async await break case class continue def del elif else except finally for from global if import \
            in is lambda match nonlocal not or pass raise return self try while with yield
            """),
        lineComments: ["#"], quotes: [0x22, 0x27], longQuotes: ["\"\"\"", "'''"])

    private static let javascript = CodeLanguage(
        keywords: words(
            """
            abstract any as async await boolean break case catch class const continue debugger declare default delete do else enum export \
            extends false finally for from function get if implements import in instanceof interface keyof let namespace never new null \
            number of private protected public readonly return set static string super switch this throw true try type typeof undefined \
            unknown var void while with yield
            """),
        lineComments: ["//"], blockComment: ("/*", "*/"), quotes: [0x22, 0x27], longQuotes: ["`"])

    private static let cFamily = CodeLanguage(
        keywords: words(
            """
            abstract alignas alignof auto bool boolean break byte case catch char class concept const constexpr const_cast continue \
            decltype default delete do double dynamic_cast else enum explicit export extends extern false final finally float for fun \
            friend goto if implements import inline instanceof int interface internal long mutable namespace new noexcept null nullptr \
            operator override package private protected public register reinterpret_cast requires restrict return sealed short signed \
            sizeof static static_assert static_cast string struct super switch synchronized template this throw throws true try typedef \
            typename union unsigned using val var virtual void volatile when while yield
            """),
        lineComments: ["//"], blockComment: ("/*", "*/"), hasCharacters: true)

    private static let go = CodeLanguage(
        keywords: words(
            """
            any bool break byte case chan const continue default defer else error fallthrough false float64 for func go goto if import int \
            int64 interface iota map nil package range return rune select string struct switch true type uint var
            """),
        lineComments: ["//"], blockComment: ("/*", "*/"), longQuotes: ["`"], hasCharacters: true)

    private static let rust = CodeLanguage(
        keywords: words(
            """
            as async await bool break char const continue crate dyn else enum extern f32 f64 false fn for i32 i64 if impl in let loop match \
            mod move mut pub ref return self Self static str struct super trait true type u8 u32 u64 unsafe use usize where while
            """),
        lineComments: ["//"], blockComment: ("/*", "*/"), nestsComments: true, hasCharacters: true)

    private static let shell = CodeLanguage(
        keywords: words(
            """
            alias break case cd continue do done echo elif else esac eval exec exit export fi for function if in local read readonly return \
            select set shift source then trap unset until while FROM RUN COPY ENV CMD ENTRYPOINT WORKDIR
            """),
        lineComments: ["#"], quotes: [0x22, 0x27])

    private static let json = CodeLanguage(
        keywords: ["true", "false", "null"], lineComments: ["//"], blockComment: ("/*", "*/"), quotes: [0x22, 0x27])

    private static let settings = CodeLanguage(
        keywords: ["true", "false", "null", "yes", "no", "on", "off"], lineComments: ["#"], quotes: [0x22, 0x27])

    private static let sql = CodeLanguage(
        keywords: {
            let small = words(
                """
                add alter and as asc begin between by case check column commit constraint create default delete desc distinct drop else end \
                exists foreign from full group having if in index inner insert into is join key left like limit not null offset on or order \
                outer primary references right rollback select set table then union unique update using values view when where with
                """)
            return small.union(small.map { $0.uppercased() })
        }(),
        lineComments: ["--"], blockComment: ("/*", "*/"), quotes: [0x22, 0x27])
}
