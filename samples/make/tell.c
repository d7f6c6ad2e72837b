#include <inttypes.h>
#include <stdlib.h>

#include "samples/make/submission.h"

/* FNV-1a (Fowler, Noll, Vo), 64 bits, of what a paper is drawn from. */
static uint64_t hash_of(const struct document *d)
{
    uint64_t hash = 0xcbf29ce484222325u;
    size_t size;
    char *bytes = read_file(d->source, &size);

    for (size_t i = 0; i < size; i++)
        hash = (hash ^ (unsigned char)bytes[i]) * 0x100000001b3u;
    free(bytes);
    return hash;
}

/* A blank in a name is written as '_', so that each line has two words. */
static void tell(const char *what, const char *name)
{
    printf("%s ", what);
    for (; *name != '\0'; name++)
        putchar(*name == ' ' ? '_' : *name);
    putchar('\n');
}

static void tell_paper(struct document *d)
{
    const struct person *p = d->partner ? &d->household->partner : &d->household->applicant;
    char name[160];

    d->pages = d->template->pages;
    format_into(name, sizeof name, "%s %s", p->surname, p->birth_date);
    tell("person", name);
    format_into(name, sizeof name, "%s/%s", d->template->type, d->template->family);
    tell("template", name);
    if (d->copy_of < 0)
        printf("paper %016" PRIx64 "\n", hash_of(d));
}

void tell_plan(struct corpus *c)
{
    for (int i = 0; i < c->document_count; i++)
        tell_paper(&c->documents[i]);
    for (int i = 0; i < c->submission_count; i++) {
        struct submission *s = &c->submissions[i];

        arrange_submission(c, s);
        for (int k = 0; k < ALIKE_KINDS; k++)
            if (alike_set(c, s) & ALIKE(k))
                tell("lookalike", alike_name((enum lookalike)k));
        for (int k = 0; k < s->file_count; k++)
            if (s->files[k].leaf_count > 0)
                tell("wear", file_wear(&s->files[k]));
    }
}
