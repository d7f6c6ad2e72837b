/* A crop of one line, read as numbers are. */
#include <stdlib.h>
#include <string.h>
#include "stages/formats/net.h"
#include "stages/formats/strips.h"
#include "stages/formats/text_second.h"
#include "stages/formats/text_spell.h"

#define LEAST_CHANCE 0.01F

/* The strip with most blots stands for the line; what stands beside it belongs to it. */
static bool whole_line(const struct strips *found, struct strip *out)
{
    size_t best = 0;
    for (size_t i = 1; i < found->count; i++)
        best = found->items[i].count > found->items[best].count ? i : best;
    if (found->count == 0)
        return false;
    *out = found->items[best];
    int middle = (out->box.y0 + out->box.y1) / 2;
    for (size_t i = 0; i < found->count; i++) {
        const struct strip *s = &found->items[i];
        float shift = (float)(out->box.x0 - s->box.x0);
        if (s->box.y0 > middle || s->box.y1 < middle)
            continue;
        if (shift > 0) {
            out->base -= shift * out->slope;
            out->bend = 0;
            out->box.x0 = s->box.x0;
        }
        out->box.x1 = s->box.x1 > out->box.x1 ? s->box.x1 : out->box.x1;
    }
    return true;
}

/* The likeliest codes of a step, in the order of their chances. */
static void take_step(const struct net *n, const float *chances, struct step *out)
{
    out->count = 0;
    for (int code = 0; code < net_codes(n); code++) {
        struct step_choice now = {.p = chances[code]};
        if (now.p < LEAST_CHANCE)
            continue;
        if (code != net_blank(n))
            strncpy(now.text, net_symbol(n, code), sizeof now.text - 1);
        int at = out->count < STEP_CHOICES ? out->count++ : STEP_CHOICES;
        for (; at > 0 && out->choices[at - 1].p < now.p; at--)
            if (at < STEP_CHOICES)
                out->choices[at] = out->choices[at - 1];
        if (at < STEP_CHOICES)
            out->choices[at] = now;
    }
}

static int take_text(const struct net *n, const struct net_line *line, char text[SECOND_TEXT])
{
    struct character *c;
    int count = spell(n, line, &c);
    size_t size = 0;
    for (int i = 0; i < count; i++) {
        const char *symbol = net_symbol(n, c[i].code);
        size_t more = strlen(symbol);
        if (size + more < SECOND_TEXT && (*symbol != ' ' || size > 0)) {
            memcpy(text + size, symbol, more);
            size += more;
        }
    }
    while (size > 0 && text[size - 1] == ' ')
        size--;
    text[size] = '\0';
    free(c);
    return count < 0 ? -1 : 0;
}

int line_read(const struct net *n, struct raster *crop, struct second *out)
{
    struct strips found;
    struct strip strip;
    struct net_line line = {0};
    float scale, left;
    int status = strips_find(crop, &found);
    if (status == 0 && whole_line(&found, &strip)) {
        uint8_t *pixels = strip_cut(crop, &strip, net_height(n), &line.width, &scale, &left);
        line.pixels = pixels;
        out->left = left;
        out->advance = scale * (float)net_step(n);
        status = pixels ? net_read(n, &line, 1) : -1;
        for (int i = 0; status == 0 && i < line.steps && i < SECOND_STEPS; i++)
            take_step(n, line.chances + (size_t)i * (size_t)net_codes(n),
                      &out->steps[out->count++]);
        if (status == 0)
            status = take_text(n, &line, out->text);
        free(line.chances);
        free(pixels);
    }
    strips_release(&found);
    return status;
}
