/*
 * Seams: where the lines of a letter, a list or a page were joined, and no
 * stop says that one sentence ends and another begins.
 */
#ifndef SEAM_H
#define SEAM_H

#include "stop.h"

/* What stands between a and b is a line of its own; if they are the same,
 * one sentence ends there and the next begins. */
struct seam {
	size_t a, b;
};

/* Is there one about at?  begin is where the sentence began:
 * begin <= a <= b and begin <= at.  At the capital of a word, a colon or the first mark of a
 * rule (seam_rules).  Looks at a bounded number of bytes. */
int seam_at(
    const struct stops *, struct str, size_t begin, size_t at, struct seam *);

/* The marks of which rules are made. */
extern const char seam_rules[];

#endif
