/*
 * Lines that say what the furniture of a page says: the phrases of the
 * table furniture.tsv, compared word by word, without case and marks.
 */
#ifndef FURNITURE_H
#define FURNITURE_H

#include "filter.h"

struct furniture;

/* names are the rules that the table speaks of; what it says of others is
 * an error in it.  A language without a table has no furniture. */
struct furniture *furniture_open(
    const struct settings *, const char *const *names, size_t n);
void furniture_close(struct furniture *);

/* What a line's words say of it. */
struct furniture_line {
	unsigned words;
	unsigned share;  /* words that name a place to share it */
	unsigned agency; /* words that name an agency */
	int rule;        /* of the phrase that it is or holds; -1 */
	int whole;       /* it is that phrase and no more */
	int menu;        /* it is a word of a menu */
	struct str phrase;
};

void furniture_look(
    const struct furniture *, struct str line, struct furniture_line *);

#endif
