/* Points in time as ISO 8601 (the profile of RFC 3339). */
#ifndef POSTKAMER_UNPACK_DATE_H
#define POSTKAMER_UNPACK_DATE_H

#include <stdint.h>
#include <time.h>

#define DATE_SIZE 32

/* Reads "2020-11-14T21:13:05+01:00" (also with a fraction, without seconds, `Z`, or without
 * offset: local time then; a date alone is its midnight). Writes seconds since 1970 and, with
 * iso, the same in full. 0, or -1: no such time. */
int date_parse(const char *text, int64_t *when, char iso[DATE_SIZE]);

/* Local time with its offset. */
void date_format(int64_t when, char iso[DATE_SIZE]);

#endif
