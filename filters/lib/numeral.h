/*
 * Numbers as print has them: plain, the day of a month, shillings, pence and
 * pounds; and what a reading may have been as one, at the cost of the
 * confusions that explain it.
 */
#ifndef NUMERAL_H
#define NUMERAL_H

#include "channel.h"

enum numeral_kind {
	NUMERAL_NONE,
	NUMERAL_PLAIN,     /* 18 */
	NUMERAL_ORDINAL,   /* 18th */
	NUMERAL_SHILLINGS, /* 18s */
	NUMERAL_PENCE,     /* 8d */
	NUMERAL_POUNDS,    /* 18l */
	NUMERAL_SIGN,      /* £18, or with what was read of the sign */
	NUMERAL_OTHER,     /* what else holds a digit */
	NUMERALS,
};

enum { NUMERAL_MAX = 16 };

struct numeral {
	char text[NUMERAL_MAX];
	unsigned char n;
	int cost; /* in CHANNEL_BITs */
};

enum numeral_kind numeral_kind(struct str);
/* What a reading may have been that it is not, the cheapest first: at most
 * max, and how many. */
size_t numeral_read(
    const struct channel *, struct str reading, struct numeral *, size_t max);

#endif
