/// The built-in tools, in the order the model is told of them.
///
/// A new tool is a file and a line here.
public enum Toolbox {
    public static let builtIn: [any Tool] = [
        ReadFile(),
        WriteFile(),
        EditFile(),
        ListDirectory(),
        FindFiles(),
        RegexSearch(),
        ReadImage(),
        ExecuteShellCommand(),
        CheckBackgroundCommand(),
        ListBackgroundCommands(),
        EndBackgroundCommand(),
        ReadArtifact(),
        TodoWrite(),
        TodoRead(),
        AskUser(),
        SayToUser(),
        AttemptCompletion(),
        TaskFinish(),
        Exit(),
        CompressMemory(),
    ]
}
