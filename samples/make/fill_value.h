/* Values and filters of the template language; see fill.h. */
#ifndef SAMPLES_FILL_VALUE_H
#define SAMPLES_FILL_VALUE_H

#include "samples/make/fill.h"

/* The value of an expression that is a function; false when its first word is none. */
bool fill_function(struct fill *f, const char *expression, struct text *out);

/* Appends value through the filters ("cells|upper", "" for none) to out, escaped. */
void fill_filtered(struct fill *f, const char *value, const char *filters, struct text *out);

#endif
