/*
 * The places in a text that may matter to its marks: each ' " ` and line
 * end, each byte C2 and E2 that may begin one, and wherever two stops or
 * two hyphens stand together.  Sixty-four bytes at a time.
 */
#ifndef SCAN_H
#define SCAN_H

#include "buf.h"

struct scan {
	struct str text;
	size_t next;   /* the block behind the one in mask */
	uint64_t mask; /* what is left of it */
};

/* A bit for each place among the 64 bytes at p. */
uint64_t scan_block(const unsigned char *p);

/* The same for the last n < 64 bytes of a text. */
uint64_t scan_rest(const unsigned char *p, size_t n);

/* Are there more than max letters of ASCII? */
int scan_letters(const unsigned char *p, size_t n, size_t max);

static inline void
scan_from(struct scan *sc, struct str text, size_t at)
{
	sc->text = text;
	sc->next = at;
	sc->mask = 0;
}

/* The next place, or the length of the text. */
static inline size_t
scan_next(struct scan *sc)
{
	const unsigned char *p = (const unsigned char *)sc->text.p;
	size_t left, at;

	while (sc->mask == 0) {
		if (sc->next >= sc->text.n)
			return sc->text.n;
		left = sc->text.n - sc->next;
		sc->mask = left >= 64 ? scan_block(p + sc->next)
		                      : scan_rest(p + sc->next, left);
		sc->next += left >= 64 ? 64 : left;
		if (left < 64)
			sc->mask <<= 64 - left; /* counted from the end */
	}
	at = sc->next - 64 + (size_t)__builtin_ctzll(sc->mask);
	sc->mask &= sc->mask - 1;
	return at;
}

#endif
