/*
 * How much alike are two words?  A weighted distance of edits: what ears,
 * hands, scanners and transliterations confuse costs less than other
 * letters.  And a search for pairs of words that are alike, without looking
 * at all pairs.
 */
#ifndef ALIKE_H
#define ALIKE_H

#include "buf.h"

enum {
	ALIKE_LETTERS = 32, /* a longer word is like no other */
	ALIKE_EDIT = 10,    /* what any one letter changed costs */
	ALIKE_NEVER = 1000,
};

/* A word as letters only: small, without marks and apostrophes. */
struct letters {
	uint16_t c[ALIKE_LETTERS];
	unsigned n;
};

/* 0 if it is too long or empty. */
int alike_letters(struct str word, struct letters *);

/* The same both ways.  What is over most may come out as ALIKE_NEVER. */
int alike_cost(const struct letters *, const struct letters *, int most);

/* The keys that a word is found under: two words that differ by one edit,
 * or by more between vowels and like consonants, share at least one. */
enum { ALIKE_KEYS = 2 * ALIKE_LETTERS + 2 };
size_t alike_keys(const struct letters *, uint64_t key[ALIKE_KEYS]);

/* An index: put words, sort once, then find. */
struct alike_entry {
	uint64_t key;
	uint32_t id;
};

struct alike {
	struct alike_entry *v;
	size_t n, cap;
	uint64_t *bits; /* which keys there are, roughly */
	size_t nbits;
};

void alike_put(struct alike *, const struct letters *, uint32_t id);
void alike_sort(struct alike *);

/* Append to ids, which has room for max, those put under one of the keys of
 * a word; each once, in order.  How many; when there are more, the rest is
 * left out. */
size_t alike_find(
    const struct alike *, const struct letters *, uint32_t *ids, size_t max);
void alike_free(struct alike *);

#endif
