#include "stages/formats/text_beam.h"

#include <ctype.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define FLOOR 4e-4 /* of a character that the recogniser did not list */
#define ALIKE 0.25 /* a letter that is taken for a digit, or the other way round */
#define PREFIXES_MAX (BEAM_WIDTH * 40)
#define LEAST 1e-9 /* of the likeliest: less is forgotten */
#define ALIKE_FILLER 0.1
#define MISREAD 0.03 /* a letter in place of one that must stand there */
#define STRAY_TIGHT 0.002
#define STRAY 0.03 /* a character between two of the value that does not belong */
#define DIGIT_BEFORE 0.01
#define DIGIT_GLUED 0.003 /* more for one without a gap: the number is a longer one */
#define STRAY_GLUED 0.1   /* for another character: it may be a misread digit */
#define DIGIT_AFTER 0.1
#define NO_GAP_AFTER 0.3

/* What one step says of each character: probabilities. */
struct masses {
    double of[128], like[128]; /* digits, capitals, < : as such, and what is taken for it */
    double blank, separator, other, digits, letters;
    double edges; /* of the other and the letters: brackets, and what walls of boxes are read as */
};

/* A string so far: pb ends in a blank, pc in its last character, after: it is complete and
 * something else followed. Of an empty one pc is with a character just before it, without a gap,
 * after with a digit. */
struct prefix {
    char value[BEAM_VALUE];
    int size;
    double pb, pc, after;
};

/* What is looked for. tight: hardly anything stands before it; number: it begins with a digit. */
struct form {
    const char *pattern;
    int whole;
    bool tight, number;
};

struct beam {
    struct prefix list[PREFIXES_MAX];
    int count;
};

static double total(const struct prefix *p)
{
    return p->pb + p->pc + p->after;
}

/* Pairs of look-alikes of digits and letters. */
static const char alike[] = "0O0Q0D0o1I1l1|1i1]1!2Z2z3J4A5S5s6G6b7T8B9g9q";

static void add_alike(struct masses *m, char c, double p)
{
    for (const char *pair = alike; *pair; pair += 2) {
        int letter = toupper((unsigned char)pair[1]);
        if (c == pair[1])
            m->like[(int)pair[0]] += ALIKE * p;
        else if (c == pair[0] && isupper(letter))
            m->like[letter] += ALIKE * p;
    }
    if (strchr("cCeEsSkKxX({[-_", c))
        m->like['<'] += ALIKE_FILLER * p;
}

static void add_choice(struct masses *m, const char *text, double p)
{
    unsigned char c = (unsigned char)*text;
    if (!c) {
        m->blank += p;
        return;
    }
    if (c >= 0x80) { /* guillemets and the like are fillers */
        m->of['<'] += c == 0xc2 || c == 0xe2 ? p : 0;
        m->other += p;
        return;
    }
    if (isdigit(c)) {
        m->digits += p;
        m->of[c] += p;
    } else if (isalpha(c)) {
        m->letters += p;
        m->of[toupper(c)] += p;
    } else if (c == '<') {
        m->of[c] += p;
        m->other += p;
    } else if (strchr(" .-,:;/'_\"`~*", c)) {
        m->separator += p;
    } else {
        m->other += p;
    }
    m->edges += strchr("()[]{}|!Il", c) ? p : 0;
    add_alike(m, (char)c, p);
}

static void weigh_step(const struct step *s, struct masses *m)
{
    double sum = 0;
    memset(m, 0, sizeof *m);
    for (int i = 0; i < s->count; i++) {
        add_choice(m, s->choices[i].text, (double)s->choices[i].p);
        sum += (double)s->choices[i].p;
    }
    sum = fmax(sum, 0.5);
    for (int c = 0; c < 128; c++) {
        m->of[c] = fmax(m->of[c], FLOOR) / sum;
        m->like[c] /= sum;
    }
    m->blank = fmax(m->blank, FLOOR) / sum;
    m->separator /= sum;
    m->other /= sum;
    m->digits /= sum;
    m->letters /= sum;
    m->edges /= sum;
}

static bool fits(char c, char place)
{
    bool digit = isdigit((unsigned char)c), letter = isupper((unsigned char)c);
    switch (place) {
    case '9':
    case 'd':
        return digit;
    case 'A':
        return letter;
    case 'X':
        return digit || letter;
    case 'n':
        return digit || c == '<';
    case 'a':
        return letter || c == '<';
    case 'c':
        return digit || letter || c == '<';
    default:
        return c == place;
    }
}

/* Of a character in this place. Where the form wants a digit, a letter is taken for one. */
static double mass_of(const struct masses *m, char c, char place)
{
    if (c == '-')
        return fmax(m->separator, FLOOR);
    double misread = c == place && isupper((unsigned char)c) ? MISREAD * m->letters : 0;
    return m->of[(int)c] + misread + (c == '<' || strchr("9nAad", place) ? m->like[(int)c] : 0);
}

/* Something stands before a value, or nothing does. What stands close before a number is kept
 * apart: "8431193290" and "$431193290" are none of nine digits. */
