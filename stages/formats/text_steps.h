/* Inside text*.c only: what the recogniser's network saw along a line, before its decoder. */
#ifndef POSTKAMER_TEXT_STEPS_H
#define POSTKAMER_TEXT_STEPS_H

#include <tesseract/capi.h>

#ifdef __cplusplus
extern "C" {
#endif

#define STEP_CHOICES 8

struct step_choice {
    char text[8]; /* UTF-8; " " between words; empty: nothing is written here */
    float p;      /* 0..1 */
};

/* One position along the line, left to right. Choices below 0.01 are left out. */
struct step {
    struct step_choice choices[STEP_CHOICES];
    int count;
};

/* Fills the steps of the line that was just recognised; wants lstm_choice_mode 1. Their number, at
 * most `max`; 0: nothing was read. C++ alone offers this. */
int steps_take(TessBaseAPI *api, struct step *steps, int max);

#ifdef __cplusplus
}
#endif

#endif
