/* What marks say of confidences, for the results page. */
#ifndef POSTKAMER_MARKS_REPORT_H
#define POSTKAMER_MARKS_REPORT_H

#include "stages/learn/marks.h"

/* Markdown: the figures with their intervals, confidence against truth, what can be accepted at
 * which error, types confused. chart: an SVG's name to show, NULL: none. */
void marks_report(FILE *out, const struct marks *m, const struct catalogue *c,
                  const struct calibration *k, const char *chart);
/* The reliability curve as SVG: confidence against share right, with 95% intervals. 0, or -1 with
 * errno. */
int marks_chart(const char *path, const struct marks *m, const struct calibration *k);

#endif
