/*
 * Character sets: which one bytes are in, and what they say in UTF-8.
 *
 * The evidence, strongest first: a byte order mark; validity (UTF-8, the
 * shift sequences of ISO 2022, where the NULs of UTF-16 and UTF-32 stand);
 * then the set and the language that make the cheapest reading of the text
 * (see letters.h), where a set that the text itself declares has an
 * advantage.
 */
#ifndef CHARSET_H
#define CHARSET_H

#include "letters.h"

/* The rules to put the edits under. */
struct charset_rules {
	unsigned said;    /* the user says the set */
	unsigned bom;     /* a byte order mark goes */
	unsigned sure;    /* the set follows from the form of the text */
	unsigned guessed; /* it was found by the cheapest reading */
	unsigned stray;   /* a byte of another set in a text of UTF-8 */
	unsigned broken;  /* bytes that say nothing */
};

int charset_known(const char *name);

/* Edits that make of a text valid UTF-8, with no byte order mark; none if
 * it is.  said is a set that charset_known knows, or NULL; it is what the
 * bytes are in that cannot be UTF-8. */
void charset_edits(const struct letters *, const char *said, struct str in,
    const struct charset_rules *, struct edits *out);

#endif
