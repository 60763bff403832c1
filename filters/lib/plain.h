/*
 * The marks of a paragraph where there is nothing to decide: each stands as
 * a mark of its kind does, and each that opens is closed.  Most paragraphs
 * are like that, and need no more than one look at each mark.
 */
#ifndef PLAIN_H
#define PLAIN_H

#include "pairing.h"
#include "scan.h"

struct plain_mark {
	uint32_t off;
	unsigned char len, two, glyph, role;
	uint32_t partner; /* index, or PAIRING_NONE */
};

struct plain {
	struct scan scan;
	size_t place; /* the scan's, not yet looked at */
	int lines;    /* every line is a paragraph */
	int runs;     /* -- and ... matter */

	struct plain_mark *v; /* of one paragraph */
	size_t n, cap;
	int odd; /* it has what plain_read does not know */
	int ran; /* it has runs of hyphens or stops */
};

void plain_start(struct plain *, struct str text, int lines, int runs);

/* Find the marks of the paragraph that begins at at, where the one before
 * ended or behind that; its end. */
size_t plain_next(struct plain *, size_t at);

/* Give each mark of the paragraph its role, and say whether there is
 * nothing to decide.  What is open at its end may stay so if goes_on. */
int plain_read(struct plain *, size_t at, size_t end,
    const struct map *elisions, int goes_on);
void plain_free(struct plain *);

#endif
