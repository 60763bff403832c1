/*
 * Where a text says the same thing twice, exactly or nearly.
 *
 * A text is first folded to its letters: small ones, nothing between them,
 * a byte each.  So case, marks, spaces, digits and line ends cannot hide a
 * copy.  Of each eight runs of eight letters that follow one another the one
 * with the lowest hash, the minimizer, is looked up among those before it;
 * where several hits lie on one diagonal, a pair of passages is reported.
 * A text of N letters costs time in proportion to N, whatever it says, and
 * an index of N bytes.
 */
#ifndef SHINGLE_H
#define SHINGLE_H

#include "buf.h"

/* The letters of a text.  A letter outside ASCII is a byte over 0x7f. */
struct letters {
	struct str text;
	uint8_t *v;
	size_t n;
	uint32_t *before; /* how many begin before each 64th byte of text */
};

void letters_fold(struct str text, struct letters *);
void letters_free(struct letters *);

/* How many letters begin before the byte at off. */
size_t letters_before(const struct letters *, size_t off);

/* The offset of letter i in the text, or the text's length. */
size_t letters_source(const struct letters *, size_t i);

/* Two passages that share runs of letters: the earlier at a, the later at
 * b, in letters.  They may be more alike than this, or less. */
struct pair {
	uint32_t a, a_end, b, b_end;
	uint32_t seeds; /* runs shared that do not overlap */
};

struct pairs {
	struct pair *v;
	size_t n, cap;
};

/* Append the pairs that share at least two runs, in the order of b. */
void shingle_pairs(const struct letters *, struct pairs *);
void pairs_free(struct pairs *);

#endif
