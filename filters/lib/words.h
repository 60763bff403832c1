/*
 * Is it a word?  Hunspell as an oracle, with a cache by word form.  Never
 * its suggestions, which stop on a clock.  The only file that includes its
 * header.
 */
#ifndef WORDS_H
#define WORDS_H

#include "filter.h"

struct words;

/* Debian's dictionary for the language (en is en_US), or NULL if it is not
 * installed.  Who opens the same one twice shares it. */
struct words *words_open(const struct settings *);

/* Does the dictionary know it as it is written?  No for what is empty, over
 * 100 characters long or not UTF-8.  Not safe between threads. */
int words_know(struct words *, struct str word);
void words_close(struct words *); /* NULL too */

#endif
