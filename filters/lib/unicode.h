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
uint32_t uc_base(uint32_t); /* the letter without its marks: e for é */

/* Append s with the case of every letter changed, code point by code point:
 * the same for every language.  Bytes that are not UTF-8 are copied. */
void uc_put_lower(struct buf *, struct str s);
void uc_put_upper(struct buf *, struct str s);

int uc_assigned(uint32_t); /* to a character; private use is not */
int uc_rtl(uint32_t);      /* written from right to left, by itself */
int uc_joins(uint32_t);    /* of a script where joiners shape letters */
int uc_emoji(uint32_t);    /* or a sign that may be one; not ASCII */

/* Canonical composition (NFC).  A text may be cut for it before a
 * character of which uc_nfc_starts says so.  One all of whose characters
 * are plain is composed; all under 0300 are. */
int uc_nfc_starts(uint32_t);
int uc_nfc_plain(uint32_t);
void uc_put_nfc(struct buf *, struct str s); /* s must be UTF-8 */

/* A character set that ICU knows under that name; NULL if it does not. */
struct uc_charset;
struct uc_charset *uc_charset_open(const char *name);
void uc_charset_close(struct uc_charset *);

/* The character at *at, which must be < s.n; moves *at behind it.  Bytes
 * that are none give UTF8_BAD; *at at the end and UC_END is what bytes of
 * no character, like a last shift sequence, give.  Texts over 64 MiB are
 * fine. */
#define UC_END 0xfffffffeu
uint32_t uc_charset_next(struct uc_charset *, struct str s, size_t *at);

#endif
