/*
 * How sure the machine that read a page was of each word: ALTO's WC, hOCR's
 * x_wconf and PAGE's conf.
 */
#ifndef CONFIDENCE_H
#define CONFIDENCE_H

#include "buf.h"
#include "map.h"

struct confidences {
	struct confidence *v; /* in the order of the page */
	size_t n, cap;
	struct buf words;
	struct map pairs; /* two words that follow, to the first's place + 1 */
};

/* Read them from ALTO, hOCR or PAGE; 0 if it is none of these. */
int confidence_read(struct confidences *, struct str markup);
void confidence_free(struct confidences *);

/* Those of a text's words, parted by white space: one number for each, 0 to
 * 100, or -1 where it is not told or the word is not the one that was read.
 * The caller frees them. */
signed char *confidence_align(const struct confidences *, struct str text);
/* The word at or behind *at, which moves behind it; empty at the end. */
struct str confidence_word(struct str text, size_t *at);

/* How many bits a confidence speaks against its word; below 0, for it. */
double confidence_bits(int percent);

#endif
