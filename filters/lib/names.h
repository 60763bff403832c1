/*
 * The table of names: what is known of a name that Hunspell may not know.
 */
#ifndef NAMES_H
#define NAMES_H

#include "filter.h"

enum {
	NAME_GIVEN = 1,   /* a given name */
	NAME_SURNAME = 2, /* a surname */
	NAME_OTHER = 4,   /* another proper noun */
	NAME_SEEN = 8,    /* in books or an encyclopedia, of whatever kind */
};

struct names;

struct names *names_open(const struct settings *);
int names_none(const struct names *); /* there is no table for the language */
unsigned names_kind(const struct names *, struct str lower); /* 0 unknown */

/* How unlike a name the letters are, in half nats: the higher, the less
 * likely.  Letters beyond a to z say nothing. */
int names_odd(const struct names *, struct str lower);

/* The proper noun that a word, or two with a space between them, all in
 * small letters, must be in edited prose; an empty str if it need not be
 * one. */
struct str names_proper(const struct names *, struct str lower);

/* May it be one that names_proper knows, or one of two words?  Quick. */
int names_maybe_proper(const struct names *, struct str lower);
int names_maybe_part(const struct names *, struct str lower);
void names_close(struct names *);

#endif
