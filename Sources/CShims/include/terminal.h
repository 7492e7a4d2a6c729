// What the terminal session needs from the kernel and cannot ask for in Swift: signal handlers, termios, poll with nanoseconds.
#ifndef LATHE_CSHIMS_TERMINAL_H
#define LATHE_CSHIMS_TERMINAL_H

#include <stddef.h>
#include <stdint.h>

// A file in memory, closed on exec; -1 and errno on failure.
int lathe_memory_file(const char *name);

// A counter that wakes a poll, non-blocking, closed on exec; -1 and errno on failure.
int lathe_event_counter(void);

// Both ends non-blocking, closed on exec; -1 and errno on failure.
int lathe_pipe(int ends[2]);

// Sets LC_CTYPE from the environment, or to C.UTF-8 when that is not UTF-8. Returns 1 when the result is UTF-8.
int lathe_utf8_locale(void);

// Opens a terminal for reading and writing: own description, non-blocking, closed on exec, never becoming the controlling terminal.
int lathe_open_terminal(const char *path);

// 0 and the size in cells, or -1. The size may be 0 by 0.
int lathe_window_size(int fd, int *columns, int *rows);

// A terminal's settings (termios). Opaque, so that no second module claims the system's types.
typedef struct {
    unsigned char bytes[64];
} lathe_settings;

// Reads or applies settings; 0, or -1 and errno.
int lathe_settings_read(int fd, lathe_settings *settings);
int lathe_settings_apply(int fd, const lathe_settings *settings);

// The same settings with raw input: every key is a byte, no echo, no flow control, no output processing.
lathe_settings lathe_settings_raw(const lathe_settings *settings);

// The byte that erases a character.
unsigned char lathe_settings_erase(const lathe_settings *settings);

enum {
    LATHE_READY_INPUT = 1,
    LATHE_READY_WAKEUP = 2,
    LATHE_READY_SIGNAL = 4,
    LATHE_READY_WRITABLE = 8,
    LATHE_READY_HANGUP = 16
};

// Waits for what is readable, and for room to write when asked; descriptors of -1 are left out. A negative timeout waits for ever.
// After an interruption it looks once more without waiting. Returns LATHE_READY bits.
unsigned lathe_wait(int tty, int wakeup, int signals, int write_pending, int64_t timeout_microseconds);

// Installs a handler for each signal that writes its number as one byte into a pipe; returns the end to read, or -1.
// One pipe a process. Closing gives every signal its former action back.
int lathe_signals_open(const int *signals, int count);
void lathe_signals_close(void);

// Stops the whole process group as Ctrl-Z does, and returns after it went on.
void lathe_stop_group(void);

// Makes every fatal signal and exit() restore the terminal: writes the bytes, puts the settings back, then lets the signal take its way.
// At most 512 bytes; returns 0, or -1 when there are more. `lathe_restore_disarm` ends it.
int lathe_restore_arm(int fd, const void *bytes, size_t count, const lathe_settings *settings);
void lathe_restore_disarm(void);
int lathe_restore_is_armed(void);

#endif
