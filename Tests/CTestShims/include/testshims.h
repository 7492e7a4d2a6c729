// What the test harness needs from the system and Swift cannot import: calls behind _GNU_SOURCE, variadics and unions.
// Every function that can fail returns a negative errno.
#ifndef TESTSHIMS_H
#define TESTSHIMS_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

// A new pseudo-terminal of the given size: returns the master (non-blocking, close-on-exec) and writes the slave's path.
int testshims_pty_open(int columns, int rows, char *path, size_t size);
int testshims_pty_resize(int fd, int columns, int rows);

// Two close-on-exec ends of a pipe, [0] to read and [1] to write; the named end never blocks (-1: both block).
int testshims_pipe(int fds[2], int nonblocking_end);

// Starts a program in a session of its own with default signals and nothing open but 0, 1 and 2.
// With `terminal` that path becomes its controlling terminal; else `fds` (three) are used.
int testshims_spawn(const char *program, char *const arguments[], char *const environment[], const char *folder,
                    const char *terminal, const int *fds, pid_t *pid);

enum { TESTSHIMS_EXITED = 1, TESTSHIMS_KILLED = 2, TESTSHIMS_STOPPED = 3, TESTSHIMS_CONTINUED = 4 };

// Blocks until the child changes state and leaves it unreaped.
int testshims_await_change(pid_t pid);
// Takes one change of state if there is one: returns its kind (above), 0 if none; `value` is the exit code or the signal.
int testshims_take_change(pid_t pid, int *value);

// The poll(2) flag that says the peer has closed its side.
int testshims_poll_peer_closed(void);

// The path of the file this code was loaded from.
int testshims_own_image(char *path, size_t size);

// Sockets on 127.0.0.1, close-on-exec and non-blocking; for port 0 the system chooses one and it is written back.
int testshims_listen_loopback(int *port);
int testshims_accept(int listener);
int testshims_connect_loopback(int port);
// Bytes sent, or a negative errno; never raises SIGPIPE.
long testshims_send(int fd, const void *bytes, size_t size);
// Closes so that the peer sees a reset, not an end.
void testshims_close_with_reset(int fd);

#endif
