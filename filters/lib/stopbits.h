/*
 * What the files about stops have in common: small questions about bytes,
 * and the tables.
 */
#ifndef STOPBITS_H
#define STOPBITS_H

#include "map.h"
#include "stop.h"
#include "unicode.h"

enum {
	STOP_WORD = 48, /* bytes of a word that are looked at */
	NEVER = -99,    /* what ten times the log of the odds may be */
	ALWAYS = 99,
};

struct stops {
	struct map abbreviations; /* struct abbreviation, as a number */
	struct map starters;      /* two numbers in one, see stop_begins */
	struct map greetings;     /* o, c or a comma: see greetings.tsv */
	struct map speech;        /* said, asked */
	struct words *words;
};

#define LEFT_QUOTES "\x98\x9a\x9b\x9c\x9e\x9f\xb9" /* ‘‚‛“„‟‹ */
#define RIGHT_QUOTES "\x98\x99\x9c\x9d\xba"        /* ‘’“”› */

static inline int
is(struct str s, size_t at, const char *set)
{
	return at < s.n && s.p[at] != '\0' && strchr(set, s.p[at]) != NULL;
}

/* The length of the general punctuation (E2 80 xx) at at that is one of
 * those whose last bytes are given, or 0. */
static inline size_t
general(struct str s, size_t at, const char *last)
{
	if (at + 2 < s.n && (unsigned char)s.p[at] == 0xe2 &&
	    (unsigned char)s.p[at + 1] == 0x80 && s.p[at + 2] != '\0' &&
	    strchr(last, s.p[at + 2]) != NULL)
		return 3;
	return 0;
}

static inline int
blank(struct str s, size_t at)
{
	return at < s.n && is_blank(s.p[at]);
}

static inline int
word_byte(unsigned char c)
{
	return (unsigned char)((c | 0x20) - 'a') < 26 ||
	       (unsigned char)(c - '0') < 10 || c >= 0x80;
}

/* Letters, or bytes of letters: dashes and quotes are not. */
static inline int
letter_at(struct str s, size_t at)
{
	unsigned char c;

	if (at >= s.n)
		return 0;
	c = (unsigned char)s.p[at];
	if (c == 0xe2)
		return at + 1 < s.n && (unsigned char)s.p[at + 1] >= 0xb0;
	return (unsigned char)((c | 0x20) - 'a') < 26 || c >= 0xc3;
}

static inline int
digit_at(struct str s, size_t at)
{
	return at < s.n && s.p[at] >= '0' && s.p[at] <= '9';
}

static inline int
first_upper(struct str s, size_t at)
{
	return at < s.n && uc_upper(utf8_next(s, &at));
}

static inline int
first_lower(struct str s, size_t at)
{
	return at < s.n && uc_lower(utf8_next(s, &at));
}

static inline int
digits(struct str w)
{
	size_t i;

	for (i = 0; i < w.n; i++)
		if (!digit_at(w, i))
			return 0;
	return w.n > 0;
}

static inline int
capitals(struct str w)
{
	size_t at = 0;

	while (at < w.n)
		if (!uc_upper(utf8_next(w, &at)))
			return 0;
	return w.n > 0;
}

static inline int
small(struct str w)
{
	size_t at = 0;

	while (at < w.n)
		if (!uc_lower(utf8_next(w, &at)))
			return 0;
	return w.n > 0;
}

/* Known in small letters: not only a name. */
int stop_common(const struct stops *, struct str word);

/* Letters with a stop behind each but the last: U.S, p.m, J.R.R. */
int stop_initials(struct str);

/* What the word before it says of a full stop, and how often numbers follow
 * that word where it ends none. */
int stop_prior(const struct stops *, struct str, const struct stop *,
    size_t begin, int *share);

/* A word that no abbreviation is, right before the stop. */
int stop_plain_left(const struct stops *, struct str, const struct stop *);

/* Is it the end of a host's or a file's name: com, txt? */
int stop_suffix(struct str word);

/* Does the run of bytes without white space about the stop look like an
 * address, a name of a file or a piece of a program?  2 if a word that
 * begins sentences would say that it does not. */
int stop_machine(struct str, const struct stop *);

/* A number right behind the stop that belongs to a note, and then the next
 * sentence. */
int stop_noted(struct str, const struct stop *);

/* Does a sentence end at a stop with no space behind it, where stop_joins
 * would mend nothing? */
int stop_parts(
    const struct stops *, struct str, const struct stop *, size_t begin);

/* A small word behind the one at next, or the rest of that one: it is part
 * of running text. */
int stop_runs_on(struct str, const struct stop *);

#endif
