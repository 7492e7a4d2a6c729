#define _GNU_SOURCE
#include "process.h"
#include "process_table.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stddef.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

// Between fork and exit a warden may only do what is safe in a signal handler: it was forked from a program with many threads, so no malloc,
// no stdio, no opendir.

#ifndef SYS_close_range
#define SYS_close_range 436
#endif

static int32_t told[256];
static int told_count;

static void close_from(int first) {
    if (syscall(SYS_close_range, (unsigned)first, ~0u, 0) == 0) return;
    for (int fd = first; fd < 4096; fd++) close(fd);
}

static void report(int control, int kind, int32_t pid, int32_t value) {
    struct lathe_warden_report message = {kind, pid, value};
    while (send(control, &message, sizeof message, MSG_NOSIGNAL) < 0 && errno == EINTR) {}
}

static void tell_killed(int control, int32_t pid) {
    for (int i = 0; i < told_count; i++)
        if (told[i] == pid) return;
    if (told_count >= (int)(sizeof told / sizeof told[0])) return;
    told[told_count++] = pid;
    report(control, LATHE_REPORT_KILLED, pid, 0);
}

static void signal_tree(int signal_number) {
    int total;
    struct lathe_process *table = lathe_find_own_tree(&total);
    for (int i = 0; i < total; i++)
        if (lathe_is_alive(&table[i])) kill(table[i].pid, signal_number);
}

// Stopping first keeps a tree that forks without pause from outrunning the sweep.
static void kill_tree(int control) {
    int before = -1, total = 0;
    struct lathe_process *table = NULL;
    for (int round = 0; round < 16; round++) {
        int count = 0;
        table = lathe_find_own_tree(&total);
        for (int i = 0; i < total; i++)
            if (lathe_is_alive(&table[i])) {
                count++;
                if (table[i].state != 'T') kill(table[i].pid, SIGSTOP);
            }
        if (count == before || count <= 1) break;
        before = count;
    }
    for (int i = 0; i < total; i++)
        if (lathe_is_alive(&table[i])) {
            tell_killed(control, table[i].pid);
            kill(table[i].pid, SIGKILL);
        }
}

static int move_up(int fd) { return fd > 9 ? fd : fcntl(fd, F_DUPFD_CLOEXEC, 10); }

static void give_up(int faults) {
    int fault = errno;
    while (write(faults, &fault, sizeof fault) < 0 && errno == EINTR) {}
    _exit(127);
}

// In the child of vfork: only system calls, and no return. `faults` closes itself when the program takes over.
static void become(const struct lathe_spawn *spawn, pid_t parent, int faults) {
    setsid();
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent) _exit(127);
    struct sigaction standard;
    memset(&standard, 0, sizeof standard);
    standard.sa_handler = SIG_DFL;
    for (int number = 1; number < NSIG; number++) sigaction(number, &standard, NULL);
    struct rlimit none = {0, 0};
    setrlimit(RLIMIT_CORE, &none);
    if (spawn->file_size_limit_bytes > 0) {
        struct rlimit limit = {(rlim_t)spawn->file_size_limit_bytes, (rlim_t)spawn->file_size_limit_bytes};
        setrlimit(RLIMIT_FSIZE, &limit);
    }
    faults = move_up(faults); // away from the numbers given out below
    int input = spawn->input > 0 ? spawn->input : open("/dev/null", O_RDONLY | O_CLOEXEC);
    input = move_up(input);
    if (input < 0 || fchdir(spawn->folder) != 0 || dup2(input, 0) < 0 || dup2(spawn->output, 1) < 0 || dup2(spawn->error, 2) < 0) give_up(faults);
    if (faults != 3 && dup3(faults, 3, O_CLOEXEC) < 0) give_up(faults);
    close_from(4);
    sigset_t empty;
    sigemptyset(&empty);
    sigprocmask(SIG_SETMASK, &empty, NULL);
    execve(spawn->program, (char *const *)spawn->arguments, (char *const *)spawn->environment);
    give_up(3);
}

static pid_t start(const struct lathe_spawn *spawn, int *fault) {
    int ends[2];
    pid_t self = getpid();
    if (pipe2(ends, O_CLOEXEC) != 0) {
        *fault = errno;
        return -1;
    }
    pid_t leader = vfork();
    if (leader == 0) become(spawn, self, ends[1]);
    *fault = leader < 0 ? errno : 0;
    close(ends[1]);
    ssize_t count = 0;
    do {
        count = leader < 0 ? 0 : read(ends[0], fault, sizeof *fault);
    } while (count < 0 && errno == EINTR);
    if (count <= 0) return leader;
    waitpid(leader, NULL, 0);
    return -1;
}

// Reaps what has ended. 0 when no child is left at all.
static int reap_ended(int control, pid_t *leader) {
    for (;;) {
        int status = 0;
        pid_t pid = waitpid(-1, &status, WNOHANG);
        if (pid > 0 && pid == *leader) {
            report(control, LATHE_REPORT_EXITED, pid, status);
            *leader = 0; // the number may come back as another process
        }
        if (pid == 0) return 1;
        if (pid < 0 && errno == ECHILD) return 0;
        if (pid < 0 && errno != EINTR) return 1;
    }
}

