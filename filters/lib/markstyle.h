/*
 * The forms of marks: what a language gives them, and what a document uses.
 */
#ifndef MARKSTYLE_H
#define MARKSTYLE_H

#include "mark.h"

struct forms {
	const char *lang;
	struct str open[2], close[2]; /* single or inner, double */
	struct str dash;
	int low;      /* “ closes */
	int angles;   /* double marks are guillemets */
	int reversed; /* »so« */
	int inside;   /* no-break spaces inside them */
};

/* The forms of the language; English ones where it is unknown. */
const struct forms *forms_of(const char *lang);

struct mark_counts {
	size_t straight[2];       /* single, double */
	size_t left[2], right[2]; /* “ and ” */
	size_t low, angles;       /* „ and « or » */
	size_t dashes, hyphens;   /* — and -- */
	size_t ellipses, stops;   /* … and ... */
	size_t lines, wide;       /* not blank; of over a hundred letters */
};

void marks_count(struct str, struct mark_counts *);

/* What an edit changes in the counts. */
void marks_recount(struct str old, struct str new, struct mark_counts *);

/* The forms that most marks of such a document have. */
const struct forms *forms_used(
    const struct forms *lang, const struct mark_counts *);

#endif
