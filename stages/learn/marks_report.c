#include "stages/learn/marks_report.h"

#include <math.h>
#include <stdlib.h>

#define BINS 7
static const float edges[BINS + 1] = {0, 0.5F, 0.8F, 0.9F, 0.95F, 0.98F, 0.99F, 1.01F};

struct bin {
    size_t pieces, right;
    double sure; /* sum of confidences */
};

static void fill_bins(const struct marks *m, const struct calibration *k, struct bin bins[BINS])
{
    for (size_t i = 0; i < m->count; i++) {
        float sure = calibration_apply(k, m->list[i].raw, m->list[i].known);
        size_t at = 0;
        while (at + 1 < BINS && sure >= edges[at + 1])
            at++;
        bins[at].pieces++;
        bins[at].right += m->list[i].right;
        bins[at].sure += (double)sure;
    }
}

/* Wilson's 95% interval of a share. */
static void interval(size_t part, size_t all, double *low, double *high)
{
    double n = (double)all, p = all ? (double)part / n : 0, z = 1.96;
    double middle = all ? (p + z * z / (2 * n)) / (1 + z * z / n) : 0.5;
    double half = all ? z * sqrt(p * (1 - p) / n + z * z / (4 * n * n)) / (1 + z * z / n) : 0.5;
    *low = fmax(0, middle - half);
    *high = fmin(1, middle + half);
}

static void row(FILE *out, const char *name, size_t part, size_t all)
{
    double low, high;
    interval(part, all, &low, &high);
    fprintf(out, "| %s | %.4f | %.4f to %.4f | %zu of %zu |\n", name,
            all ? (double)part / (double)all : 1, low, high, part, all);
}

static void report_figures(FILE *out, const struct marks *m)
{
    fputs("| figure | value | 95% interval | count |\n|---|---|---|---|\n", out);
    row(out, "borders: right of those said", m->starts_found, m->starts_said);
    row(out, "borders: found of those there", m->starts_found, m->starts_true);
    fprintf(out, "| boundary F1 | %.4f | | |\n| document F1 | %.4f | | |\n| PQ | %.4f | | |\n",
            marks_boundary_f1(m), marks_document_f1(m), marks_pq(m));
    row(out, "page types", m->pages_typed, m->pages);
    row(out, "pieces with the right pages and type", m->typed, m->pieces);
    row(out, "submissions with everything right", m->whole, m->submissions);
}

static void report_bins(FILE *out, const struct marks *m, const struct calibration *k)
{
    struct bin bins[BINS] = {{0}};
    fill_bins(m, k, bins);
    fputs("\n| confidence | pieces | mean confidence | right | 95% interval |\n"
          "|---|---|---|---|---|\n",
          out);
    for (size_t i = 0; i < BINS; i++) {
        double low, high;
        if (!bins[i].pieces)
            continue;
        interval(bins[i].right, bins[i].pieces, &low, &high);
        fprintf(out, "| %.2f to %.2f | %zu | %.4f | %.4f | %.4f to %.4f |\n", (double)edges[i],
                fmin(1, (double)edges[i + 1]), bins[i].pieces,
                bins[i].sure / (double)bins[i].pieces,
                (double)bins[i].right / (double)bins[i].pieces, low, high);
    }
}

static void report_acceptance(FILE *out, const struct marks *m, const struct calibration *k)
{
    static const float from[] = {0.5F, 0.6F, 0.7F, 0.8F, 0.9F, 0.95F, 0.97F, 0.98F, 0.99F};
    fputs("\n| accepted from | pieces | wrong | submissions with one | wrong | at most wrong (95%) "
          "|\n"
          "|---|---|---|---|---|---|\n",
          out);
    for (size_t i = 0; i < sizeof from / sizeof *from; i++) {
        struct acceptance a = calibration_accept(k, m->list, m->count, from[i]);
        fprintf(out, "| %.2f | %zu (%.3f) | %zu | %zu | %zu | %.4f |\n", (double)from[i], a.pieces,
                m->count ? (double)a.pieces / (double)m->count : 0, a.wrong, a.submissions,
                a.submissions_wrong, a.bound);
    }
    if (k->accept <= 1)
        fprintf(out,
                "\nThe model takes pieces from %.2f on; on the post it was calibrated with, at "
                "most %.2f%% of submissions had a wrong one (one-sided 95%%).\n",
                (double)k->accept, 100 * (double)k->bound);
}

