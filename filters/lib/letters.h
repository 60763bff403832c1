/*
 * How letters follow one another in the languages of the table
 * mul/letters.tsv: what a text costs, in half bits, if it is of a language.
 * The best reading of bytes is the cheapest.
 */
#ifndef LETTERS_H
#define LETTERS_H

#include "filter.h"

struct letters;

struct letters *letters_open(const struct settings *);
void letters_close(struct letters *);

size_t letters_languages(const struct letters *);
const char *letters_name(const struct letters *, size_t lang);

/* Is it a language of thousands of characters?  Then what came before does
 * not count, and else it does. */
int letters_many(const struct letters *, size_t lang);

/* The letters of a language of an alphabet, most frequent first. */
struct str letters_alphabet(const struct letters *, size_t lang);

/* Does the language write with that letter, capital or small? */
int letters_has(const struct letters *, size_t lang, uint32_t c);

/* The cost of b right after a; either may be any code point or UTF8_BAD. */
unsigned letters_cost(
    const struct letters *, size_t lang, uint32_t a, uint32_t b);

/* The cost of a whole word, its borders too. */
unsigned letters_word(const struct letters *, size_t lang, struct str word);

/* How often a pair of bytes stands in a text. */
struct letters_pair {
	uint8_t a, b;
	uint32_t count;
};

/* What each byte stands for in a character set. */
struct letters_byte {
	uint32_t small; /* the character, made a small letter */
	uint8_t mark, letter, upper, lower;
};

void letters_bytes(const uint32_t *chars, struct letters_byte *bytes);

/* The cost of all the pairs.  The language must be one of an alphabet. */
uint64_t letters_total(const struct letters *, size_t lang,
    const struct letters_byte *, const struct letters_pair *, size_t n);

#endif
