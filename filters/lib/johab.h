/*
 * Johab, the Korean character set that ICU does not know: a syllable is two
 * bytes, and five bits of them each of its three parts.
 */
#ifndef JOHAB_H
#define JOHAB_H

#include "utf8.h"

#define JOHAB "Johab"

int johab_is(const char *name);

/* As utf8_next; for what is no syllable but a Chinese character or a sign,
 * JOHAB_KS, and ks has its two bytes in windows-949, that ICU knows. */
#define JOHAB_KS 0xfffffffdu
uint32_t johab_next(struct str, size_t *at, char *ks);

#endif
