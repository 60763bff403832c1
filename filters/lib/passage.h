/*
 * Passages that repeat an earlier one of the same text, sentence by
 * sentence.  What shingle.h suspects is looked at here: each sentence is
 * fitted into the place where its model should stand.
 */
#ifndef PASSAGE_H
#define PASSAGE_H

#include "sentence.h"
#include "shingle.h"

/* A sentence, and what it repeats; places of letters. */
struct unit {
	uint32_t off, end; /* bytes of the text */
	uint32_t from, to; /* letters */
	uint32_t a, a_end; /* the letters it repeats */
	uint32_t dist;     /* and how many edits away they are */
	uint8_t copy;      /* it does repeat some */
	uint8_t opens;     /* a paragraph begins with it */
};

/* Units that follow one another and repeat what follows one another. */
struct passage {
	size_t first, end; /* units */
	uint32_t a, a_end; /* letters of the model */
	uint32_t letters, dist;
	unsigned rule; /* for the filter's use */
};

struct passages {
	struct unit *unit;
	size_t units, cap;
	struct passage *v;
	size_t n, vcap;
};

/* Find the passages of a text in order. */
void passages_find(
    const struct sentences *, const struct letters *, struct passages *);

/* Append the paragraphs of passage i as passages of their own; one may be
 * empty. */
void passages_split(struct passages *, size_t i);

/* The unit that holds letter i, or the one behind it. */
size_t passages_unit(const struct passages *, size_t i);
void passages_free(struct passages *);

#endif
