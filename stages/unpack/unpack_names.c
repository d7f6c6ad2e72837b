#include "stages/unpack/unpack_names.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include "pipeline/diag.h"
#include "pipeline/limits.h"

#define REPLACEMENT 0xfffdu

/* Code page 437 from 0x80 on (IBM, as PKWARE APPNOTE appendix D has it for zip). */
static const uint16_t cp437[128] = {
    0x00c7, 0x00fc, 0x00e9, 0x00e2, 0x00e4, 0x00e0, 0x00e5, 0x00e7, 0x00ea, 0x00eb, 0x00e8, 0x00ef,
    0x00ee, 0x00ec, 0x00c4, 0x00c5, 0x00c9, 0x00e6, 0x00c6, 0x00f4, 0x00f6, 0x00f2, 0x00fb, 0x00f9,
    0x00ff, 0x00d6, 0x00dc, 0x00a2, 0x00a3, 0x00a5, 0x20a7, 0x0192, 0x00e1, 0x00ed, 0x00f3, 0x00fa,
    0x00f1, 0x00d1, 0x00aa, 0x00ba, 0x00bf, 0x2310, 0x00ac, 0x00bd, 0x00bc, 0x00a1, 0x00ab, 0x00bb,
    0x2591, 0x2592, 0x2593, 0x2502, 0x2524, 0x2561, 0x2562, 0x2556, 0x2555, 0x2563, 0x2551, 0x2557,
    0x255d, 0x255c, 0x255b, 0x2510, 0x2514, 0x2534, 0x252c, 0x251c, 0x2500, 0x253c, 0x255e, 0x255f,
    0x255a, 0x2554, 0x2569, 0x2566, 0x2560, 0x2550, 0x256c, 0x2567, 0x2568, 0x2564, 0x2565, 0x2559,
    0x2558, 0x2552, 0x2553, 0x256b, 0x256a, 0x2518, 0x250c, 0x2588, 0x2584, 0x258c, 0x2590, 0x2580,
    0x03b1, 0x00df, 0x0393, 0x03c0, 0x03a3, 0x03c3, 0x00b5, 0x03c4, 0x03a6, 0x0398, 0x03a9, 0x03b4,
    0x221e, 0x03c6, 0x03b5, 0x2229, 0x2261, 0x00b1, 0x2265, 0x2264, 0x2320, 0x2321, 0x00f7, 0x2248,
    0x00b0, 0x2219, 0x00b7, 0x221a, 0x207f, 0x00b2, 0x25a0, 0x00a0};

/* Writes a code point of the basic plane; returns its length. */
static size_t encode(uint32_t c, char *out)
{
    if (c < 0x80) {
        out[0] = (char)c;
        return 1;
    }
    if (c < 0x800) {
        out[0] = (char)(0xc0 | c >> 6);
        out[1] = (char)(0x80 | (c & 0x3f));
        return 2;
    }
    out[0] = (char)(0xe0 | c >> 12);
    out[1] = (char)(0x80 | (c >> 6 & 0x3f));
    out[2] = (char)(0x80 | (c & 0x3f));
    return 3;
}

static bool is_utf8(const char *text)
{
    for (uint32_t point; *text;) {
        size_t length = diag_decode(text, &point);
        if (length == 0)
            return false;
        text += length;
    }
    return true;
}

/* The whole name as UTF-8, characters that a reader obeys masked; NULL: no memory. */
static char *decode_name(const char *raw, const char *charset, bool mask)
{
    char *out = malloc(strlen(raw) * 3 + 1), *to = out;
    bool valid = is_utf8(raw);
    bool dos = !valid && charset && strcmp(charset, "cp437") == 0;
    bool latin = !valid && charset && strcmp(charset, "latin-1") == 0;
    while (out && *raw) {
        uint32_t point = (unsigned char)*raw;
        size_t length = dos || latin ? 1 : diag_decode(raw, &point);
        if (dos && point >= 0x80)
            point = cp437[point - 0x80];
        if (length == 0 || (mask && diag_obeyed(point)))
            to += encode(REPLACEMENT, to);
        else if (length == 1)
            to += encode(point, to);
        else {
            memcpy(to, raw, length);
            to += length;
        }
        raw += length ? length : 1;
    }
    if (out)
        *to = '\0';
    return out;
}

char *names_shown(const char *raw)
{
    return decode_name(raw, NULL, false);
}

/* Where the extension of a component begins, its end when it has none. One that is longer than a
 * few letters is none. */
