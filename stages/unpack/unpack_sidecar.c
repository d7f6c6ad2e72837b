#include "stages/unpack/unpack_sidecar.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "pipeline/io.h"
#include "pipeline/scarce.h"

#define TEXT_MAX 200 /* bytes of a member */

static void trouble(struct inbox_entry *e, const char *what)
{
    if (!e->trouble)
        e->trouble = strdup(what);
}

/* The object in the file, NULL when there is none, with errno 0, or when it could not be looked
 * for. */
static json_t *load(int dir, const char *name, struct inbox_entry *e)
{
    int fd = inbox_open_file(dir, name);
    if (fd < 0 && errno_scarce(errno))
        return NULL;
    if (fd < 0) {
        if (errno != ENOENT && errno != ENAMETOOLONG)
            trouble(e, "cannot be opened; taken as absent");
        errno = 0;
        return NULL;
    }
    struct stat st;
    char *data = malloc(SIDECAR_MAX + 1);
    ssize_t size =
        data && !fstat(fd, &st) && S_ISREG(st.st_mode) ? read_all(fd, data, SIDECAR_MAX + 1) : -1;
    json_t *object = size >= 0 && size <= SIDECAR_MAX
                         ? json_loadb(data, (size_t)size, JSON_REJECT_DUPLICATES, NULL)
                         : NULL;
    if (size < 0)
        trouble(e, "cannot be read; taken as absent");
    else if (size > SIDECAR_MAX)
        trouble(e, "larger than 64 KiB; taken as absent");
    else if (!json_is_object(object))
        trouble(e, "no JSON object; taken as absent");
    free(data);
    close(fd);
    if (json_is_object(object))
        return object;
    json_decref(object);
    errno = 0;
    return NULL;
}

static bool known_channel(const char *channel)
{
    static const char *const known[] = {"portal", "mail", "scan", "counter"};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (strcmp(known[i], channel) == 0)
            return true;
    return false;
}

/* Copies a text member; an empty one is absent. */
static void take_text(struct inbox_entry *e, const json_t *object, const char *member)
{
    json_t *value = json_object_get(object, member);
    const char *text = json_string_value(value);
    if (!value || json_is_null(value) || (text && !*text))
        return;
    if (text && strlen(text) <= TEXT_MAX && strlen(text) == json_string_length(value) &&
        (strcmp(member, "channel") != 0 || known_channel(text))) {
        json_object_set(e->meta, member, value);
        return;
    }
    char what[80];
    snprintf(what, sizeof what, "`%s` is not as it should be and left out", member);
    trouble(e, what);
}

static void take_received(struct inbox_entry *e, const json_t *object)
{
    const json_t *value = json_object_get(object, "received");
    const char *text = json_string_value(value);
    if (!value || json_is_null(value) || (text && !*text))
        return;
    if (text)
        inbox_set_date(e, text);
    if (!e->dated)
        trouble(e, "`received` is no ISO 8601 time and left out");
}

int sidecar_read(int dir, const char *name, struct inbox_entry *e)
{
    static const char *const members[] = {"channel", "reference", "bsn", "name"};
    json_t *object = load(dir, name, e);
    if (!object)
        return errno ? -1 : 0;
    take_received(e, object);
    for (size_t i = 0; i < sizeof members / sizeof *members; i++)
        take_text(e, object, members[i]);
    json_decref(object);
    return 0;
}
