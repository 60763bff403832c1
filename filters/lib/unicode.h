/*
 * What Unicode says of characters and texts, from ICU.  The only file that
 * includes its headers.
 */
#ifndef UNICODE_H
#define UNICODE_H

#include "utf8.h"

/* Of one code point; UTF8_BAD has none of these. */
int uc_letter(uint32_t); /* a letter, or a mark that belongs to one */
int uc_upper(uint32_t);  /* upper or title case */
int uc_lower(uint32_t);
int uc_digit(uint32_t); /* decimal digits */
int uc_space(uint32_t); /* white space, line ends too */
int uc_stop(uint32_t);  /* ends a sentence, in whatever script */
uint32_t uc_tolower(uint32_t);
uint32_t uc_toupper(uint32_t);

/* Append s with the case of every letter changed, code point by code point:
 * the same for every language.  Bytes that are not UTF-8 are copied. */
void uc_put_lower(struct buf *, struct str s);
void uc_put_upper(struct buf *, struct str s);

#endif
