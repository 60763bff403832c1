/*
 * Which blocks of a page are its content?  Each block is described by some
 * numbers (its words, its links, the elements about it, its neighbours, its
 * likes on the page), a forest of small decision trees learned from pages
 * whose content is known turns them into a chance, and of all cuts through
 * the chances the one is taken that promises the best F1 for the page.
 */
#ifndef CONTENT_H
#define CONTENT_H

#include "filter.h"
#include "html.h"

#define CONTENT_NUMBERS 149 /* that describe a block */

struct content;

/* The table extract.tsv of the language, or of English: its stop words, the
 * words of classes that are hints, and the forest. */
struct content *content_open(const struct settings *);
void content_close(struct content *);

html_hint content_hint; /* its ctx is a struct content */

struct content_block {
	float chance; /* that it is content */
	float words;
	float title; /* the share of its words that the page's title has */
};

/* The blocks of a page; rows, if it is not NULL, gets what describes them,
 * CONTENT_NUMBERS for each. */
void content_score(const struct content *, const struct html *,
    struct content_block *, float *rows);

/* Set keep for the blocks to keep, and for the title, if it is wanted. */
void content_keep(
    const struct content *, const struct html *, int title, char *keep);

#endif
