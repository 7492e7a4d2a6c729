/// Documents that exercise every block kind and the places where streams like to break.
enum MarkdownSamples {
    static let all: [String] = [
        "", "\n\n", "plain", "one\ntwo\n\nthree", "# Head\ntext\n\n## Second ##\n", "Setext\n===\n\nmore\n---\n",
        "para\n#hashtag\n# real\n", "para\n- item\n", "para\n-\n", "a\n***bold***\n\n***\n", "para\n***\nb",
        "- a\n- b\n  - c\n  - d\n\n    deep\n- e\n\n- f\n* other\n1) x\n2) y\n", "10. ten\n11. eleven\n\n\n12. twelve\n",
        "1. one\n   ```sh\n   ls -la # list\n\n   pwd\n   ```\n2. two\n\n   para in two\n", "- [ ] open\n- [x] done\n- plain\n",
        "> quote\nlazy\n>\n> > inner\n\nafter\n", "> - a\n> - b\n>\n>   c\n",
        "```swift\nlet a = \"x\" // c\n\n\n/* open\nstill */ func f() {}\n```\nafter\n", "```\nunclosed\n  code\n\n",
        "~~~ python\n```\nx = '''a\nb'''\n~~~~\n~~~\n",
        "text\n```js\nconst a = `x\ny`;\n``` not closing\n```\n- list\n", "  ```c\n  int a;\n\tb;\n ```\n", "```\n\n\n```\nx\n",
        "````md\n```\ninner\n```\n````\n",
        "    indented\n\n    code\n\nback\n", "| a | b |\n|---|--:|\n| 1 | 22 |\n| long cell text | 3 |\nnot a row\n\nend",
        "lead\n| a | b |\n|---|---|\n| 1 | 2 |\n",
        "| a |\n|---|", "<div>\nraw <b>x</b>\n</div>\n\n<!-- open\n\nstill -->\ntext\n", "a<br>b <i>x</i> &amp; &#27;[31m &lt;",
        "see [ref] and [x](http://e.x) and <http://auto.x>\n\n[ref]: http://target.example\n",
        "[a]: /1\n[b]: /2\n\ntext [b] [a]\n\n[a]: /3\n",
        "[only]: /x\n'title'\n\nafter [only]\n", "**bold *both* `code`** ~~gone~~ ~/home ~x~ ![pic](p.png)\n",
        "line one  \nline two\\\nthree\n",
        "grüße 一二三 👩‍🚀 e\u{301}\n\n- 二\n", "a\r\nb\r\r\n```\r\nc\r\n```\r\n", "* * *\n- - -\n- a\n- - -\n", "-\n- \n-   x\n",
        "- a\n\n\n\n- b\n\nend\n\n\n\n",
        "1. a\n\n   > q\n   > r\n\n   | x | y |\n   |---|---|\n   | 1 | 2 |\n2. b\n", "x\n\n\n\n\ny\n", "[^1] note\n\n[^1]: foot\n",
        "`a\nb` c ``d`e``\n",
        "```diff\n--- a\n+++ b\n@@ -1 +1 @@\n-old\n+new\n same\n```", "> ```\n> in quote\n>\n> ```\n> out\n",
        "- ```\n  in item\n  ```\n\n- next\n", "a\n\n    not code?\nb\n1. x\n",
    ]

    /// Tables long enough to be laid out row by row, and what may end them.
    static let longTables: [String] = ["\nend", "no row\nend", "# head\n", "- item\n\n| a | b |\n", "```\ncode\n```\n| x |\n", ""].map {
        end in
        "lead\n\n| name | value |\n|:--|--:|\n"
            + (0..<75).map { "| row \($0) | \(String(repeating: "x", count: $0 % 9)) |\n" }.joined() + end
    }

    /// A long text of the samples one after another, drawn by a seed.
    static func mixed(bytes: Int, seed: UInt64) -> String {
        var draw = SeededDraw(seed: seed)
        var text = ""
        while text.utf8.count < bytes {
            text += all[Int.random(in: 0..<all.count, using: &draw)]
            text += ["\n", "\n\n", ""][Int.random(in: 0..<3, using: &draw)]
        }
        return text
    }
}
