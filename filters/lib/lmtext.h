/*
 * What is a word, to a language model: the part of lm.h that its builder
 * shares, for a vocabulary that is not in a file yet.
 */
#ifndef LMTEXT_H
#define LMTEXT_H

#include "lm.h"

/* The number of a folded word, or LM_UNKNOWN. */
typedef uint32_t lmtext_find(const void *vocabulary, struct str folded);

/* A piece of text, before it is looked up. */
struct lmtext_piece {
	size_t off, end;
	uint32_t id;         /* LM_START, LM_NUMBER, or LM_UNKNOWN: a word */
	unsigned stop : 1;   /* a stop follows that may be part of it */
	unsigned dotted : 1; /* it holds one: u.s. */
	unsigned hyphen : 1; /* a hyphen and a line end follow */
};

int lmtext_next(struct str text, size_t *at, struct lmtext_piece *);

/* The word folded: lower case, straight apostrophes.  Its length, or 0
 * where it is longer than LM_WORD_MAX. */
size_t lmtext_fold(struct str word, char out[LM_WORD_MAX]);

/* How the piece is looked up: with its stop if that is a word, whole if
 * that is, else in parts.  Moves *at when it took the stop. */
void lmtext_token(struct str text, const struct lmtext_piece *, size_t *at,
    lmtext_find *, const void *vocabulary, struct lm_token *);

/* The length of the elided word that s begins with, its apostrophe taken in:
 * l', qu', jusqu' and their like; or 0.  In any case of letters. */
size_t lmtext_elided(struct str s);

size_t lmtext_split(struct str word, lmtext_find *, const void *vocabulary,
    uint32_t id[LM_PARTS]);

#endif
