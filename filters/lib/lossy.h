/*
 * Letters and marks that were lost: U+FFFD, or a question mark, stands for
 * each.  Word lists of twenty languages say which they were, the language
 * being the one that the line reads best in; and for words on no list, how
 * the letters of that language follow one another.
 */
#ifndef LOSSY_H
#define LOSSY_H

#include "letters.h"

struct lossy;

struct lossy_rules {
	unsigned letter;  /* the word is on a list */
	unsigned context; /* it is not, but words like it and letters agree */
	unsigned guess;   /* nor that */
	unsigned apostrophe;
	unsigned dash; /* and the sign of degrees */
	unsigned quote;
	unsigned question; /* letter or apostrophe, for a question mark */
	unsigned question_context;
	unsigned question_guess;
};

struct lossy *lossy_open(const struct settings *, const struct letters *);
void lossy_close(struct lossy *);

/* in is valid UTF-8. */
void lossy_edits(const struct lossy *, struct str in,
    const struct lossy_rules *, struct edits *out);

#endif
