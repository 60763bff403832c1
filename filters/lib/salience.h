/*
 * What is known of each sentence of a text, to tell how much of the text's
 * matter it holds.  One pass over the words; whole numbers throughout.
 */
#ifndef SALIENCE_H
#define SALIENCE_H

#include "filter.h"

/* Each is from 0 to 1000. */
enum feature {
	F_FIRST, /* the first sentence of prose */
	F_SECOND,
	F_THIRD,
	F_EARLY,   /* 1000 / (1 + its number) */
	F_PLACE,   /* how far in the text */
	F_OPENS,   /* first in its paragraph */
	F_SHORT,   /* under 12 words */
	F_LONG,    /* over 30 words */
	F_WORDS,   /* 1000 for 50 words or more */
	F_CENTER,  /* weight of its words in the text, of the best sentence */
	F_DENSE,   /* the same a word */
	F_TITLE,   /* share of the title's words that it has */
	F_LEAD,    /* share of the first sentence's words that it has */
	F_NAMES,   /* share of its words that have a capital */
	F_NUMBERS, /* has a number */
	F_QUOTES,  /* has a quotation */
	F_PERSON,  /* says I, you, we */
	F_ASKS,    /* ends in a question mark */
	F_RARE,    /* share of its words that the text has once */
	FEATURES,
};

struct sentence_facts {
	size_t off, end;
	uint32_t words;             /* with white space between them */
	uint32_t first_term, terms; /* its distinct content words in term[] */
	uint32_t paragraph;
	int feature[FEATURES];
	unsigned prose : 1;  /* a whole sentence, not a heading or an item */
	unsigned leans : 1;  /* begins with He, It, But: needs the one before */
	unsigned paired : 1; /* its quotation marks and brackets are */
};

struct salience {
	struct sentence_facts *v;
	size_t n, cap;
	uint32_t *term; /* numbers of words, below nterms */
	size_t used, term_cap;
	uint32_t *weight; /* of each: its count times its rarity */
	size_t nterms;
};

struct salience_tables;

struct salience_tables *salience_open(const struct settings *);
void salience_close(struct salience_tables *);
void salience_read(
    const struct salience_tables *, struct str text, struct salience *);
void salience_free(struct salience *);

#endif
