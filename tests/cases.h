/*
 * The golden cases, tests/NAME.txt.
 *
 * A case is a line "== what it decides", the input, and after a line "--"
 * the output; without that line the text must come out unchanged.  Lines
 * "@name=value" right behind the title set options of the filter's own, and
 * "@lang=de" the language; after "@escaped", \xHH stands for a byte, \n for
 * a line end that the file does not show, \\ for a backslash, and the last
 * line end of input and output is not part of them.  An empty line before
 * the next title is not part of the case.
 */
#ifndef CASES_H
#define CASES_H

#include "filter.h"

struct golden {
	struct str title;
	struct buf in, out;
	struct setting set[8];
	size_t nset;
	const char *lang;
};

/* All filters, in the order of the chain. */
extern const struct filter *const all_filters[];
extern const size_t all_filters_n;

/* The next case at or after *at in a file of them; 0 if there is none. */
int golden_next(struct str file, size_t *at, struct golden *);
void golden_free(struct golden *);

/* The file of a filter's cases, with its path. */
void golden_read(const struct filter *, struct buf *path, struct buf *file);

#endif
