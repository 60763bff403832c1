/*
 * Endings that make one name of another: Iran and Iranian, Ivanov and
 * Ivanova, Larsen and Larson.
 */
#ifndef ENDINGS_H
#define ENDINGS_H

#include "alike.h"

/* Is one word the other with another ending?  A letter doubled is none.  For
 * well-known names, like Russia, fewer endings count: nobody writes Russio
 * and means another name. */
int endings_relate(
    const struct letters *, const struct letters *, int well_known);

/* Do they differ in one vowel alone, the last letter or the last but one? */
int endings_vowel(const struct letters *, const struct letters *);

#endif
