#include "stages/learn/marks.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "classifiers/grow.h"

void marks_release(struct marks *m)
{
    free(m->list);
    free(m->confusion);
    *m = (struct marks){0};
}

static double share(double part, double all)
{
    return all > 0 ? part / all : 1;
}

double marks_boundary_f1(const struct marks *m)
{
    return share(2 * (double)m->starts_found, (double)(m->starts_said + m->starts_true));
}

double marks_document_f1(const struct marks *m)
{
    return share(2 * (double)m->exact, (double)(m->judged + m->pieces));
}

double marks_pq(const struct marks *m)
{
    return share(m->overlap, ((double)m->judged + (double)m->pieces) / 2);
}

void marks_print(const char *name, const struct marks *m)
{
    printf("%-9s boundary F1 %.4f, document F1 %.4f, PQ %.4f, page types %.4f (%zu of %zu), pieces "
           "exact and typed %.4f (%zu of %zu), submissions all right %.3f (%zu of %zu)\n",
           name, marks_boundary_f1(m), marks_document_f1(m), marks_pq(m),
           share((double)m->pages_typed, (double)m->pages), m->pages_typed, m->pages,
           share((double)m->typed, (double)m->pieces), m->typed, m->pieces,
           share((double)m->whole, (double)m->submissions), m->whole, m->submissions);
}

void marks_print_borders(const char *name, const struct marks *m)
{
    printf(
        "%-9s boundary precision %.4f, recall %.4f, F1 %.4f, document F1 %.4f (%zu of %zu exact), "
        "PQ %.4f\n",
        name, share((double)m->starts_found, (double)m->starts_said),
        share((double)m->starts_found, (double)m->starts_true), marks_boundary_f1(m),
        marks_document_f1(m), m->exact, m->pieces, marks_pq(m));
}

/* Pages of a judged piece that are of its commonest true piece, and which that is; -1: of none. */
static int main_piece(const struct lesson *x, const struct judge_piece *p, size_t *common)
{
    int best = -1;
    *common = 0;
    for (size_t i = 0; i < p->count; i++) {
        size_t n = 0;
        int piece = x->piece[p->pages[i]];
        for (size_t k = 0; piece >= 0 && k < p->count; k++)
            n += x->piece[p->pages[k]] == piece;
        if (n > *common) {
            *common = n;
            best = piece;
        }
    }
    return best;
}

static int list_piece(struct marks *m, const struct judge_piece *p, bool right)
{
    if (grow(&m->list, m->count, &m->room, sizeof *m->list) < 0)
        return -1;
    m->list[m->count++] = (struct outcome){
        .raw = p->raw, .known = p->known, .right = right, .submission = m->submissions};
    return 0;
}

static const char *code_of(const struct catalogue *c, int type)
{
    return type >= 0 ? catalogue_type(c, (size_t)type)->code : "?";
}

static void tell(FILE *out, const struct lesson *x, const struct catalogue *c,
                 const struct judge_piece *p, int truth, bool exact)
{
    const struct page *page = x->ready.judged[p->pages[0]].page;
    fprintf(out, "%s\t%s\t%s p%d +%zu\tsaid %s\ttrue %s of %d\t%.3f", exact ? "type" : "pages",
            x->name, page->file, page->number, p->count, code_of(c, p->verdict.type),
            truth >= 0 ? code_of(c, x->pieces[truth].type) : "-",
            truth >= 0 ? x->pieces[truth].pages : 0, (double)p->verdict.joint);
    for (size_t i = 0; i < p->reason_count; i++)
        fprintf(out, "%s%s", i ? ", " : "\t", p->reasons[i].code);
    fputc('\n', out);
}

/* Counts one judged piece; *all stays true while everything is right. */
static int count_piece(struct marks *m, const struct lesson *x, const struct catalogue *c,
                       const struct judge_piece *p, FILE *errors, bool *all)
{
    size_t common;
    int truth = main_piece(x, p, &common);
    size_t of = truth >= 0 ? (size_t)x->pieces[truth].pages : 0;
    bool exact = truth >= 0 && common == p->count && common == of;
    bool right = exact && x->pieces[truth].type == p->verdict.type;
    double overlap = share((double)common, (double)(p->count + of - common));
    m->judged++;
    m->exact += exact;
    m->typed += right;
    if (truth >= 0 && overlap > 0.5) {
        m->matched++;
        m->overlap += overlap;
    }
    for (size_t k = 0; k < p->count; k++) {
        int piece = x->piece[p->pages[k]];
        m->pages += piece >= 0;
        if (piece < 0 || x->pieces[piece].type < 0)
            continue;
        m->pages_typed += x->pieces[piece].type == p->verdict.type;
        m->confusion[x->pieces[piece].type * CATALOGUE_TYPES_MAX + p->verdict.type]++;
    }
    *all &= right;
    if (errors && !right)
        tell(errors, x, c, p, truth, exact);
    return list_piece(m, p, right);
}

/* Boundaries as the contract has them: pages in the order of the true pieces; does a page start
 * another piece than the page before it? */
static int count_starts(struct marks *m, const struct lesson *x, const struct judgement *j)
{
    size_t n = j->page_count, at = 0;
    size_t *order = calloc(n + 1, sizeof *order), *said = calloc(n + 1, sizeof *said);
    for (size_t i = 0; said && i < j->piece_count; i++)
        for (size_t k = 0; k < j->pieces[i].count; k++)
            said[j->pieces[i].pages[k]] = i;
    for (size_t piece = 0; order && piece < x->piece_count; piece++)
        for (int place = 0; place < x->pieces[piece].pages; place++)
            for (size_t i = 0; i < n; i++)
                if (x->piece[i] == (int)piece && x->place[i] == place)
                    order[at++] = i;
    for (size_t i = 1; order && said && i < at; i++) {
        bool truth = x->piece[order[i]] != x->piece[order[i - 1]];
        bool start = said[order[i]] != said[order[i - 1]];
        m->starts_true += truth;
        m->starts_said += start;
        m->starts_found += truth && start;
    }
    int bad = order && said ? 0 : -1;
    free(order);
    free(said);
    return bad;
}

int marks_add(struct marks *m, const struct lesson *x, struct catalogue *c,
              const struct model *model, FILE *errors)
{
    struct judgement j;
    bool all = true;
    if (!m->confusion)
        m->confusion = calloc((size_t)CATALOGUE_TYPES_MAX * CATALOGUE_TYPES_MAX, sizeof(unsigned));
    if (!m->confusion ||
        judge(&j, c, model, x->ready.judged, x->ready.judged_count, x->ready.year) < 0)
        return -1;
    int bad = count_starts(m, x, &j);
    for (size_t i = 0; i < j.piece_count && !bad; i++)
        bad = count_piece(m, x, c, &j.pieces[i], errors, &all);
    m->pieces += x->piece_count;
    m->submissions++;
    m->whole += all && j.piece_count == x->piece_count;
    judgement_release(&j);
    if (bad)
        errno = ENOMEM;
    return bad;
}
