extension CommandJudge {
    /// Programs that change files.
    func files(_ call: ProgramCall) {
        switch call.name {
        case "rm", "grm": remove(call)
        case "unlink", "rmdir", "trash":
            if call.isListed { inquiry.note(.danger, "deletes what it is given: \(call.name)") }
            for path in call.operands { writes(path, how: call.name) }
        case "dd":
            for word in call.arguments where word.text.hasPrefix("of=") {
                writes(String(word.text.dropFirst(3)), how: "dd to")
                if word.isUnknown { inquiry.note(.doubt, "cannot tell what it overwrites: dd \(ShellInquiry.shown(word.text))") }
            }
        case "shred", "srm", "wipe", "scrub", "wipefs", "blkdiscard": inquiry.note(.danger, "destroys data for good: \(call.name)")
        case "fdisk", "sfdisk", "gdisk", "parted", "mkswap", "cryptsetup", "lvremove", "vgremove", "pvremove", "zpool":
            if !call.has("l", "list") { inquiry.note(.danger, "changes disks: \(call.name)") }
        case "chmod", "chown", "chgrp", "setfacl", "chattr":
            for path in call.operands { writes(path, how: call.name) }
            if call.has("R", "recursive") {
                inquiry.note(.danger, "changes rights of everything below: \(call.name) -R")
            } else if call.name == "chmod", let mode = call.operands.first,
                mode.hasSuffix("777") || mode.hasSuffix("+s") || mode.hasPrefix("4") && mode.utf8.count == 4
            {
                inquiry.note(.risk, "gives rights away: chmod \(ShellInquiry.shown(mode))")
            }
        case "touch", "tee", "mkdir", "mv", "truncate", "ln", "sponge", "mknod":
            for path in call.operands { writes(path, how: call.name) }
            if call.name == "mv", call.operands.last == "/dev/null" { inquiry.note(.danger, "throws files away: mv to /dev/null") }
        case "cp", "install", "split", "csplit":
            if call.operands.count > 1, let target = call.operands.last { writes(target, how: call.name) }
            if let target = call.value(of: "-t", "--target-directory") { writes(target.text, how: call.name) }
        case "sed": if call.has("i", "in-place") { for path in call.operands { writes(path, how: "sed -i") } }
        case "rsync":
            if let option = call.arguments.first(where: { $0.text.hasPrefix("--del") || $0.text == "--remove-source-files" }) {
                inquiry.note(.danger, "deletes files at one end: rsync \(ShellInquiry.shown(option.text))")
            }
            if let target = call.operands.last { writes(target, how: "rsync") }
        case "tar", "unzip", "7z", "bsdtar":
            if let target = call.value(of: "-C", "--directory", "-d") { writes(target.text, how: call.name) }
        default:
            if call.name.hasPrefix("mkfs") || call.name == "mke2fs" || call.name == "newfs" {
                inquiry.note(.danger, "empties a disk: \(ShellInquiry.shown(call.name))")
            }
        }
        for option in ["-o", "-out", "--output", "-O", "--output-file"] {
            if let target = call.value(of: option) { writes(target.text, how: "\(ShellInquiry.shown(call.name)) \(option)") }
        }
    }

    private func remove(_ call: ProgramCall) {
        if call.has("rR", "recursive") {
            inquiry.note(.danger, "deletes files recursively: rm \(call.has("f", "force") ? "-rf" : "-r")\(target(call))")
        }
        if call.isListed { inquiry.note(.danger, "deletes what it is given: rm") }
        for path in call.operands {
            if Places.isEverything(path) { inquiry.note(.danger, "deletes everything in a folder: rm \(path)") }
            writes(path, how: "rm")
        }
    }

    private func target(_ call: ProgramCall) -> String {
        let operands = call.operands
        guard let first = operands.first else { return "" }
        return " \(ShellInquiry.shown(first))" + (operands.count > 1 ? " …" : "")
    }
}
