/* What has to stand in the environment before a program starts. */
#ifndef POSTKAMER_ENVIRONMENT_H
#define POSTKAMER_ENVIRONMENT_H

/* OMP_THREAD_LIMIT=1: OpenMP reads it before main, and pages are read side by side, not one page by
 * several threads. For postkamer-ocr GLIBC_TUNABLES too, unless it is set: memory in large pages
 * where the kernel has them on request. A recogniser takes its buffers afresh for each page; in
 * small ones a fifth of its time goes into them. What decodes hostile files has no such gain.
 * program: name or path of what will run. 0, or -1: no memory. */
int environment_prepare(const char *program);

#endif
