#ifndef LATHE_PROCESS_H
#define LATHE_PROCESS_H

#include <stdint.h>

// Every command runs under a warden: a small process of ours that adopts whatever the command leaves behind (it is the "child subreaper"
// of that one call) and that ends the whole tree when it is told to, and also when we die without telling it. Because every descendant,
// whatever sessions it makes, stays a descendant of its warden, "no children left" is an exact statement and not a guess.

enum lathe_warden_report_kind {
    LATHE_REPORT_STARTED = 1, // pid = the command
    LATHE_REPORT_FAILED = 2,  // value = errno of what could not be done
    LATHE_REPORT_EXITED = 3,  // pid = the command, value = its wait status
    LATHE_REPORT_KILLED = 4,  // pid = a process that was ended by order
    LATHE_REPORT_EMPTY = 5,   // nothing of the tree is left; the last report
};

struct lathe_warden_report {
    int32_t kind;
    int32_t pid;
    int32_t value;
};

enum lathe_warden_order {
    LATHE_ORDER_END = 'T',  // SIGTERM to every process of the tree
    LATHE_ORDER_KILL = 'K', // SIGKILL until nothing is left
};

struct lathe_spawn {
    const char *program;          // a path; nothing is searched
    const char *const *arguments; // NULL at the end
    const char *const *environment;
    int folder;                   // descriptor of the working folder
    int output;                   // descriptors the command gets as 1 and 2
    int error;
    int64_t file_size_limit_bytes; // 0 = none
    int input;                    // descriptor the command gets as 0; below 1 is /dev/null
};

/// Starts a warden and through it the command. 0, or an errno. `control` is ours: reports come out (one datagram each), orders go in (one byte).
int lathe_spawn_command(const struct lathe_spawn *spawn, int32_t *warden, int *control);

/// 1 and a report, 0 when there is none yet, -1 when the warden is gone.
int lathe_warden_receive(int control, struct lathe_warden_report *report);
void lathe_warden_send(int control, enum lathe_warden_order order);

/// Reaps exactly this child; waits for it. Never reaps another.
void lathe_reap(int32_t pid);

/// For a warden that was killed itself: kills every process whose environment holds `marker` ("NAME=value"), and their descendants. Returns how many.
int lathe_kill_marked(const char *marker);

/// Whether the status of `waitpid` is an exit; `*number` is the exit code or the signal.
int lathe_wait_exited(int32_t status, int32_t *number);

/// Close-on-exec, and the first one non-blocking.
int lathe_process_pipe(int *read_end, int *write_end);
int lathe_process_wake(void);

#endif
