/* Inside the sandbox only: its two walls of the kernel. */
#ifndef POSTKAMER_SANDBOX_PRIVATE_H
#define POSTKAMER_SANDBOX_PRIVATE_H

#include "pipeline/sandbox.h"

#if defined(__SANITIZE_ADDRESS__)
#define SANDBOX_SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(memory_sanitizer)
#define SANDBOX_SANITIZED 1
#endif
#endif

#define SANDBOX_LANDLOCK_MIN 2 /* stock Debian 12 */

/* Landlock's version, 0 when the kernel has none. */
int landlock_abi(void);
/* Nothing of the file system, no TCP, no abstract sockets, no signals outside. -1 with errno. */
int landlock_enter(void);

/* Does the kernel take filters, and kill by them? */
bool filter_offered(void);
/* Loads the filter of system calls; made on the first call, or before it by sandbox_prepare. */
int filter_enter(const struct sandbox_needs *needs, char *why, size_t size);

/* Writes "no walls for workers: <wall>: <errno>" and returns -1. */
int sandbox_fail(char *why, size_t size, const char *wall);

#endif
