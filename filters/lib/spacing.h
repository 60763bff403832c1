/*
 * The spaces about a mark whose role is known.
 */
#ifndef SPACING_H
#define SPACING_H

#include "pairing.h"

/* Which to take away and which to give, on both sides. */
struct spacing {
	unsigned char take_left, take_right, give_left, give_right;
	unsigned char unsure; /* it may well be right as it is */
};

/* goes_on: what is open at the end of the paragraph is so in the next. */
struct spacing spacing_of(
    struct str para, const struct mark *, const struct reading *, int goes_on);

#endif
