/*
 * How far apart two runs of bytes are: the edit distance, by bit-parallel
 * columns (Myers 1999, in blocks as of Hyyro 2003).
 */
#ifndef ALIGN_H
#define ALIGN_H

#include <stddef.h>
#include <stdint.h>

enum { ALIGN_MAX = 512 }; /* bytes of a at most */

struct fit {
	size_t dist;      /* insertions, deletions, substitutions */
	size_t from, end; /* in b */
};

/* Fit all of a, m bytes, into the part of b that is nearest to it; of
 * equals the one that ends first, and of these the shortest.  Where it is
 * over most edits away, only how many is told. */
struct fit align_fit(
    const uint8_t *a, size_t m, const uint8_t *b, size_t n, size_t most);

/* Its distance alone, for 1 to 64 bytes of a. */
size_t align_short(const uint8_t *a, size_t m, const uint8_t *b, size_t n);

#endif
