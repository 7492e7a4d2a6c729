#define _GNU_SOURCE
#include "files.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

// Spelled out here because <linux/openat2.h> is missing on older systems that still run newer kernels.
struct open_how_v0 {
    uint64_t flags;
    uint64_t mode;
    uint64_t resolve;
};
enum { NO_MAGICLINKS = 0x02, NO_SYMLINKS = 0x04, BENEATH = 0x08 };
#ifndef SYS_openat2
#define SYS_openat2 437
#endif

int lathe_open_beneath(int folder, const char *path, int flags, uint32_t mode, int no_symlinks) {
    struct open_how_v0 how = {
        .flags = (uint64_t)(unsigned)flags,
        .mode = (flags & (O_CREAT | O_TMPFILE)) ? mode : 0,
        .resolve = BENEATH | NO_MAGICLINKS | (no_symlinks ? NO_SYMLINKS : 0),
    };
    int fd;
    do {
        fd = (int)syscall(SYS_openat2, folder, path, &how, sizeof how);
    } while (fd < 0 && errno == EINTR);
    return fd;
}

int lathe_open_at(int folder, const char *path, int flags, uint32_t mode) {
    int fd;
    do {
        fd = openat(folder, path, flags, (mode_t)mode);
    } while (fd < 0 && errno == EINTR);
    return fd;
}

static int32_t kind_of(mode_t mode) {
    switch (mode & S_IFMT) {
    case S_IFREG: return LATHE_FILE_REGULAR;
    case S_IFDIR: return LATHE_FILE_DIRECTORY;
    case S_IFLNK: return LATHE_FILE_SYMLINK;
    case S_IFIFO: return LATHE_FILE_FIFO;
    case S_IFSOCK: return LATHE_FILE_SOCKET;
    case S_IFBLK:
    case S_IFCHR: return LATHE_FILE_DEVICE;
    default: return LATHE_FILE_UNKNOWN;
    }
}

static int take(int result, const struct stat *from, struct lathe_file_status *to) {
    if (result != 0) return -1;
    to->kind = kind_of(from->st_mode);
    to->mode = (uint32_t)(from->st_mode & 07777);
    to->bytes = (int64_t)from->st_size;
    to->modified_seconds = (int64_t)from->st_mtim.tv_sec;
    to->modified_nanoseconds = (int64_t)from->st_mtim.tv_nsec;
    to->inode = (uint64_t)from->st_ino;
    to->device = (uint64_t)from->st_dev;
    to->links = (uint64_t)from->st_nlink;
    to->owner = from->st_uid;
    to->group = from->st_gid;
    return 0;
}

int lathe_file_status_of(int fd, struct lathe_file_status *status) {
    struct stat found;
    return take(fstat(fd, &found), &found, status);
}

int lathe_file_status_at(int folder, const char *name, struct lathe_file_status *status) {
    struct stat found;
    return take(fstatat(folder, name, &found, AT_SYMLINK_NOFOLLOW), &found, status);
}

int lathe_flag_path(void) { return O_PATH; }
int lathe_flag_no_follow(void) { return O_NOFOLLOW; }
int lathe_flag_directory(void) { return O_DIRECTORY; }

void *lathe_folder_read_begin(int fd) {
    DIR *reader = fdopendir(fd);
    if (reader == NULL) {
        int fault = errno;
        close(fd);
        errno = fault;
    }
    return reader;
}

int lathe_folder_read_next(void *reader, const char **name, int32_t *kind) {
    for (;;) {
        errno = 0;
        struct dirent *entry = readdir(reader);
        if (entry == NULL) return errno == 0 ? 0 : -1;
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0) continue;
        *name = entry->d_name;
        if (entry->d_type == DT_UNKNOWN) {
            struct stat found;
            *kind = fstatat(dirfd(reader), entry->d_name, &found, AT_SYMLINK_NOFOLLOW) == 0 ? kind_of(found.st_mode) : LATHE_FILE_UNKNOWN;
        } else {
            *kind = kind_of(DTTOIF(entry->d_type));
        }
        return 1;
    }
}

void lathe_folder_read_end(void *reader) { closedir(reader); }

#ifndef FICLONE
#define FICLONE _IOW(0x94, 9, int)
#endif

static int copy_by_hand(int from, int to, int64_t *left) {
    char buffer[65536];
    for (;;) {
        ssize_t got = read(from, buffer, sizeof buffer);
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) return (int)got;
        if ((*left -= got) < 0) {
            errno = EFBIG;
            return -1;
        }
        for (ssize_t done = 0; done < got;) {
            ssize_t put = write(to, buffer + done, (size_t)(got - done));
            if (put < 0 && errno == EINTR) continue;
            if (put < 0) return -1;
            done += put;
        }
    }
}

int lathe_copy_file(int from, int to, int64_t limit) {
    struct stat found;
    if (fstat(from, &found) == 0 && found.st_size <= limit && ioctl(to, FICLONE, from) == 0) return 0;
    int64_t left = limit;
    for (;;) {
        ssize_t count = copy_file_range(from, NULL, to, NULL, 1 << 24, 0);
        if (count < 0 && errno == EINTR) continue;
        // What the kernel does not copy between these two, or says is empty as files of /proc do, is read and written.
        if (count <= 0) return copy_by_hand(from, to, &left);
        if ((left -= count) < 0) {
            errno = EFBIG;
            return -1;
        }
    }
}

int lathe_exchange(int folder, const char *first, const char *second) {
    return renameat2(folder, first, folder, second, RENAME_EXCHANGE);
}
