/*
 * Proper nouns that stand without their capital.
 */
#ifndef PROPER_H
#define PROPER_H

#include "names.h"
#include "words.h"

/* Is the small word [off, end) a proper noun, alone or with a neighbour,
 * behind a word of the language and in a sentence that begins with a
 * capital?  Then *proper is how to write it. */
int proper_noun(const struct names *, struct words *, struct str text,
    size_t off, size_t end, struct str *proper);

/* The word before off or behind end, in ASCII letters, if one space is
 * between. */
struct str proper_before(struct str text, size_t off);
struct str proper_behind(struct str text, size_t end);

#endif
