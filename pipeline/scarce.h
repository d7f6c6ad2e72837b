/* Why a call failed: for what it was asked, or for want of what comes back. */
#ifndef POSTKAMER_SCARCE_H
#define POSTKAMER_SCARCE_H

#include <errno.h>
#include <stdbool.h>

/* No descriptors or no memory? Who meets that stops with a message and decides nothing by it: the
 * next run may well succeed. */
static inline bool errno_scarce(int error)
{
    return error == EMFILE || error == ENFILE || error == ENOMEM;
}

#endif
