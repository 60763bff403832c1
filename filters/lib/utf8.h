/*
 * UTF-8, read from bytes that may be anything.  A byte that begins no valid
 * sequence (RFC 3629: no surrogates, nothing over 10FFFF, no overlong form)
 * is read alone, as UTF8_BAD.
 */
#ifndef UTF8_H
#define UTF8_H

#include "buf.h"

#define UTF8_BAD 0xffffffffu

/* The code point at *at, which must be < s.n; moves *at behind it. */
uint32_t utf8_next(struct str s, size_t *at);

/* The code point that ends at *at, which must be > 0; moves *at to it. */
uint32_t utf8_prev(struct str s, size_t *at);

/* The offset of the first byte that is not part of valid UTF-8, or s.n. */
size_t utf8_valid(struct str s);

/* The offset of the first byte >= 0x80 at or after from, or s.n. */
size_t utf8_ascii(struct str s, size_t from);

#endif
