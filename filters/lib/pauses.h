/*
 * Which mark the words about a gap ask for: a small neural network, learnt
 * from clean text (marks.py), that sees four words on each side in small
 * letters, the marks between them but the one in question, and which of them
 * have capitals.  All is in whole numbers, so it says the same everywhere.
 */
#ifndef PAUSES_H
#define PAUSES_H

#include "dict.h"
#include "map.h"

enum {
	PAUSE_NONE,
	PAUSE_COMMA,
	PAUSE_STOP,
	PAUSE_SEMI,
	PAUSE_DASH,
	PAUSE_INNER, /* an apostrophe, and no blank */
	PAUSES,      /* those that may be asked for */
	PAUSE_QUOTE = PAUSES,
	PAUSE_OTHER,
	PAUSE_UNKNOWN = 9, /* a blank line, the end of the text */
	PAUSE_KINDS,
};

enum {
	PAUSE_SIDE = 4,
	PAUSE_WORDS = 2 * PAUSE_SIDE,
	PAUSE_GAPS = 6,     /* three before, three behind */
	PAUSE_CAPITALS = 3, /* second and first word before, second behind */
};

/* What is about a gap.  Words are numbers of pauses_word, 0 for none. */
struct pause_view {
	uint32_t word[PAUSE_WORDS];
	unsigned char gap[PAUSE_GAPS];
	unsigned char capital[PAUSE_CAPITALS];
};

struct pauses;

/* From pauses.tsv; NULL where the language has none. */
struct pauses *pauses_open(const struct settings *);
void pauses_close(struct pauses *); /* NULL too */
/* The number of a word in small letters; one that is rare has the number of
 * those that end as it does. */
uint32_t pauses_word(const struct pauses *, struct str small);
/* How likely each is, in sixteenths of a bit. */
void pauses_weigh(
    const struct pauses *, const struct pause_view *, int z[PAUSES]);

#endif