static void report_confusion(FILE *out, const struct marks *m, const struct catalogue *c)
{
    fputs("\n| true type | said | pages |\n|---|---|---|\n", out);
    for (size_t t = 0; t < catalogue_count(c); t++)
        for (size_t s = 0; s < catalogue_count(c); s++) {
            unsigned pages = m->confusion ? m->confusion[t * CATALOGUE_TYPES_MAX + s] : 0;
            if (s != t && pages)
                fprintf(out, "| %s | %s | %u |\n", catalogue_type(c, t)->code,
                        catalogue_type(c, s)->code, pages);
        }
}

void marks_report(FILE *out, const struct marks *m, const struct catalogue *c,
                  const struct calibration *k, const char *chart)
{
    report_figures(out, m);
    if (chart)
        fprintf(out, "\n![reliability](%s)\n", chart);
    report_bins(out, m, k);
    report_acceptance(out, m, k);
    report_confusion(out, m, c);
}

#define SIDE 360.0
#define EDGE 48.0

static double place(double share)
{
    return EDGE + share * SIDE;
}

static void draw_axes(FILE *out)
{
    fprintf(
        out,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%.0f\" height=\"%.0f\" "
        "font-family=\"sans-serif\" font-size=\"12\">\n"
        "<rect width=\"100%%\" height=\"100%%\" fill=\"#fff\"/>\n"
        "<path d=\"M%.0f %.0fV%.0fH%.0fM%.0f %.0fL%.0f %.0f\" fill=\"none\" stroke=\"#999\"/>\n",
        SIDE + 2 * EDGE, SIDE + 2 * EDGE, EDGE, EDGE, EDGE + SIDE, EDGE + SIDE, EDGE, EDGE + SIDE,
        EDGE + SIDE, EDGE);
    for (int i = 0; i <= 10; i += 2)
        fprintf(out,
                "<text x=\"%.0f\" y=\"%.0f\" text-anchor=\"middle\">%.1f</text>"
                "<text x=\"%.0f\" y=\"%.0f\" text-anchor=\"end\">%.1f</text>\n",
                place(i / 10.0), EDGE + SIDE + 18, i / 10.0, EDGE - 6, place(1 - i / 10.0) + 4,
                i / 10.0);
    fprintf(out,
            "<text x=\"%.0f\" y=\"%.0f\" text-anchor=\"middle\">confidence</text>"
            "<text x=\"14\" y=\"%.0f\" transform=\"rotate(-90 14 %.0f)\" "
            "text-anchor=\"middle\">share right</text>\n",
            place(0.5), EDGE + SIDE + 38, place(0.5), place(0.5));
}

int marks_chart(const char *path, const struct marks *m, const struct calibration *k)
{
    struct bin bins[BINS] = {{0}};
    FILE *out = fopen(path, "we");
    if (!out)
        return -1;
    fill_bins(m, k, bins);
    draw_axes(out);
    for (size_t i = 0; i < BINS; i++) {
        double low, high, n = (double)bins[i].pieces;
        if (!bins[i].pieces)
            continue;
        interval(bins[i].right, bins[i].pieces, &low, &high);
        fprintf(out,
                "<path d=\"M%.1f %.1fV%.1f\" stroke=\"#06c\"/>"
                "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"%.1f\" fill=\"#06c\"><title>%zu "
                "pieces</title></circle>\n",
                place(bins[i].sure / n), place(1 - low), place(1 - high), place(bins[i].sure / n),
                place(1 - (double)bins[i].right / n), 2 + log10(n) * 1.5, bins[i].pieces);
    }
    fputs("</svg>\n", out);
    return fclose(out);
}
