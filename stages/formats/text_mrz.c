#include "stages/formats/text_mrz.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include "classifiers/checks.h"

/* Dutch passport and card: narrower, so that their number is read as digits, and fillers as such.
 * Then any passport,
 * card, small card, and the Dutch driving licence's one line. */
const struct mrz_shape mrz_shapes[MRZ_SHAPES] = {
    {44,
     2,
     0,
     true,
     {"PaNLDaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
      "aaccccccnnNLDnnnnnnncnnnnnnnnnnnnnnnn<<<<<nn"}},
    {30,
     3,
     2,
     true,
     {"IaNLDaaccccccnnnnnnnnnnn<<<<<<", "nnnnnnncnnnnnnnNLD<<<<<<<<<<<n",
      "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"}},
    {44,
     2,
     0,
     false,
     {"Paaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
      "cccccccccnaaannnnnnncnnnnnnncccccccccccccccn"}},
    {30,
     3,
     2,
     false,
     {"acaaacccccccccnccccccccccccccc", "nnnnnnncnnnnnnnaaacccccccccccn",
      "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"}},
    {36,
     2,
     0,
     false,
     {"caaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "cccccccccnaaannnnnnncnnnnnnncccccccn"}},
    {30, 1, -1, false, {"DnNLDccccccccccccccccccccccccn"}},
};

static const char to_digit[] = "O0Q0D0I1L1Z2S5B8G6A4T7";
static const char to_letter[] = "0O1I2Z5S8B6G";

static char mapped(const char *pairs, char c)
{
    for (; *pairs; pairs += 2)
        if (*pairs == c)
            return pairs[1];
    return c;
}

/* Copies a line without what no zone has; what looks like a filler is one. */
static size_t clean_line(const char *line, size_t size, char *out, size_t room)
{
    size_t used = 0;
    for (size_t i = 0; i < size && used + 1 < room; i++) {
        unsigned char c = (unsigned char)line[i];
        if (isalnum(c))
            out[used++] = (char)toupper(c);
        else if (c == '<')
            out[used++] = '<';
        else if (c == 0xc2 && i + 1 < size && (unsigned char)line[i + 1] == 0xab)
            out[used++] = '<', i++; /* a guillemet: two fillers, the width puts it right */
    }
    out[used] = '\0';
    return used;
}

/* Where the line's last run of fillers starts; the end when it has none. */
static size_t filler_run(const char *line, size_t size, size_t *length)
{
    size_t best = size;
    *length = 0;
    for (size_t i = 0; i < size;) {
        size_t run = strspn(line + i, "<");
        if (run >= 1 && run >= *length) {
            best = i;
            *length = run;
        }
        i += run ? run : 1;
    }
    return best;
}

/* A passport's second line without the last 16 places, which have its holder's number: people cover
 * these up in a copy, as the government's app for copies does. */
static bool covered(size_t size, size_t width)
{
    return width == 44 && size == 28;
}

/* Brings a line to its width by the length of its longest run of fillers: recognisers count these
 * badly and everything else well. */
static bool fit_width(char *line, size_t width)
{
    size_t size = strlen(line), run, at = filler_run(line, size, &run);
    if (size == width)
        return true;
    if (size + 16 < width || size > width + 10)
        return false;
    if (size < width) {
        size_t more = width - size;
        if (run == 0 && !covered(size, width))
            return false;
        memmove(line + at + more, line + at, size - at + 1);
        memset(line + at, '<', more);
        return true;
    }
    size_t less = size - width;
    if (run <= less)
        return false;
    memmove(line + at, line + at + less, size - at - less + 1);
    return true;
}

/* A name line ends in fillers that are read as K, C, S, E or X among them. */
static void mend_fillers(char *line)
{
    size_t size = strlen(line), end = size;
    while (end > 0 && strchr("<KCSEX", line[end - 1]))
        end--;
    if (size - end >= 4)
        memset(line + end, '<', size - end);
}

/* Elsewhere fillers stand in a row: what is read as one of these letters among them is one too. */
static void mend_row(char *line)
{
    for (size_t i = 0; line[i];) {
        size_t run = strspn(line + i, "<KCESX"), fillers = 0;
        for (size_t k = 0; k < run; k++)
            fillers += line[i + k] == '<';
        if (run >= 4 && fillers * 2 >= run)
            memset(line + i, '<', run);
        i += run ? run : 1;
    }
}

/* False: it is not the state whose form this is. */
static bool fit_types(char *line, const char *types)
{
    for (size_t i = 0; line[i] && types[i]; i++) {
        if (types[i] == 'n')
            line[i] = mapped(to_digit, line[i]);
        else if (types[i] != 'c')
            line[i] = mapped(to_letter, line[i]);
        if (strchr("NL", types[i]) && line[i] != types[i])
            return false;
    }
    return true;
}

/* Swaps letters and digits that look alike, one by one where either can stand, where more check
 * digits hold for it. */
static int swap_alike(const struct mrz_shape *s, char *zone, int *digits, int holding)
{
    static const char pairs[] = "0OO01II15SS58BB82ZZ26GG6T1";
    for (size_t i = 0; zone[i] && holding < *digits; i++) {
        char before = zone[i], other = mapped(pairs, before);
        int found, held;
        if (other == before || s->types[i / (s->width + 1)][i % (s->width + 1)] != 'c')
            continue;
        zone[i] = other;
        if (check_mrz(zone, &found, &held) && held > holding)
            holding = held;
        else
            zone[i] = before;
    }
    return holding;
}

int mrz_fit(const struct mrz_shape *s, const char *const *lines, char value[FIELD_VALUE_MAX],
            int *digits)
{
    int holding = -1;
    *value = '\0';
    for (int i = 0; i < s->lines; i++) {
        char line[MRZ_LINE + 16];
        if (strlen(lines[i]) >= MRZ_LINE)
            return -1;
        strcpy(line, lines[i]);
        if (i == s->names)
            mend_fillers(line);
        else
            mend_row(line);
        if (!fit_width(line, s->width))
            return -1;
        if (!fit_types(line, s->types[i]))
            return -1;
        strcat(value, line);
        if (i + 1 < s->lines)
            strcat(value, "\n");
    }
    if (!check_mrz(value, digits, &holding))
        return -1;
    /* One check digit alone is no guide: every tenth swap would please it. */
    return *digits > 1 ? swap_alike(s, value, digits, holding) : holding;
}

bool field_mrz(const char *text, char value[FIELD_VALUE_MAX], int *digits, int *holding)
{
    char lines[3][MRZ_LINE], candidate[FIELD_VALUE_MAX];
    int count = 0, best = -1;
    while (*text && count < 3) {
        size_t size = strcspn(text, "\n");
        if (clean_line(text, size, lines[count], sizeof lines[0]) >= 20)
            count++;
        text += size + (text[size] == '\n');
    }
    for (int i = 0; i < MRZ_SHAPES; i++) {
        const char *last[3];
        const struct mrz_shape *s = &mrz_shapes[i];
        for (int k = 0; k < s->lines && s->lines <= count; k++)
            last[k] = lines[count - s->lines + k];
        int found = 0, held = s->lines <= count ? mrz_fit(s, last, candidate, &found) : -1;
        if (held <= best)
            continue;
        best = *holding = held;
        *digits = found;
        strcpy(value, candidate);
    }
    return best >= 0;
}
