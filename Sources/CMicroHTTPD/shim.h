// libmicrohttpd for Swift: its variadic calls get a plain function each, and so does what a server needs from the kernel.
#ifndef LATHE_CMICROHTTPD_SHIM_H
#define LATHE_CMICROHTTPD_SHIM_H

#include <microhttpd.h>
#include <poll.h>
#include <sys/eventfd.h>

struct lathe_http_settings {
    int listener;                  // a bound socket that listens; the daemon closes it
    unsigned connections;          // at most so many at a time
    unsigned silent_seconds;       // a connection on which nothing moves so long is closed
    size_t head_bytes;             // of a request's line and headers, and of what waits to be sent
    MHD_AccessHandlerCallback handle;
    MHD_RequestCompletedCallback completed;
    MHD_NotifyConnectionCallback connection;
    void *context;
};

// One thread for each connection, so that a handler may wait. NULL when it cannot start.
static inline struct MHD_Daemon *lathe_http_start(const struct lathe_http_settings *settings) {
    return MHD_start_daemon(
        MHD_USE_THREAD_PER_CONNECTION | MHD_USE_INTERNAL_POLLING_THREAD | MHD_USE_POLL | MHD_USE_ITC, 0, NULL, NULL,
        settings->handle, settings->context,
        MHD_OPTION_LISTEN_SOCKET, settings->listener,
        MHD_OPTION_CONNECTION_LIMIT, settings->connections,
        MHD_OPTION_CONNECTION_TIMEOUT, settings->silent_seconds,
        MHD_OPTION_CONNECTION_MEMORY_LIMIT, settings->head_bytes,
        MHD_OPTION_STRICT_FOR_CLIENT, 1,
        MHD_OPTION_NOTIFY_COMPLETED, settings->completed, settings->context,
        MHD_OPTION_NOTIFY_CONNECTION, settings->connection, settings->context,
        MHD_OPTION_END);
}

// The socket of a connection; -1 when it has none.
static inline int lathe_http_socket(struct MHD_Connection *connection) {
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
    return info ? info->connect_fd : -1;
}

// 0 for no limit. From 0 to another value, the time begins anew.
static inline void lathe_http_silence(struct MHD_Connection *connection, unsigned seconds) {
    (void)MHD_set_connection_option(connection, MHD_CONNECTION_OPTION_TIMEOUT, seconds);
}

// A counter that wakes a poll; -1 and errno on failure.
static inline int lathe_http_bell(void) {
    return eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
}

// What poll says when the other side will send no more.
static inline short lathe_http_half_closed(void) {
    return 0x2000; // POLLRDHUP, which only _GNU_SOURCE shows
}

#endif
