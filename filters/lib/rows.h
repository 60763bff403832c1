/*
 * The lines of a text, one after the other, for what is decided line by
 * line.  A form feed ends a line as a line end does, and is part of none.
 */
#ifndef ROWS_H
#define ROWS_H

#include "buf.h"

struct row {
	uint32_t start, stop; /* with white space and line end */
	uint32_t off, end;    /* without */
	uint32_t page;        /* form feeds before it */
	int16_t rule;         /* what it is held to be; -1 nothing */
	uint8_t words;
	uint8_t stopped; /* it ends as a sentence does */
	uint8_t weak, menu;
	struct str note;
};

struct rows {
	struct str text;
	struct row *v;
	size_t n, cap;
	size_t width; /* at which lines are wrapped, or 0 */
};

void rows_read(struct str text, struct rows *);
void rows_free(struct rows *);

static inline int
row_empty(const struct row *r)
{
	return r->off == r->end;
}

/* In wrapped text: does it go on with what the line before says? */
int rows_continues(const struct rows *, const struct row *);

/* Give running heads and page numbers those rules: on pages parted by form
 * feeds, and where numbers count pages that nothing parts. */
void rows_pages(struct rows *, int head, int number);

#endif
