/* Inside text*.c only: what the recogniser's network saw along a line. */
#ifndef POSTKAMER_TEXT_STEPS_H
#define POSTKAMER_TEXT_STEPS_H

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

#endif
