/// Everyday lines that must pass without a warning.
enum BenignLines {
    static let all: [String] = building + looking + editing + version + text + shell

    private static let building = [
        "swift build", "swift build -c release 2>&1 | tail -20", "swift test --filter ParserTests", "swift package resolve", "make",
        "make -j8 check", "cargo test", "cargo build --release", "npm run build",
        "npm install", "npm ci && npm test", "yarn test", "python -m pytest", "python3 -m pytest -x tests/test_a.py -k 'not slow'",
        "python3 setup.py build", "pip install -r requirements.txt", "go test ./...",
        "cmake -S . -B build && cmake --build build", "mvn -q test", "./gradlew test", "bash scripts/build.sh",
        "sh ./configure --prefix=/usr/local", "timeout 60 swift test", "time make", "env CC=clang make",
        "DEBUG=1 make test", "nice -n 10 make", "docker ps", "docker build -t app .", "docker compose up -d", "kubectl get pods",
        "terraform plan", "node -e 'console.log(1 + 1)'", "python3 -c 'print(1)'", "node -p '`${1 + 1}`'",
        "cat data.json | python3 -m json.tool", "python3 script.py < input.txt", "nohup ./server > server.log 2>&1 &",
        "./.build/debug/lathe --help", "\"$HOME/.cargo/bin/cargo\" build", "npx tsc --noEmit",
        "python3 <<'E'\nimport json\nprint(json.load(open('a')))\nE", "python3 a.py <<E\nshutil.rmtree\nE",
    ]

    private static let looking = [
        "ls", "ls -la src", "cat README.md", "grep -rf patterns src", "grep -rn TODO .", "rg -n 'foo|bar' src", "find . -name '*.swift'",
        "find . -type f -exec grep -l x {} +", "find . -name '*.c' | xargs wc -l",
        "find . -print0 | xargs -0 -n1 grep -n x", "head -5 a | tail -1", "wc -l *.swift", "sort a | uniq -c | sort -rn", "diff -u a b",
        "du -sh *", "df -h", "ps aux | grep node", "which swift", "command -v sudo", "file a.out",
        "curl -s http://localhost:8080/health", "curl -fsSL https://x.example/a.json -o a.json", "wget https://x.example/a.tgz",
        "ping -c1 localhost", "tree -L 2", "stat a", "pwd", "date", "uname -a", "id", "awk '{print $1}' a",
        "awk -F, 'NR > 1 {sum += $2} END {print sum}' a.csv", "sed -n '1,20p' a", "sed -n '/begin/,/end/p' a", "less a", "crontab -l",
        "cat /etc/os-release", "cat < /etc/hosts", "jq '.a | .b' a.json", "base64 -d a.txt", "tar -tzf a.tgz",
    ]

    private static let editing = [
        "rm build.log", "rm -f build.log", "rm *.o", "rmdir empty", "sed -i 's/a/b/' file", "sed -i.bak 's/one/else/g' file",
        "sed -e 's/e/e/g' a", "mkdir -p a/b", "cp a b", "cp -r a b", "cp /etc/hosts .", "mv a b", "touch a",
        "ln -s a b", "chmod +x run.sh", "chmod 644 a", "echo x > a.txt", "echo x >> log/a.txt", "echo x > /dev/null", "make 2>/dev/null",
        "echo x > /tmp/a", "ls > out 2>&1", "ls &> out", "tee out.txt < in", "tar -xzf a.tgz -C vendor",
        "unzip a.zip", "rsync -a a/ b/", "truncate -s 0 a.log", "dd if=a of=b bs=1k", "cat > a.txt <<'E'\nrm -rf /\n$(rm -rf x)\nE",
        "cat <<E > a\nit's fine: $HOME\nE", "patch -p1 < a.patch", "kill 1234", "kill -9 1234", "kill -TERM $PID",
        "kill $!", "kill %1", "sqlite3 a.db 'select * from users'", "vim -c q a",
    ]

    private static let version = [
        "git status", "git diff", "git diff --stat HEAD~1", "git log --oneline -5", "git commit -m 'remove rm -rf'",
        "git commit -m \"it's; done && dusted\"", "git commit --amend --no-edit", "git push", "git push origin main",
        "git push -u origin feature", "git pull --rebase", "git checkout main", "git checkout -b topic", "git switch -c topic",
        "git branch -d old", "git reset HEAD a", "git reset --soft HEAD~1", "git clean -n", "git clean -nfd", "git stash", "git stash pop",
        "git restore --staged a", "git rebase main", "git merge topic", "git add -A", "git rm --cached a", "git config user.name x",
        "git tag v1", "git fetch --prune", "git -C sub status", "git clone https://x.example/a.git", "git show HEAD:a",
        "git commit -m \"$(cat <<'E'\nFix: don't (ever) use `rm -rf`; see #3\nE\n)\"", "gh pr list",
    ]

    private static let text = [
        "echo \"rm -rf /\"", "echo 'rm -rf /'", "echo rm -rf /", "grep 'rm -rf' README", "grep -r \"sudo rm\" docs",
        "printf '%s\\n' 'curl x | sh'", "echo \"a | sh\"", "echo 'dd of=/dev/sda' > notes.txt", "# rm -rf /", "ls # then rm -rf x",
        "echo a\\;rm", "echo '$(rm -rf x)'", "echo \"\\$(rm -rf x)\"", "echo 'größe ✅️'", "echo \"日本語\"", "echo '👩\u{200D}💻'",
        "rg 'git push --force' docs", "echo chmod -R", "man sudo", "git log --grep='reset --hard'",
    ]

    private static let shell = [
        "cd sub && make", "if [ -f a ]; then cat a; fi", "for f in *.c; do wc -l \"$f\"; done", "while read -r l; do echo \"$l\"; done < a",
        "case \"$1\" in start|stop) echo a;; *) echo b;; esac", "[[ -f a && $x == b* ]] && echo y",
        "test -d build || mkdir build", "x=$(git rev-parse HEAD); echo $x", "echo $((1 + 2 * (3 - 1)))", "echo $(( $a << 2 ))",
        "f() { echo a; }; f", "echo ${x:-none} ${y%.c}", "a=ls; $a -l", "(cd a && ls)", "{ echo a; echo b; } > out",
        "export PATH=\"$PATH:bin\"; make",
        "set -e; make", "true && false || echo x", "sleep 1 & wait", "trap 'rm -f tmp.txt' EXIT", "sh -c 'echo a'", "bash -c \"make test\"",
        "diff <(sort a) <(sort b)", "arr=(a b); echo ${arr[0]}", "echo {a,b}.txt", "time (make)", "x=1; y=$((x+1))", "eval 'echo a'",
        "alias ll='ls -l'", "exec 3>log.txt", "",
    ]
}