static void before(const struct prefix *p, const struct masses *m, const struct form *f,
                   struct prefix *to)
{
    double stray = m->other + m->letters, all = total(p);
    if (!f->number) {
        to->pb += all * (m->blank + m->separator + (f->tight ? STRAY_TIGHT : 1) * stray +
                         DIGIT_BEFORE * m->digits);
        return;
    }
    to->pb += p->pb * m->blank + all * (m->separator + m->edges);
    to->pc += p->pc * m->blank + all * (stray - m->edges);
    to->after += p->after * m->blank + all * DIGIT_BEFORE * m->digits;
}

/* Nothing of the value stands at this step. */
static void pass_over(const struct prefix *p, const struct masses *m, const struct form *f,
                      struct prefix *to)
{
    double ends = p->pb + p->pc, stray = m->other + m->letters;
    double nothing = m->blank + m->separator;
    bool complete = p->size == f->whole;
    if (p->size == 0) {
        before(p, m, f, to);
        return;
    }
    double passed = f->pattern[p->size] == 'd' ? stray : STRAY * stray;
    to->pb += ends * (complete ? m->blank : nothing + passed);
    if (complete)
        to->after += p->after * (nothing + stray + DIGIT_AFTER * m->digits) +
                     ends * (m->separator + NO_GAP_AFTER * stray);
}

/* The prefix in the next beam: it stands where it stood, or is new. NULL: no room. */
static struct prefix *reach(const struct beam *now, struct beam *next, const char *value, int size)
{
    for (int i = 0; i < now->count; i++)
        if (now->list[i].size == size && !memcmp(now->list[i].value, value, (size_t)size))
            return &next->list[i];
    if (next->count == PREFIXES_MAX)
        return NULL;
    struct prefix *p = &next->list[next->count++];
    *p = (struct prefix){.size = size};
    memcpy(p->value, value, (size_t)size);
    return p;
}

/* The next character of the value stands at this step. */
static void extend(const struct beam *now, const struct prefix *p, const struct masses *m,
                   char place, struct beam *next)
{
    static const char all[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ<";
    char value[BEAM_VALUE];
    memcpy(value, p->value, sizeof value);
    for (const char *c = place == '-' ? "-" : all; *c; c++) {
        bool again = p->size > 0 && p->value[p->size - 1] == *c;
        double mass = mass_of(m, *c, place);
        double ends = p->size == 0 ? p->pb + STRAY_GLUED * p->pc + DIGIT_GLUED * p->after
                      : again      ? p->pb
                                   : p->pb + p->pc;
        double share = ends * mass;
        if (share < total(&now->list[0]) * LEAST || (*c != '-' && !fits(*c, place)))
            continue;
        value[p->size] = *c;
        struct prefix *to = reach(now, next, value, p->size + 1);
        if (to)
            to->pc += share;
    }
}

static int likelier(const void *a, const void *b)
{
    double x = total(a), y = total(b);
    return x < y ? 1 : x > y ? -1 : 0;
}

static void advance(const struct beam *now, struct beam *next, const struct masses *m,
                    const struct form *f)
{
    next->count = now->count;
    for (int i = 0; i < now->count; i++) {
        next->list[i] = now->list[i];
        next->list[i].pb = next->list[i].pc = next->list[i].after = 0;
    }
    for (int i = 0; i < now->count; i++) {
        const struct prefix *p = &now->list[i];
        pass_over(p, m, f, &next->list[i]);
        if (p->size > 0)
            next->list[i].pc += p->pc * mass_of(m, p->value[p->size - 1], f->pattern[p->size - 1]);
        if (p->size < f->whole)
            extend(now, p, m, f->pattern[p->size], next);
    }
    qsort(next->list, (size_t)next->count, sizeof *next->list, likelier);
    next->count = next->count > BEAM_WIDTH ? BEAM_WIDTH : next->count;
}

/* A step at which there is nothing but a blank. */
static void stay(struct beam *now, const struct masses *m, const struct form *f)
{
    for (int i = 0; i < now->count; i++) {
        struct prefix p = now->list[i];
        now->list[i].pb = now->list[i].pc = now->list[i].after = 0;
        pass_over(&p, m, f, &now->list[i]);
    }
}

int beam_read(const struct step *steps, int count, const char *pattern, int least,
              struct alternative out[BEAM_WIDTH])
{
    struct beam *beams = calloc(2, sizeof *beams);
    struct form form = {pattern, (int)strlen(pattern), false, *pattern == '9'};
    int found = 0, now = 0;
    form.tight = least < form.whole;
    if (!beams || form.whole >= BEAM_VALUE) {
        free(beams);
        return 0;
    }
    beams[0].count = 1;
    beams[0].list[0].pb = 1;
    for (int t = 0; t < count; t++) {
        struct masses m;
        weigh_step(&steps[t], &m);
        if (steps[t].count == 1 && !*steps[t].choices[0].text) {
            stay(&beams[now], &m, &form);
            continue;
        }
        advance(&beams[now], &beams[!now], &m, &form);
        now = !now;
    }
    for (int i = 0; i < beams[now].count; i++) {
        const struct prefix *p = &beams[now].list[i];
        if (p->size < least || total(p) <= 0)
            continue;
        memcpy(out[found].value, p->value, (size_t)p->size);
        out[found].value[p->size] = '\0';
        out[found++].p = fmin(total(p), 1);
    }
    free(beams);
    return found;
}
