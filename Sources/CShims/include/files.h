#ifndef LATHE_FILES_H
#define LATHE_FILES_H

#include <stddef.h>
#include <stdint.h>

enum lathe_file_kind {
    LATHE_FILE_REGULAR = 0,
    LATHE_FILE_DIRECTORY = 1,
    LATHE_FILE_SYMLINK = 2,
    LATHE_FILE_FIFO = 3,
    LATHE_FILE_SOCKET = 4,
    LATHE_FILE_DEVICE = 5,
    LATHE_FILE_UNKNOWN = 6,
};

struct lathe_file_status {
    int32_t kind;
    uint32_t mode;
    int64_t bytes;
    int64_t modified_seconds;
    int64_t modified_nanoseconds;
    uint64_t inode;
    uint64_t device;
    uint64_t links;
    uint32_t owner;
    uint32_t group;
};

/// openat2 with RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS, and RESOLVE_NO_SYMLINKS when asked. -1 and errno; ENOSYS on kernels before 5.6.
int lathe_open_beneath(int folder, const char *path, int flags, uint32_t mode, int no_symlinks);

/// openat, which Swift cannot call because it is variadic.
int lathe_open_at(int folder, const char *path, int flags, uint32_t mode);

int lathe_file_status_of(int fd, struct lathe_file_status *status);
int lathe_file_status_at(int folder, const char *name, struct lathe_file_status *status);

/// The flags whose values differ between machines or need _GNU_SOURCE.
int lathe_flag_path(void);
int lathe_flag_no_follow(void);
int lathe_flag_directory(void);

/// Reads a folder; takes the descriptor. NULL and errno on failure.
void *lathe_folder_read_begin(int fd);
/// 1 and the next name, 0 at the end, -1 and errno. The name lives until the next call. "." and ".." are left out.
int lathe_folder_read_next(void *reader, const char **name, int32_t *kind);
void lathe_folder_read_end(void *reader);

/// Copies all of one open file into another, empty one: shared blocks where the file system has them (FICLONE), else within the kernel
/// (copy_file_range), else by hand. 0; -1 and errno. At most limit bytes; more is EFBIG.
int lathe_copy_file(int from, int to, int64_t limit);

/// renameat2 with RENAME_EXCHANGE: both names change places in one step.
int lathe_exchange(int folder, const char *first, const char *second);

#endif
