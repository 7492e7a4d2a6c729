/// The names of the built-in tools, in one place (001-07).
///
/// No other file spells them.
public enum ToolName {
    public static let readFile = "read_file"
    public static let writeFile = "write_file"
    public static let editFile = "edit_file"
    public static let listDirectory = "list_directory"
    public static let findFiles = "find_files"
    public static let regexSearch = "regex_search"
    public static let executeShellCommand = "execute_shell_command"
    public static let todoWrite = "todo_write"
    public static let todoRead = "todo_read"
    public static let askUser = "ask_user"
    public static let taskFinish = "task_finish"
    public static let attemptCompletion = "attempt_completion"
    public static let sayToUser = "say_to_user"
    public static let exit = "exit"
    public static let checkBackgroundCommand = "check_background_command"
    public static let listBackgroundCommands = "list_background_commands"
    public static let endBackgroundCommand = "end_background_command"
    public static let readImage = "read_image"
    public static let readArtifact = "read_artifact"
    public static let compressMemory = "compress_memory"
    public static let runAgent = "run_agent"

    /// Other names models use for the same tools; those that begin with `_` are of document 001.
    static let aliases: [String: [String]] = [
        readFile: ["_read_file", "ReadFile"],
        writeFile: ["_write_file", "WriteFile"],
        editFile: ["_edit_file", "_replace", "EditFile"],
        listDirectory: ["_list_directory", "_list", "ListDirectory"],
        findFiles: ["_find_files", "FindFiles"],
        regexSearch: ["_regex_search", "_grep", "RegexSearch"],
        executeShellCommand: ["_bash", "bash", "shell", "_execute_shell_command", "ExecuteShellCommand"],
        todoWrite: ["_todo_write", "TodoWrite"],
        todoRead: ["_todo_read", "TodoRead"],
        askUser: ["_ask_user", "AskUser"],
        taskFinish: ["_task_finish", "TaskFinish"],
        attemptCompletion: ["_attempt_completion", "AttemptCompletion"],
        sayToUser: ["_say_to_user", "SayToUser"],
        exit: ["_exit", "Exit"],
        checkBackgroundCommand: ["_check_background_command"],
        listBackgroundCommands: ["_list_background_commands"],
        endBackgroundCommand: ["_end_background_command", "kill_background_command", "_kill_background_command"],
        readImage: ["_read_image", "ReadImage"],
        readArtifact: ["_read_artifact"],
        compressMemory: ["_compress_memory"],
    ]
}
