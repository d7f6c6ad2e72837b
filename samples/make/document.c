#include "samples/make/document.h"

#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

void document_make(struct document *d, const struct template *t, const struct subject *of,
                   const struct world *w, struct rng *r, const char *folder, int index)
{
    struct sheet sheet;
    struct subject subject = *of;
    struct text out = {0};
    struct rng words;
    struct fill f = {.sheet = &sheet,
                     .lists = &w->lists,
                     .rng = &words,
                     .template_name = t->family,
                     .plain = t->shape == SHAPE_TEXT};

    *d = (struct document){.template = t, .copy_of = -1, .dossier = -1};
    d->household = of->household;
    d->partner = of->partner;
    rng_seed(&words, of->issuer != 0 ? of->issuer : rng_next(r), 8);
    subject.type = t->type;
    subject.hand = d->hand = f.hand = rng_chance(&words, t->hand);
    facts_make(&sheet, &subject, w, r);
    text_add(&out, f.plain ? "" : "<!DOCTYPE html><meta charset=\"utf-8\">\n");
    fill_template(&f, t->source, &out);
    d->fields = f.truth;
    d->number_wrong = vars_get(&sheet.vars, "pagenum_wrong")[0] != '\0' &&
                      strstr(t->source, "{{pagenum}}") != NULL;
    if (subject.dossier != NULL && of->household->dossier_count > 0)
        d->dossier = (int)(subject.dossier - w->registry.dossiers);
    format_into(d->source, sizeof d->source, "%s/%d.%s", folder, index, f.plain ? "txt" : "html");
    if (f.plain)
        d->pages = 1;
    else
        format_into(d->pdf, sizeof d->pdf, "%s/%d.pdf", folder, index);
    write_file(d->source, out.data, out.size);
    text_release(&out);
    sheet_release(&sheet);
}

static void pipe_to_drawer(const char *drawer, const char *list, const char *answer)
{
    if (freopen(list, "r", stdin) == NULL || freopen(answer, "w", stdout) == NULL)
        _exit(74);
    execl("/usr/bin/python3", "python3", drawer, (char *)NULL);
    _exit(74);
}

/* Documents are dealt out like cards: process `which` draws each `of`-th. */
static pid_t start_drawer(const struct document *all, int count, const char *drawer, int which,
                          int of, const char *list, const char *answer)
{
    struct text t = {0};
    pid_t child;

    text_add(&t, "");
    for (int i = which; i < count; i += of)
        if (all[i].pdf[0] != '\0')
            text_addf(&t, "%s\t%s\n", all[i].source, all[i].pdf);
    write_file(list, t.data, t.size);
    text_release(&t);
    child = fork();
    if (child == 0)
        pipe_to_drawer(drawer, list, answer);
    if (child < 0)
        die("cannot fork");
    return child;
}

static void read_counts(struct document *all, int count, int which, int of, const char *answer)
{
    char *bytes = read_file(answer, NULL), *p = bytes;

    for (int i = which; i < count; i += of) {
        if (all[i].pdf[0] == '\0')
            continue;
        all[i].pages = (int)strtol(p, &p, 10);
        if (all[i].pages < 1)
            die("'%s' (%s) was not drawn", all[i].source, all[i].template->family);
    }
    free(bytes);
}

void documents_draw(struct document *all, int count, const char *drawer, int processes)
{
    char list[8][600], answer[8][600];
    pid_t child[8];

    if (count == 0)
        return;
    if (processes > 8)
        processes = 8;
    for (int i = 0; i < processes; i++) {
        format_into(list[i], sizeof list[i], "%s.list%d", all[0].source, i);
        format_into(answer[i], sizeof answer[i], "%s.answer%d", all[0].source, i);
        child[i] = start_drawer(all, count, drawer, i, processes, list[i], answer[i]);
    }
    for (int i = 0; i < processes; i++) {
        int status = 0;

        if (waitpid(child[i], &status, 0) != child[i] || status != 0)
            die("the drawer failed");
        read_counts(all, count, i, processes, answer[i]);
    }
}
