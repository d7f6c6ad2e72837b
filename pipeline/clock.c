#include "pipeline/clock.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

void clock_utc(const char *format, char text[CLOCK_SIZE])
{
    time_t now = time(NULL);
    struct tm utc;

    gmtime_r(&now, &utc);
    if (!strftime(text, CLOCK_SIZE, format, &utc))
        text[0] = '\0';
}

int64_t clock_milliseconds(void)
{
    struct timespec now;

    clock_gettime(CLOCK_REALTIME, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

void clock_write(int64_t milliseconds, char text[CLOCK_SIZE])
{
    time_t seconds = (time_t)(milliseconds / 1000);
    struct tm utc;

    gmtime_r(&seconds, &utc);
    size_t n = strftime(text, CLOCK_SIZE, "%Y-%m-%dT%H:%M:%S", &utc);
    snprintf(text + n, CLOCK_SIZE - n, ".%03dZ", (int)(milliseconds % 1000));
}
