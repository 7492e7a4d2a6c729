#define _GNU_SOURCE
#include "testshims.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

int testshims_pty_open(int columns, int rows, char *path, size_t size) {
    int master = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC | O_NONBLOCK);
    if (master < 0) return -errno;
    int failure = 0;
    if (grantpt(master) != 0 || unlockpt(master) != 0) failure = errno;
    else failure = ptsname_r(master, path, size);
    if (failure == 0) failure = -testshims_pty_resize(master, columns, rows);
    if (failure != 0) {
        close(master);
        return -failure;
    }
    return master;
}

int testshims_pty_resize(int fd, int columns, int rows) {
    struct winsize size = { .ws_row = (unsigned short)rows, .ws_col = (unsigned short)columns };
    return ioctl(fd, TIOCSWINSZ, &size) == 0 ? 0 : -errno;
}

int testshims_pipe(int fds[2], int nonblocking_end) {
    if (pipe2(fds, O_CLOEXEC) != 0) return -errno;
    if (nonblocking_end >= 0) fcntl(fds[nonblocking_end], F_SETFL, O_NONBLOCK);
    return 0;
}

int testshims_spawn(const char *program, char *const arguments[], char *const environment[], const char *folder,
                    const char *terminal, const int *fds, pid_t *pid) {
    posix_spawnattr_t attributes;
    posix_spawn_file_actions_t actions;
    int failure = posix_spawnattr_init(&attributes);
    if (failure != 0) return -failure;
    failure = posix_spawn_file_actions_init(&actions);
    if (failure != 0) {
        posix_spawnattr_destroy(&attributes);
        return -failure;
    }
    sigset_t none, all;
    sigemptyset(&none);
    sigfillset(&all);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setsigdefault(&attributes, &all);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSID | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    // The first terminal a session leader opens becomes its controlling one.
    if (terminal != NULL) {
        failure = posix_spawn_file_actions_addopen(&actions, 0, terminal, O_RDWR, 0);
        if (failure == 0) failure = posix_spawn_file_actions_adddup2(&actions, 0, 1);
        if (failure == 0) failure = posix_spawn_file_actions_adddup2(&actions, 0, 2);
    } else {
        for (int i = 0; i < 3 && failure == 0; i++) failure = posix_spawn_file_actions_adddup2(&actions, fds[i], i);
    }
    if (failure == 0) failure = posix_spawn_file_actions_addclosefrom_np(&actions, 3);
    if (failure == 0 && folder != NULL) failure = posix_spawn_file_actions_addchdir_np(&actions, folder);
    if (failure == 0) failure = posix_spawn(pid, program, &actions, &attributes, arguments, environment);
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attributes);
    return -failure;
}

int testshims_await_change(pid_t pid) {
    siginfo_t information;
    while (waitid(P_PID, (id_t)pid, &information, WEXITED | WSTOPPED | WCONTINUED | WNOWAIT) != 0) {
        if (errno != EINTR) return -errno;
    }
    return 0;
}

int testshims_take_change(pid_t pid, int *value) {
    int status = 0;
    pid_t found = waitpid(pid, &status, WNOHANG | WUNTRACED | WCONTINUED);
    if (found < 0) return -errno;
    if (found == 0) return 0;
    if (WIFEXITED(status)) {
        *value = WEXITSTATUS(status);
        return TESTSHIMS_EXITED;
    }
    if (WIFSIGNALED(status)) {
        *value = WTERMSIG(status);
        return TESTSHIMS_KILLED;
    }
    if (WIFSTOPPED(status)) {
        *value = WSTOPSIG(status);
        return TESTSHIMS_STOPPED;
    }
    *value = 0;
    return TESTSHIMS_CONTINUED;
}

int testshims_poll_peer_closed(void) {
    return POLLRDHUP;
}

int testshims_own_image(char *path, size_t size) {
    Dl_info information;
    if (dladdr((void *)testshims_own_image, &information) == 0 || information.dli_fname == NULL) return -ENOENT;
    size_t length = strlen(information.dli_fname);
    if (length >= size) return -ENAMETOOLONG;
    memcpy(path, information.dli_fname, length + 1);
    return (int)length;
}

int testshims_listen_loopback(int *port) {
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0) return -errno;
    int yes = 1;
    // A port that was asked for may still be held by connections of the server before.
    if (*port != 0) setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    struct sockaddr_in address = {
        .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK), .sin_port = htons((uint16_t)*port),
    };
    socklen_t size = sizeof address;
    if (bind(fd, (struct sockaddr *)&address, size) != 0 || listen(fd, 128) != 0
        || getsockname(fd, (struct sockaddr *)&address, &size) != 0) {
        int failure = errno;
        close(fd);
        return -failure;
    }
    *port = ntohs(address.sin_port);
    return fd;
}

int testshims_accept(int listener) {
    int fd = accept4(listener, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
    if (fd < 0) return -errno;
    int yes = 1;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    return fd;
}

int testshims_connect_loopback(int port) {
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0) return -errno;
    struct sockaddr_in address = {
        .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK), .sin_port = htons((uint16_t)port)
    };
    int yes = 1;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    if (connect(fd, (struct sockaddr *)&address, sizeof address) != 0 || fcntl(fd, F_SETFL, O_NONBLOCK) != 0) {
        int failure = errno;
        close(fd);
        return -failure;
    }
    return fd;
}

long testshims_send(int fd, const void *bytes, size_t size) {
    ssize_t sent = send(fd, bytes, size, MSG_NOSIGNAL);
    return sent < 0 ? -errno : sent;
}

void testshims_close_with_reset(int fd) {
    struct linger linger = { .l_onoff = 1, .l_linger = 0 };
    setsockopt(fd, SOL_SOCKET, SO_LINGER, &linger, sizeof linger);
    close(fd);
}
