/* The time of day as text, in UTC. */
#ifndef POSTKAMER_CLOCK_H
#define POSTKAMER_CLOCK_H

#include <stddef.h>
#include <stdint.h>

#define CLOCK_ISO "%Y-%m-%dT%H:%M:%SZ"
#define CLOCK_SIZE 32 /* room for any text of here, NUL included */

/* Now, as strftime's format says. */
void clock_utc(const char *format, char text[CLOCK_SIZE]);

int64_t clock_milliseconds(void); /* since 1970 */
/* "2020-11-15T01:00:00.042Z" */
void clock_write(int64_t milliseconds, char text[CLOCK_SIZE]);

#endif
