#include <stdlib.h>
#include <string.h>

#include "samples/make/facts.h"

static const char *pick_font(const struct fonts *f, struct rng *r, const char *kind)
{
    size_t i;

    do
        i = (size_t)rng_int(r, 0, (int)f->kinds.count - 1);
    while (strcmp(f->kinds.lines[i], kind) != 0);
    return f->families.lines[i];
}

/* A counter that stands still, a total of an older version, a form whose parts count anew. */
static const char *wrong_number(struct rng *r)
{
    static const char *const styles[] = {
        "\"Blad 1 van \" counter(pages)",      "\"Pagina \" counter(page) \" van 1\"",
        "\"blad \" counter(page) \" van 12\"", "\"Blad \" counter(pages) \" van \" counter(page)",
        "\"Pagina 0 van \" counter(pages)",    "\"pagina \" counter(page) \"/\"",
    };

    return RNG_PICK(r, styles);
}

/* CSS content of a page number; {{pagenum}} goes into a margin box. */
static const char *page_number(struct rng *r)
{
    static const char *const styles[] = {
        "\"Pagina \" counter(page) \" van \" counter(pages)",
        "\"pagina \" counter(page) \"/\" counter(pages)",
        "\"Blad \" counter(page) \" van \" counter(pages)",
        "\"blad \" counter(page)",
        "counter(page)",
        "counter(page) \" / \" counter(pages)",
        "\"- \" counter(page) \" -\"",
        "\"Pag. \" counter(page)",
        "\"Page \" counter(page) \" of \" counter(pages)",
        "\"Bladnummer: \" counter(page)",
        "\"\"",
        "\"\"",
    };

    return RNG_PICK(r, styles);
}

void facts_style(struct sheet *s, const struct subject *of, const struct world *w, struct rng *r)
{
    static const char *const accents[] = {"#003d7c", "#c8102e", "#00755e", "#e36a00",
                                          "#5b2b82", "#154273", "#7a1f3d", "#007bc7",
                                          "#333333", "#39870c", "#a90061", "#4f5a1f"};
    static const char *const inks[] = {"#1b2a7a", "#16309c", "#222222", "#101010", "#2a3f8f"};
    struct vars *v = &s->vars;

    vars_set(v, "sans", pick_font(&w->fonts, r, "sans"));
    vars_set(v, "sans2", pick_font(&w->fonts, r, "sans"));
    vars_set(v, "serif", pick_font(&w->fonts, r, "serif"));
    vars_set(v, "mono", pick_font(&w->fonts, r, "mono"));
    vars_set(v, "any", pick_font(&w->fonts, r, rng_chance(r, 70) ? "sans" : "serif"));
    vars_set(v, "script", pick_font(&w->fonts, r, "hand"));
    vars_set(v, "sign", pick_font(&w->fonts, r, rng_chance(r, 70) ? "sign" : "hand"));
    vars_set(v, "hand", of->hand ? "1" : "");
    vars_set(v, "pen",
             of->hand ? vars_get(v, "script")
                      : pick_font(&w->fonts, r, rng_chance(r, 70) ? "sans" : "mono"));
    vars_set(v, "ink", of->hand ? RNG_PICK(r, inks) : "#000");
    vars_set(v, "accent", RNG_PICK(r, accents));
    vars_set(v, "pagenum", page_number(r));
    if (alike_chance(r, ALIKE_NUMBER_WRONG)) {
        vars_set(v, "pagenum", wrong_number(r));
        vars_set(v, "pagenum_wrong", "1");
    }
    vars_setf(v, "m", "%dmm", rng_int(r, 13, 26));
    vars_setf(v, "m2", "%dmm", rng_int(r, 12, 30));
    vars_setf(v, "fs", "%.1fpt", rng_real(r, 8.6, 11.2));
    vars_setf(v, "fss", "%.1fpt", rng_real(r, 6.3, 8.2));
    vars_setf(v, "lh", "%.2f", rng_real(r, 1.15, 1.55));
}