static void guard(int control, int ended, pid_t leader) {
    int killing = 0;
    int listening = 1;
    int pause = 1;
    while (reap_ended(control, &leader)) {
        struct pollfd watched[2] = {{ended, POLLIN, 0}, {listening ? control : -1, POLLIN, 0}};
        if (killing) {
            kill_tree(control);
            if (!reap_ended(control, &leader)) break;
        }
        int count = poll(watched, 2, killing ? pause : ended < 0 ? 50 : -1);
        if (killing && count == 0 && pause < 64) pause *= 2;
        if (watched[0].revents) {
            struct signalfd_siginfo taken[8];
            while (read(ended, taken, sizeof taken) > 0) {}
        }
        if (watched[1].revents) {
            char order = 0;
            ssize_t got = recv(control, &order, 1, MSG_DONTWAIT);
            // Nobody at the other end: whoever started us is gone, however it went.
            if (got == 0 || (got < 0 && errno != EAGAIN && errno != EINTR)) {
                listening = 0;
                killing = 1;
            } else if (got == 1 && order == LATHE_ORDER_KILL) {
                killing = 1;
            } else if (got == 1 && order == LATHE_ORDER_END) {
                signal_tree(SIGTERM);
                signal_tree(SIGCONT);
            }
        }
    }
    report(control, LATHE_REPORT_EMPTY, 0, 0);
}

static void be_warden(const struct lathe_spawn *given, int control) {
    struct lathe_spawn spawn = *given;
    struct sigaction standard;
    memset(&standard, 0, sizeof standard);
    standard.sa_handler = SIG_DFL;
    sigaction(SIGCHLD, &standard, NULL);
    sigaction(SIGPIPE, &standard, NULL);
    setsid();
    prctl(PR_SET_NAME, "lathe-warden");
    prctl(PR_SET_CHILD_SUBREAPER, 1);
    // Our memory and environment are a copy of Lathe's, keys and all: not for the command to read through /proc.
    prctl(PR_SET_DUMPABLE, 0);
    spawn.folder = move_up(spawn.folder);
    spawn.output = move_up(spawn.output);
    spawn.error = move_up(spawn.error);
    if (spawn.input > 0 && (spawn.input = move_up(spawn.input)) < 0) _exit(1);
    control = move_up(control);
    int fault = 0;
    if (spawn.folder < 0 || spawn.output < 0 || spawn.error < 0 || control < 0) _exit(1);
    pid_t leader = start(&spawn, &fault);
    if (leader < 0) {
        report(control, LATHE_REPORT_FAILED, 0, fault);
        _exit(0);
    }
    report(control, LATHE_REPORT_STARTED, leader, 0);
    // Let go of everything else: a pipe kept open here would never end for its reader.
    dup2(control, 0);
    close_from(1);
    sigset_t chosen;
    sigemptyset(&chosen);
    sigaddset(&chosen, SIGCHLD);
    int ended = signalfd(-1, &chosen, SFD_CLOEXEC | SFD_NONBLOCK);
    guard(0, ended, leader);
    _exit(0);
}

int lathe_spawn_command(const struct lathe_spawn *spawn, int32_t *warden, int *control) {
    int ends[2];
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0) return errno;
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_BLOCK, &all, &before);
    pid_t pid = fork();
    if (pid == 0) {
        close(ends[0]);
        be_warden(spawn, ends[1]);
    }
    int fault = errno;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    close(ends[1]);
    if (pid < 0) {
        close(ends[0]);
        return fault;
    }
    *warden = pid;
    *control = ends[0];
    return 0;
}

int lathe_warden_receive(int control, struct lathe_warden_report *report) {
    ssize_t count;
    do {
        count = recv(control, report, sizeof *report, MSG_DONTWAIT);
    } while (count < 0 && errno == EINTR);
    if (count == (ssize_t)sizeof *report) return 1;
    return count < 0 && errno == EAGAIN ? 0 : -1;
}

void lathe_warden_send(int control, enum lathe_warden_order order) {
    char byte = (char)order;
    while (send(control, &byte, 1, MSG_NOSIGNAL | MSG_DONTWAIT) < 0 && errno == EINTR) {}
}

void lathe_reap(int32_t pid) {
    while (waitpid(pid, NULL, 0) < 0 && errno == EINTR) {}
}

int lathe_wait_exited(int32_t status, int32_t *number) {
    if (WIFEXITED(status)) {
        *number = WEXITSTATUS(status);
        return 1;
    }
    *number = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
    return 0;
}

int lathe_process_pipe(int *read_end, int *write_end) {
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0) return errno;
    fcntl(ends[0], F_SETFL, O_NONBLOCK);
    *read_end = ends[0];
    *write_end = ends[1];
    return 0;
}

int lathe_process_wake(void) { return eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK); }
