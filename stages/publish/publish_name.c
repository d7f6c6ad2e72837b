/* Names of what is published: from outside they come, and on every file system they must stand. */
#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include "pipeline/spool.h"
#include "stages/publish/publish_private.h"

#define FOLDER_MAX 100
#define DIGEST_DIGITS 8

/* Length of the UTF-8 character at text and its code point; 0: no character (RFC 3629). */
static size_t character(const unsigned char *text, unsigned *code)
{
    static const unsigned least[] = {0, 0, 0x80, 0x800, 0x10000};
    size_t size = *text < 0x80 ? 1 : *text < 0xc2 ? 0 : *text < 0xe0 ? 2 : *text < 0xf0 ? 3 : 4;

    if (size == 0 || *text > 0xf4)
        return 0;
    *code = size == 1 ? *text : *text & (0x7fU >> size);
    for (size_t i = 1; i < size; i++) {
        if ((text[i] & 0xc0) != 0x80)
            return 0;
        *code = *code << 6 | (text[i] & 0x3fU);
    }
    if (*code < least[size] || *code > 0x10ffff || (*code >= 0xd800 && *code <= 0xdfff))
        return 0;
    return size;
}

/* Control, format and bidi characters and what no eye sees (Unicode Cc, Cf, Zl, Zp, BOM). */
static bool invisible(unsigned c)
{
    return c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0xad || c == 0x61c || c == 0x180e ||
           (c >= 0x200b && c <= 0x200f) || (c >= 0x2028 && c <= 0x202e) ||
           (c >= 0x2060 && c <= 0x206f) || c == 0xfeff || (c >= 0xfff9 && c <= 0xfffb) ||
           (c >= 0xe0000 && c <= 0xe007f) || (c >= 0xfdd0 && c <= 0xfdef) || (c & 0xfffe) == 0xfffe;
}

static bool forbidden(unsigned c)
{
    return invisible(c) || (c < 0x80 && strchr("/\\:*?\"<>|", (int)c));
}

/* CON, PRN, AUX, NUL, COM0..9, LPT0..9, with any extension. */
static bool reserved(const char *name)
{
    static const char *const names[] = {"CON", "PRN", "AUX", "NUL"};
    size_t stem = strcspn(name, ".");

    while (stem > 0 && name[stem - 1] == ' ')
        stem--;
    for (size_t i = 0; i < 4; i++)
        if (stem == 3 && strncasecmp(name, names[i], 3) == 0)
            return true;
    return stem == 4 && isdigit((unsigned char)name[3]) &&
           (strncasecmp(name, "COM", 3) == 0 || strncasecmp(name, "LPT", 3) == 0);
}

void publish_name(const char *text, char *out, size_t size)
{
    const unsigned char *at = (const unsigned char *)text;
    size_t used = 0, room = size - 1;
    unsigned code = 0;

    while (*at) {
        size_t n = character(at, &code);
        bool bad = n == 0 || forbidden(code) || (used == 0 && code == '.');
        bool skip = used == 0 && n > 0 && code == ' ';
        size_t add = bad ? 1 : n;
        if (used + add > room)
            break;
        if (!skip) {
            memcpy(out + used, bad ? "_" : (const char *)at, add);
            used += add;
        }
        at += n ? n : 1;
    }
    while (used > 0 && (out[used - 1] == ' ' || out[used - 1] == '.'))
        used--;
    out[used] = '\0';
    if (used == 0 && size > 1)
        strcpy(out, "_");
    if (reserved(out))
        out[0] = '_';
}

void publish_folder(const char *dossier, char *out, size_t size)
{
    char safe[FOLDER_MAX], digest[SPOOL_KEY_SIZE];

    publish_name(dossier, safe, sizeof safe);
    hash_bytes(dossier, strlen(dossier), digest);
    if (strcmp(safe, dossier) == 0)
        snprintf(out, size, "%s", safe);
    else
        snprintf(out, size, "%s~%.*s", safe, DIGEST_DIGITS, digest);
}

/* "2020-11-14T..." -> "2020-11-14"; "zonder datum" for anything else. */
static void received_day(const char *received, char out[16])
{
    static const char form[] = "9999-99-99";
    size_t i = 0;

    while (received && form[i] &&
           (form[i] == '-' ? received[i] == '-' : isdigit((unsigned char)received[i])))
        i++;
    if (received && !form[i])
        snprintf(out, 16, "%.10s", received);
    else
        strcpy(out, "zonder datum");
}

static const char *kind_label(const json_t *piece)
{
    const char *type = record_text(piece, "type");

    if (type)
        return report_type_label(type);
    if (record_text(piece, "decision") && strcmp(record_text(piece, "decision"), "aside") == 0)
        return strcmp(piece_disposition(piece), "litter") == 0 ? "Bijvangst" : "Blanco pagina";
    return "Onleesbaar";
}

/* In a dossier the surname of its person, as the registry has it; else what the paper says. */
static const char *person_name(const json_t *piece)
{
    const json_t *holder = json_object_get(piece, "holder");
    const char *surname = record_text(holder, "surname"), *of = record_text(holder, "dossier");
    const char *dossier = record_text(piece, "dossier"), *decision = record_text(piece, "decision");
    bool filed = dossier && decision && strcmp(decision, "filed") == 0;

    if (filed && of && strcmp(dossier, of) == 0 && surname && *surname)
        return surname;
    return record_text(json_object_get(piece, "fields"), "name");
}

void name_of_file(const json_t *piece, const char *extension, char *out, size_t size)
{
    char day[16], label[80], person[80] = "";

    received_day(record_text(piece, "received"), day);
    publish_name(kind_label(piece), label, sizeof label);
    if (person_name(piece) && *person_name(piece))
        publish_name(person_name(piece), person, sizeof person);
    snprintf(out, size, "%s %s%s%s%s%s", day, label, *person ? " " : "", person,
             record_true(piece, "original") ? " (origineel, niet nagekeken)" : "", extension);
}

void name_of_folder(const json_t *piece, char *out, size_t size)
{
    char day[16], label[80], submission[61];

    received_day(record_text(piece, "received"), day);
    publish_name(kind_label(piece), label, sizeof label);
    publish_name(record_string(piece, "submission"), submission, sizeof submission);
    snprintf(out, size, "%s %s %s %.8s", day, submission, label, record_string(piece, "piece"));
}

void name_of_original(const char *file, char *out, size_t size)
{
    const char *base = file, *dot, *slash;
    char stem[128], extension[16] = "";

    while ((slash = strchr(base, '/')))
        base = slash + 1;
    dot = strrchr(base, '.');
    if (dot && dot != base && strlen(dot) < sizeof extension)
        publish_name(dot + 1, extension, sizeof extension);
    snprintf(stem, sizeof stem, "%.*s", (int)(*extension ? (size_t)(dot - base) : strlen(base)),
             base);
    publish_name(stem, out, size > 140 ? 120 : size - 20);
    if (strcasecmp(out, "why") == 0) /* ours */
        strcat(out, "_");
    if (*extension)
        snprintf(out + strlen(out), size - strlen(out), ".%s", extension);
}
