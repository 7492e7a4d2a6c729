#define _GNU_SOURCE
#include "terminal.h"

#include <errno.h>
#include <fcntl.h>
#include <langinfo.h>
#include <locale.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

int lathe_memory_file(const char *name) { return memfd_create(name, MFD_CLOEXEC); }

int lathe_event_counter(void) { return eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC); }

int lathe_pipe(int ends[2]) { return pipe2(ends, O_NONBLOCK | O_CLOEXEC); }

static int locale_is_utf8(void) {
    const char *codeset = nl_langinfo(CODESET);
    return codeset && (strcasecmp(codeset, "UTF-8") == 0 || strcasecmp(codeset, "UTF8") == 0);
}

int lathe_utf8_locale(void) {
    if (locale_is_utf8()) return 1;
    if (setlocale(LC_CTYPE, "") && locale_is_utf8()) return 1;
    static const char *const names[] = { "C.UTF-8", "C.utf8", "en_US.UTF-8" };
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (setlocale(LC_CTYPE, names[i]) && locale_is_utf8()) return 1;
    return 0;
}

int lathe_open_terminal(const char *path) {
    int fd;
    do fd = open(path, O_RDWR | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
    while (fd < 0 && errno == EINTR);
    if (fd >= 0 && !isatty(fd)) {
        close(fd);
        errno = ENOTTY;
        return -1;
    }
    return fd;
}

int lathe_window_size(int fd, int *columns, int *rows) {
    struct winsize size;
    memset(&size, 0, sizeof size);
    if (ioctl(fd, TIOCGWINSZ, &size) != 0) return -1;
    *columns = size.ws_col;
    *rows = size.ws_row;
    return 0;
}

_Static_assert(sizeof(struct termios) <= sizeof(lathe_settings), "settings must fit");

static struct termios unpack(const lathe_settings *settings) {
    struct termios plain;
    memcpy(&plain, settings->bytes, sizeof plain);
    return plain;
}

int lathe_settings_read(int fd, lathe_settings *settings) {
    struct termios plain;
    memset(&plain, 0, sizeof plain);
    if (tcgetattr(fd, &plain) != 0) return -1;
    memset(settings, 0, sizeof *settings);
    memcpy(settings->bytes, &plain, sizeof plain);
    return 0;
}

int lathe_settings_apply(int fd, const lathe_settings *settings) {
    struct termios plain = unpack(settings);
    int result;
    do result = tcsetattr(fd, TCSANOW, &plain);
    while (result != 0 && errno == EINTR);
    return result;
}

lathe_settings lathe_settings_raw(const lathe_settings *settings) {
    struct termios raw = unpack(settings);
    raw.c_iflag &= ~(tcflag_t)(IGNBRK | BRKINT | PARMRK | ISTRIP | INLCR | IGNCR | ICRNL | IXON | IXOFF);
    raw.c_oflag &= ~(tcflag_t)OPOST;
    raw.c_lflag &= ~(tcflag_t)(ECHO | ECHONL | ICANON | ISIG | IEXTEN);
    raw.c_cflag &= ~(tcflag_t)(CSIZE | PARENB);
    raw.c_cflag |= CS8;
    raw.c_cc[VMIN] = 1;
    raw.c_cc[VTIME] = 0;
    lathe_settings result = *settings;
    memcpy(result.bytes, &raw, sizeof raw);
    return result;
}

unsigned char lathe_settings_erase(const lathe_settings *settings) { return unpack(settings).c_cc[VERASE]; }

static int wait_for(struct pollfd *descriptors, unsigned count, int64_t timeout_microseconds) {
    struct timespec limit = { 0, 0 };
    if (timeout_microseconds > 0) {
        limit.tv_sec = timeout_microseconds / 1000000;
        limit.tv_nsec = (timeout_microseconds % 1000000) * 1000;
    }
    int ready = ppoll(descriptors, count, timeout_microseconds < 0 ? NULL : &limit, NULL);
    if (ready < 0 && errno == EINTR) {
        struct timespec now = { 0, 0 };
        ready = ppoll(descriptors, count, &now, NULL);
    }
    return ready;
}

unsigned lathe_wait(int tty, int wakeup, int signals, int write_pending, int64_t timeout_microseconds) {
    struct pollfd set[3] = {
        { tty, (short)(POLLIN | (write_pending ? POLLOUT : 0)), 0 },
        { wakeup, POLLIN, 0 },
        { signals, POLLIN, 0 },
    };
    if (wait_for(set, 3, timeout_microseconds) <= 0) return 0;
    unsigned ready = 0;
    if (set[0].revents & POLLIN) ready |= LATHE_READY_INPUT;
    if (set[0].revents & POLLOUT) ready |= LATHE_READY_WRITABLE;
    if (set[0].revents & (POLLHUP | POLLERR | POLLNVAL)) ready |= LATHE_READY_HANGUP;
    if (set[1].revents & POLLIN) ready |= LATHE_READY_WAKEUP;
    if (set[2].revents & POLLIN) ready |= LATHE_READY_SIGNAL;
    return ready;
}

// Signals that ask: one byte each into a pipe.

enum { most_signals = 16 };
static int pipe_ends[2] = { -1, -1 };
static pid_t pipe_owner;
static int taken_count;
static int taken_signals[most_signals];
static struct sigaction taken_before[most_signals];

static void tell_pipe(int signal_number) {
    int saved = errno;
    if (getpid() == pipe_owner && pipe_ends[1] >= 0) {
        unsigned char byte = (unsigned char)signal_number;
        ssize_t ignored = write(pipe_ends[1], &byte, 1);
        (void)ignored;
    }
    errno = saved;
}

int lathe_signals_open(const int *signals, int count) {
    if (pipe_ends[0] >= 0 || count > most_signals) {
        errno = EBUSY;
        return -1;
    }
    if (lathe_pipe(pipe_ends) != 0) return -1;
    pipe_owner = getpid();
    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_handler = tell_pipe;
    action.sa_flags = SA_RESTART;
    sigfillset(&action.sa_mask);
    taken_count = 0;
    for (int i = 0; i < count; i++) {
        if (sigaction(signals[i], &action, &taken_before[taken_count]) == 0) taken_signals[taken_count++] = signals[i];
    }
    return pipe_ends[0];
}

void lathe_signals_close(void) {
    for (int i = taken_count - 1; i >= 0; i--) sigaction(taken_signals[i], &taken_before[i], NULL);
    taken_count = 0;
    int ends[2] = { pipe_ends[0], pipe_ends[1] };
    pipe_ends[0] = pipe_ends[1] = -1;
    for (int i = 0; i < 2; i++)
        if (ends[i] >= 0) close(ends[i]);
}

void lathe_stop_group(void) {
    struct sigaction standard, before;
    memset(&standard, 0, sizeof standard);
    standard.sa_handler = SIG_DFL;
    sigaction(SIGTSTP, &standard, &before);
    kill(0, SIGTSTP);
    sigaction(SIGTSTP, &before, NULL);
}

// Signals that end us: restore the terminal first.

enum { most_restore = 512, alternate_stack = 64 * 1024 };
static const int fatal_signals[] = { SIGILL, SIGTRAP, SIGABRT, SIGSEGV, SIGBUS, SIGFPE };
enum { fatal_count = sizeof fatal_signals / sizeof fatal_signals[0] };
static struct sigaction fatal_before[fatal_count];
static unsigned char restore_bytes[most_restore];
static size_t restore_count;
static struct termios restore_settings;
static int restore_fd = -1;
static pid_t restore_owner;
static volatile sig_atomic_t restore_armed;
static int fatal_installed, exit_installed;
// Swift's own crash report asks questions on a terminal and takes half a minute, so it comes only when SWIFT_BACKTRACE asks for it.
static int reports_crash;
static const char crash_words[] = "lathe: ended by a fault of its own; runs are kept, `lathe replay last` shows the newest\r\n";
static unsigned char stack_memory[alternate_stack] __attribute__((aligned(16)));

static void restore_terminal(void) {
    if (!restore_armed || getpid() != restore_owner) return;
    restore_armed = 0;
    size_t sent = 0;
    for (int tries = 0; sent < restore_count && tries < 20; tries++) {
        ssize_t n = write(restore_fd, restore_bytes + sent, restore_count - sent);
        if (n > 0) {
            sent += (size_t)n;
        } else if (n < 0 && errno == EAGAIN) {
            struct pollfd room = { restore_fd, POLLOUT, 0 };
            poll(&room, 1, 25);
        } else if (n < 0 && errno != EINTR) {
            break;
        }
    }
    tcsetattr(restore_fd, TCSANOW, &restore_settings);
}

static void fatal(int signal_number, siginfo_t *info, void *context) {
    (void)context;
    int saved = errno;
    int ours = restore_armed && getpid() == restore_owner;
    restore_terminal();
    if (ours && write(restore_fd, crash_words, sizeof crash_words - 1) < 0) errno = 0;
    struct sigaction standard;
    memset(&standard, 0, sizeof standard);
    standard.sa_handler = SIG_DFL;
    for (int i = 0; i < fatal_count; i++)
        if (fatal_signals[i] == signal_number) sigaction(signal_number, reports_crash ? &fatal_before[i] : &standard, NULL);
    errno = saved;
    // A fault runs into the former action by happening again; what somebody sent, and a trap that was stepped over, would not.
    if (signal_number == SIGTRAP || !info || info->si_code <= 0) raise(signal_number);
}

static void install_fatal(void) {
    if (fatal_installed) return;
    reports_crash = getenv("SWIFT_BACKTRACE") != NULL;
    stack_t present;
    if (sigaltstack(NULL, &present) == 0 && (present.ss_flags & SS_DISABLE)) {
        stack_t ours;
        memset(&ours, 0, sizeof ours);
        ours.ss_sp = stack_memory;
        ours.ss_size = sizeof stack_memory;
        sigaltstack(&ours, NULL);
    }
    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_sigaction = fatal;
    action.sa_flags = SA_SIGINFO | SA_ONSTACK | SA_NODEFER;
    sigemptyset(&action.sa_mask);
    for (int i = 0; i < fatal_count; i++) sigaction(fatal_signals[i], &action, &fatal_before[i]);
    fatal_installed = 1;
}

int lathe_restore_arm(int fd, const void *bytes, size_t count, const lathe_settings *settings) {
    if (count > most_restore) {
        errno = EINVAL;
        return -1;
    }
    restore_armed = 0;
    memcpy(restore_bytes, bytes, count);
    restore_count = count;
    restore_settings = unpack(settings);
    restore_fd = fd;
    restore_owner = getpid();
    install_fatal();
    if (!exit_installed) exit_installed = atexit(restore_terminal) == 0;
    restore_armed = 1;
    return 0;
}

void lathe_restore_disarm(void) {
    restore_armed = 0;
    if (!fatal_installed) return;
    for (int i = 0; i < fatal_count; i++) sigaction(fatal_signals[i], &fatal_before[i], NULL);
    fatal_installed = 0;
}

int lathe_restore_is_armed(void) { return restore_armed; }
