#define _GNU_SOURCE
#include "process_table.h"

#include "process.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { PROCESS_MAXIMUM = 32768, PID_MAXIMUM = 4194304 };

static struct lathe_process table[PROCESS_MAXIMUM];
static int table_count;
static unsigned char marked[PID_MAXIMUM]; // by process id; all zero between sweeps, and untouched pages cost nothing

struct linux_entry {
    uint64_t inode;
    int64_t offset;
    uint16_t length;
    uint8_t type;
    char name[];
};

static int number_of(const char *text) {
    int value = 0;
    if (*text < '1' || *text > '9') return -1;
    for (; *text; text++) {
        if (*text < '0' || *text > '9' || value > 100000000) return -1;
        value = value * 10 + (*text - '0');
    }
    return value;
}

static char *put(char *to, const char *text) {
    while (*text) *to++ = *text++;
    *to = 0;
    return to;
}

static void path_of(int pid, const char *leaf, char *path) {
    char digits[16];
    int count = 0;
    char *end = put(path, "/proc/");
    do {
        digits[count++] = (char)('0' + pid % 10);
        pid /= 10;
    } while (pid > 0);
    while (count > 0) *end++ = digits[--count];
    put(end, leaf);
}

static int read_state(int pid, char *state, int32_t *parent) {
    char path[48], text[512];
    path_of(pid, "/stat", path);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) return -1;
    ssize_t count = read(fd, text, sizeof text - 1);
    close(fd);
    if (count <= 0) return -1;
    text[count] = 0;
    // The name stands in brackets and may itself hold brackets and blanks: the last ")" ends it.
    char *end = strrchr(text, ')');
    if (end == NULL || end[1] != ' ' || end[2] == 0 || end[3] != ' ') return -1;
    *state = end[2];
    int value = 0;
    for (char *digit = end + 4; *digit >= '0' && *digit <= '9'; digit++) value = value * 10 + (*digit - '0');
    *parent = value;
    return 0;
}

static void read_table(void) {
    static char buffer[32768];
    table_count = 0;
    int folder = open("/proc", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder < 0) return;
    for (;;) {
        long count = syscall(SYS_getdents64, folder, buffer, sizeof buffer);
        if (count <= 0) break;
        for (long at = 0; at < count;) {
            struct linux_entry *entry = (struct linux_entry *)(buffer + at);
            at += entry->length;
            int pid = number_of(entry->name);
            if (pid <= 0 || table_count >= PROCESS_MAXIMUM) continue;
            struct lathe_process *row = &table[table_count];
            if (read_state(pid, &row->state, &row->parent) != 0) continue;
            row->pid = pid;
            row->ours = 0;
            table_count++;
        }
    }
    close(folder);
}

static void mark(int32_t pid, unsigned char on) {
    if (pid > 0 && pid < PID_MAXIMUM) marked[pid] = on;
}

// Marks the descendants of everything already marked.
static void mark_descendants(void) {
    for (int changed = 1; changed;) {
        changed = 0;
        for (int i = 0; i < table_count; i++) {
            int32_t parent = table[i].parent;
            if (table[i].ours || parent <= 0 || parent >= PID_MAXIMUM || !marked[parent]) continue;
            table[i].ours = 1;
            mark(table[i].pid, 1);
            changed = 1;
        }
    }
    for (int i = 0; i < table_count; i++) mark(table[i].pid, 0);
}

struct lathe_process *lathe_find_own_tree(int *count) {
    read_table();
    mark(getpid(), 1);
    mark_descendants();
    *count = table_count;
    return table;
}

int lathe_is_alive(const struct lathe_process *row) { return row->ours && row->state != 'Z' && row->state != 'X'; }

static int carries(int pid, const char *marker) {
    static char text[262144];
    char path[48];
    size_t length = strlen(marker), filled = 0;
    path_of(pid, "/environ", path);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) return 0;
    for (ssize_t count; filled < sizeof text && (count = read(fd, text + filled, sizeof text - filled)) > 0;) filled += (size_t)count;
    close(fd);
    for (size_t at = 0; at + length <= filled;) {
        if (memcmp(text + at, marker, length) == 0 && (at + length == filled || text[at + length] == 0)) return 1;
        const char *end = memchr(text + at, 0, filled - at);
        if (end == NULL) break;
        at = (size_t)(end - text) + 1;
    }
    return 0;
}

int lathe_kill_marked(const char *marker) {
    int total = 0;
    for (int round = 0; round < 64; round++) {
        int count = 0;
        read_table();
        for (int i = 0; i < table_count; i++) {
            table[i].ours = table[i].pid != getpid() && carries(table[i].pid, marker);
            if (table[i].ours) mark(table[i].pid, 1);
        }
        mark_descendants();
        for (int i = 0; i < table_count; i++)
            if (lathe_is_alive(&table[i]) && kill(table[i].pid, SIGKILL) == 0) count++;
        if (count == 0) break;
        total += count;
        poll(NULL, 0, 5);
    }
    return total;
}
