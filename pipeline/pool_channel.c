/* Packets with descriptors (unix(7), SCM_RIGHTS). */
#include "pipeline/pool_private.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

union control {
    struct cmsghdr header;
    char bytes[CMSG_SPACE(sizeof(int) * POOL_DESCRIPTORS_MAX)];
};

int channel_send(int fd, const void *data, size_t size, const int *descriptors, size_t count)
{
    union control control;
    struct iovec part = {.iov_base = (void *)data, .iov_len = size};
    struct msghdr m = {.msg_iov = &part, .msg_iovlen = 1};
    ssize_t n;

    if (count > 0) {
        memset(&control, 0, sizeof control);
        m.msg_control = control.bytes;
        m.msg_controllen = CMSG_SPACE(sizeof(int) * count);
        struct cmsghdr *c = CMSG_FIRSTHDR(&m);
        c->cmsg_level = SOL_SOCKET;
        c->cmsg_type = SCM_RIGHTS;
        c->cmsg_len = CMSG_LEN(sizeof(int) * count);
        memcpy(CMSG_DATA(c), descriptors, sizeof(int) * count);
    }
    do
        n = sendmsg(fd, &m, MSG_NOSIGNAL);
    while (n < 0 && errno == EINTR);
    return n < 0 ? -1 : 0;
}

static size_t take_descriptors(struct msghdr *m, int *descriptors)
{
    size_t count = 0;

    for (struct cmsghdr *c = CMSG_FIRSTHDR(m); c; c = CMSG_NXTHDR(m, c)) {
        if (c->cmsg_level != SOL_SOCKET || c->cmsg_type != SCM_RIGHTS)
            continue;
        size_t n = (c->cmsg_len - CMSG_LEN(0)) / sizeof(int);
        memcpy(descriptors + count, CMSG_DATA(c), n * sizeof(int));
        count += n;
    }
    return count;
}

ssize_t channel_receive(int fd, void *data, size_t size, int *descriptors, size_t *count)
{
    union control control;
    struct iovec part = {.iov_base = data, .iov_len = size};
    struct msghdr m = {.msg_iov = &part,
                       .msg_iovlen = 1,
                       .msg_control = control.bytes,
                       .msg_controllen = sizeof control.bytes};
    ssize_t n;

    *count = 0;
    do
        n = recvmsg(fd, &m, MSG_CMSG_CLOEXEC);
    while (n < 0 && errno == EINTR);
    if (n <= 0)
        return n;
    *count = take_descriptors(&m, descriptors);
    if (m.msg_flags & (MSG_TRUNC | MSG_CTRUNC)) {
        close_all(descriptors, *count);
        *count = 0;
        errno = EMSGSIZE;
        return -1;
    }
    return n;
}

void close_all(const int *descriptors, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (descriptors[i] >= 0)
            close(descriptors[i]);
}

double pool_now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}
