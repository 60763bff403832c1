/*
 * The words of a text.  A word is a run of letters, with the apostrophes
 * inside it (don't, o’clock) and without those about it.  Digits, hyphens
 * and everything else are between words.
 */
#ifndef TOKEN_H
#define TOKEN_H

#include "buf.h"

struct token {
	size_t off, end;
	unsigned upper : 1;    /* begins with a capital */
	unsigned capitals : 1; /* two letters or more, none of them small */
	unsigned ascii : 1;
};

/* The first word at or after from; 0 if there is none. */
int token_next(struct str text, size_t from, struct token *);

static inline struct str
token_str(struct str text, const struct token *t)
{
	return str_cut(text, t->off, t->end);
}

#endif