static size_t stem_length(const char *name, size_t size)
{
    for (size_t i = size; i-- > 1;)
        if (name[i] == '.')
            return size - i <= 16 ? i : size;
    return size;
}

/* Shortens size bytes to a length that ends no character in the middle. */
static size_t whole_characters(const char *text, size_t size)
{
    while (size > 0 && ((unsigned char)text[size] & 0xc0) == 0x80)
        size--;
    return size;
}

/* Appends a component, cut and with a last `!` spelled %21. Returns the end of what was written. */
static char *add_component(char *to, const char *from, size_t size)
{
    bool bang = from[size - 1] == '!';
    size_t room = LIMIT_NAME - (bang ? 2 : 0), stem = stem_length(from, size);
    size_t tail = size - stem;
    if (size > room)
        stem = whole_characters(from, room - tail);
    memcpy(to, from, stem);
    memcpy(to + stem, from + size - tail, tail);
    to += stem + tail;
    if (bang) {
        to = to[-1] == '!' ? to - 1 : to;
        memcpy(to, "%21", 3);
        to += 3;
    }
    return to;
}

static bool dropped(const char *from, size_t size, bool first)
{
    bool drive = first && size == 2 && from[1] == ':' &&
                 ((from[0] >= 'a' && from[0] <= 'z') || (from[0] >= 'A' && from[0] <= 'Z'));
    return size == 0 || drive || (size == 1 && from[0] == '.') ||
           (size == 2 && from[0] == '.' && from[1] == '.');
}

char *names_clean(const char *raw, const char *charset, bool backslashes)
{
    char *text = decode_name(raw, charset, true);
    char *out = text ? malloc(strlen(text) * 3 + 1) : NULL, *to = out;
    bool separate = backslashes && text && !strchr(text, '/');
    for (char *from = text; out && from;) {
        size_t size = strcspn(from, separate ? "\\" : "/");
        if (!dropped(from, size, from == text)) {
            if (to > out)
                *to++ = '/';
            to = add_component(to, from, size);
        }
        from = from[size] ? from + size + 1 : NULL;
    }
    if (out)
        *to = '\0';
    free(text);
    return out;
}

/* path with " (n)" before the extension of its last component. */
static char *numbered(const char *path, json_int_t n)
{
    const char *last = names_last(path);
    size_t folder = (size_t)(last - path), size = strlen(last), stem = stem_length(last, size);
    size_t tail = size - stem;
    char mark[24], *out = NULL;
    size_t length = (size_t)snprintf(mark, sizeof mark, " (%" JSON_INTEGER_FORMAT ")", n);
    if (stem + length + tail > LIMIT_NAME)
        stem = whole_characters(last, LIMIT_NAME - length - tail);
    if (asprintf(&out, "%.*s%s%s", (int)(folder + stem), path, mark, last + size - tail) < 0)
        return NULL;
    return out;
}

char *names_unique(json_t *taken, char *path)
{
    if (!path)
        return NULL;
    json_t *count = json_object_get(taken, path);
    if (!count) {
        json_object_set_new(taken, path, json_integer(1));
        return path;
    }
    /* What was given out last, so that 100,000 of one name are not counted from 2 each time. */
    json_int_t n = json_integer_value(count);
    char *other = NULL;
    do {
        free(other);
        other = numbered(path, ++n);
    } while (other && json_object_get(taken, other));
    json_integer_set(count, n);
    if (other)
        json_object_set_new(taken, other, json_integer(1));
    free(path);
    return other;
}

char *names_within(const char *container, const char *path)
{
    char *out = NULL;
    if (!container)
        return strdup(path);
    return asprintf(&out, "%s!/%s", container, path) < 0 ? NULL : out;
}

const char *names_last(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

bool names_litter(const char *path)
{
    const char *last = names_last(path);
    if (strncmp(path, "__MACOSX/", 9) == 0 || strstr(path, "/__MACOSX/"))
        return true;
    return strcmp(last, ".DS_Store") == 0 || strncmp(last, "._", 2) == 0 ||
           strcasecmp(last, "Thumbs.db") == 0 || strcasecmp(last, "desktop.ini") == 0;
}

char *names_uncompressed(const char *path)
{
    static const char *const extensions[] = {".gz", ".xz", ".zst", ".bz2"};
    const char *last = names_last(path);
    size_t size = strlen(last);
    for (size_t i = 0; i < sizeof extensions / sizeof *extensions; i++) {
        size_t length = strlen(extensions[i]);
        if (size > length && strcasecmp(last + size - length, extensions[i]) == 0)
            return strndup(last, size - length);
    }
    return strdup(last);
}
