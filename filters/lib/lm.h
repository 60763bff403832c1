/*
 * A language model: how likely is a word behind two others, and how likely
 * is a spelling.  Words are numbers below lm_words(), the frequent ones
 * first; costs are whole numbers, 256 for each bit (-256 log2 p), so that
 * they add up, and are the same on every machine.
 *
 * A word is asked for without the marks about it ("(Well," is "well"), in
 * any case: words are folded to lower case, and how often a word stands
 * with a capital is kept beside it.  Abbreviations are words with their
 * stop, where the text that the model was made from has them so ("mr.",
 * "u.s.", "j."); "mr" and "mr." are two words.  What holds a digit is the
 * word LM_NUMBER.  Compounds with hyphens and forms in 's that are not
 * words of the model are the sequence of their parts ("well", "known";
 * "babbage", "'s"): lm_scan and lm_split give them so.
 *
 * A full stop, question or exclamation mark or blank line is LM_START, the
 * same at the end of a sentence and at the beginning of the next; at a
 * sentence's beginning both words before are LM_START.  Other punctuation
 * is nothing: "said, the" is the same as "said the".
 *
 * All calls but lm_open and lm_close may be made by many threads at once.
 */
#ifndef LM_H
#define LM_H

#include "filter.h"

enum {
	LM_UNKNOWN, /* any word that the model does not hold */
	LM_START,   /* the beginning and the end of a sentence */
	LM_NUMBER,  /* what holds a digit */
	LM_FIRST,   /* the first word that has a spelling */
};

enum {
	LM_BIT = 256,     /* the cost of one bit */
	LM_WORD_MAX = 64, /* bytes; longer ones are unknown */
	LM_PARTS = 8,     /* of one token */
};

struct lm;

/* The model of the language: model.bin, and modern.bin where it is there
 * too.  NULL if there is none.  One that is damaged or of another version
 * ends the process. */
struct lm *lm_open(const struct settings *);
struct lm *lm_load(const char *model, const char *modern); /* modern or NULL */
void lm_close(struct lm *);                                /* NULL too */

/* The number of a word as described above; LM_UNKNOWN, LM_NUMBER too. */
uint32_t lm_word(const struct lm *, struct str word);

/* The same, but what is unknown is taken apart at hyphens and at 's where
 * it has them: how many words it is, 1 to LM_PARTS. */
size_t lm_split(const struct lm *, struct str word, uint32_t id[LM_PARTS]);

/* What w costs behind w2 w1.  LM_START twice where a sentence begins; an
 * LM_UNKNOWN w costs what unknown words do, and lm_spell comes on top. */
int lm_cost(const struct lm *, uint32_t w2, uint32_t w1, uint32_t w);

/* The same for many words behind the same two, faster. */
struct lm_context {
	uint32_t w2, w1;
	int back2[2], back1[2]; /* what falling back costs, in each model */
};

void lm_enter(const struct lm *, uint32_t w2, uint32_t w1, struct lm_context *);
/* What w costs, and then go on behind w1 w, which is entered; and the same
 * where the cost is known, and what back2 was then. */
int lm_go(const struct lm *, struct lm_context *, uint32_t w);
void lm_went(const struct lm *, struct lm_context *, uint32_t w,
    const unsigned short back2[2]);
int lm_behind(const struct lm *, const struct lm_context *, uint32_t w);

/* It will be asked for soon: with many candidates, fetch for all of them
 * and then ask, and their waits for memory are one. */
void lm_fetch(const struct lm *, const struct lm_context *, uint32_t w);

int lm_unigram(const struct lm *, uint32_t w); /* behind nothing known */

/* What the letters of a word cost, by a model of rare words; its end is
 * counted.  Bytes, folded to lower case like words. */
int lm_spell(const struct lm *, struct str word);

/* How many grams of the model were found, 1 to 3: to measure with. */
int lm_order(const struct lm *, uint32_t w2, uint32_t w1, uint32_t w);

/* The vocabulary: every number from LM_FIRST to lm_words() - 1. */
uint32_t lm_words(const struct lm *);
struct str lm_str(
    const struct lm *, uint32_t w); /* folded; "" below LM_FIRST */
uint32_t lm_count(const struct lm *, uint32_t w); /* to within 5 percent */

/* Of 255 uses inside a sentence, how many begin with a capital, and how
 * many are all capitals, which are not counted among the first. */
unsigned lm_title(const struct lm *, uint32_t w);
unsigned lm_capitals(const struct lm *, uint32_t w);

/*
 * A text as the model reads it.  Each token is a word, a number or an
 * LM_START; it may be several words of the model.
 */
struct lm_token {
	size_t off, end; /* its bytes; those of the stop for LM_START */
	size_t n;        /* words, 1 to LM_PARTS */
	uint32_t id[LM_PARTS];
	unsigned hyphen : 1; /* its line ended in the hyphen behind it */
};

/* The token at or after *at, which moves behind it; 0 at the end. */
int lm_scan(const struct lm *, struct str text, size_t *at, struct lm_token *);

#endif
