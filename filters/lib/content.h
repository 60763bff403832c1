/*
 * Which blocks of a page are its content?  Each block is described by some
 * numbers (its words, its links, the elements about it, its neighbours, its
 * likes on the page), a forest of small decision trees learned from pages
 * whose content is known turns them into a chance, a second one looks at
 * the chances of the neighbours as well, and of all cuts through the
 * chances the one is taken that promises the best F1 for the page.
 */
#ifndef CONTENT_H
#define CONTENT_H

#include "filter.h"
#include "html.h"

#define CONTENT_FIRST 140 /* numbers a block for the first forest */
#define CONTENT_SECOND 25 /* and as many more for the second */
#define CONTENT_ALL (CONTENT_FIRST + CONTENT_SECOND)

struct content;

/* The table extract.tsv of the language, or of English: its stop words, the
 * words of classes that are hints, and the forests. */
struct content *content_open(const struct settings *);
void content_close(struct content *);

html_hint content_hint; /* its ctx is a struct content */

/* The chance of each block goes to p, its words to words, and its numbers to
 * rows, if that is not NULL: CONTENT_ALL for each block.  Chances that are
 * given stand in for those of the first forest, to train the second. */
void content_score(const struct content *, const struct html *, float *p,
    float *words, float *rows, const float *given);

/* The chance from which on a block is kept. */
float content_cut(const float *p, const float *words, size_t n);

#endif
