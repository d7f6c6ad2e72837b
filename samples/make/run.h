/* Starts a program and waits for it. */
#ifndef SAMPLES_RUN_H
#define SAMPLES_RUN_H

/* argv ends in NULL; found on PATH. Dies unless it exits 0. */
void run(const char *const *argv);

#endif
