/*
 * What stands between the words of a text, in a spelling of its own: each
 * mark is one byte, blanks are one ' ' however many, quotation marks and
 * dashes of all kinds are ' " and -, brackets are ( and ), money is $, and
 * specks, all that is no mark of print, are one *.  So what was read between
 * two words can be counted, and another reading put in its place.
 *
 * A word is a run of letters and digits here: the apostrophe of "don't" and
 * the hyphen of "to-day" are gaps too.
 */
#ifndef GAP_H
#define GAP_H

#include "edits.h"

enum { GAP_MAX = 7 }; /* longer ones are let alone: n is 0 */

struct word {
	size_t off, end;
	unsigned upper : 1; /* begins with a capital */
	unsigned caps : 1;  /* and has more of them than small letters */
	unsigned mixed : 1; /* capitals behind small letters */
	unsigned digit : 1; /* holds one */
	unsigned keep : 1;  /* code or an address: not to be touched */
};

/* The gap behind a word, or before the first one. */
struct gap {
	char s[GAP_MAX + 1];
	size_t at[GAP_MAX + 1]; /* where each is in the text, and the end */
	unsigned char n;
	unsigned char lines; /* line ends in it */
};

/* The word at or after *at, which moves behind it; 0 if there is none. */
int word_next(struct str text, size_t *at, struct word *);
void gap_read(struct str text, size_t off, size_t end, struct gap *);
/* Put to in the place of a gap: what both have stays as it is written. */
void gap_put(struct edits *, struct str text, const struct gap *, struct str to,
    unsigned rule);

#endif
