#include "pipeline/lock.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>
#include "pipeline/clock.h"
#include "pipeline/diag.h"

/* Through a descriptor of its own: the one that is inherited cannot write. */
static int write_holder(const char *path, const char *command)
{
    char host[HOST_NAME_MAX + 1] = "?", since[CLOCK_SIZE], text[400];
    gethostname(host, sizeof host - 1);
    clock_utc(CLOCK_ISO, since);
    int length = snprintf(text, sizeof text, "pid %ld on %s since %s: %s\n", (long)getpid(), host,
                          since, command);
    int fd = open(path, O_WRONLY | O_TRUNC | O_CLOEXEC);
    if (fd < 0 || length < 0)
        return -1;
    ssize_t wrote = write(fd, text, (size_t)length);
    close(fd);
    return wrote == length ? 0 : -1;
}

/* Is what stands there of a process that is no more? Of another machine nobody here knows. */
static bool outlived(const char *text)
{
    char host[HOST_NAME_MAX + 1] = "?", on[HOST_NAME_MAX + 8];
    long pid = 0;
    gethostname(host, sizeof host - 1);
    snprintf(on, sizeof on, " on %s since ", host);
    return sscanf(text, "pid %ld", &pid) == 1 && strstr(text, on) && kill((pid_t)pid, 0) &&
           errno == ESRCH;
}

/* Who has just taken the lock has not written yet, so that nothing stands there or the last
 * holder's words: then it is given a second. Who inherited a lock keeps the words of the dead. */
static void read_holder(int fd, char *who, size_t size)
{
    char text[400];
    for (int tries = 0; tries < 50; tries++) {
        ssize_t got = pread(fd, text, sizeof text - 1, 0);
        text[got > 0 ? got : 0] = '\0';
        if (strchr(text, '\n') && !outlived(text))
            break;
        usleep(20000);
    }
    text[strcspn(text, "\n")] = '\0';
    diag_printable(*text ? text : "a process that has not said who it is", who, size);
}

int lock_take(struct out_lock *l, const char *out, const char *command, char *who, size_t size)
{
    char path[PATH_MAX];
    l->fd = -1;
    if ((size_t)snprintf(path, sizeof path, "%s/lock", out) >= sizeof path) {
        errno = ENAMETOOLONG;
        return -1;
    }
    int fd = open(path, O_RDONLY | O_CREAT | O_CLOEXEC, 0640);
    if (fd < 0)
        return -1;
    if (flock(fd, LOCK_EX | LOCK_NB)) {
        int error = errno;
        if (error == EWOULDBLOCK)
            read_holder(fd, who, size);
        close(fd);
        errno = error;
        return error == EWOULDBLOCK ? 1 : -1;
    }
    if (write_holder(path, command)) {
        int error = errno;
        close(fd);
        errno = error;
        return -1;
    }
    l->fd = fd;
    return 0;
}

void lock_release(struct out_lock *l)
{
    if (l->fd >= 0)
        close(l->fd);
    l->fd = -1;
}

int lock_or_tell(struct out_lock *l, const char *out, const char *command)
{
    char who[400];
    switch (lock_take(l, out, command, who, sizeof who)) {
    case 0:
        return EXIT_DONE;
    case 1:
        diag_warn("'%s' is busy: held by %s", out, who);
        return EXIT_BUSY;
    default:
        diag_warn("cannot lock '%s/lock': %s", out, strerror(errno));
        return EXIT_IO;
    }
}
