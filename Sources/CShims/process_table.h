#ifndef LATHE_PROCESS_TABLE_H
#define LATHE_PROCESS_TABLE_H

#include <stdint.h>

// The processes of this machine as /proc shows them, for the warden. Safe between fork and exec: no malloc, no stdio, no opendir; one thread only.

struct lathe_process {
    int32_t pid;
    int32_t parent;
    char state;
    char ours;
};

/// Reads the table and marks as `ours` what descends from this process. Returns the rows; they live until the next call.
struct lathe_process *lathe_find_own_tree(int *count);

/// Ours, and not just waiting to be reaped.
int lathe_is_alive(const struct lathe_process *row);

#endif
