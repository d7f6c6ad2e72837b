/* One at a time per OUT: runs, reruns and the clerk's commands take an flock on OUT/lock. The
 * kernel drops it with its last holder, so what a dead process left is no lock. */
#ifndef POSTKAMER_LOCK_H
#define POSTKAMER_LOCK_H

#include <stddef.h>

struct out_lock {
    int fd; /* -1: not held. Whoever inherits it holds it too: the driver has `route` do so, so
             * that nobody else writes while a route without its driver ends. */
};

/* Takes OUT/lock, without waiting, and writes who holds it: pid, host, since when, command.
 * 0; 1 when another holds it (its own words in who); -1 with errno. */
int lock_take(struct out_lock *l, const char *out, const char *command, char *who, size_t size);
void lock_release(struct out_lock *l);

/* lock_take for programs: returns 0, or an exit status after a message. */
int lock_or_tell(struct out_lock *l, const char *out, const char *command);

#endif
