#include <stdlib.h>

#include <unicode/uchar.h>
#include <unicode/ucnv.h>
#include <unicode/unorm2.h>
#include <unicode/uscript.h>
#include <unicode/ustring.h>

#include "die.h"
#include "unicode.h"

int
uc_letter(uint32_t c)
{
	if (c < 0x80)
		return (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
	return c != UTF8_BAD &&
	       (U_GET_GC_MASK((UChar32)c) & (U_GC_L_MASK | U_GC_M_MASK)) != 0;
}

int
uc_upper(uint32_t c)
{
	if (c < 0x80)
		return c >= 'A' && c <= 'Z';
	return c != UTF8_BAD &&
	       (U_GET_GC_MASK((UChar32)c) & (U_GC_LU_MASK | U_GC_LT_MASK)) != 0;
}

int
uc_lower(uint32_t c)
{
	if (c < 0x80)
		return c >= 'a' && c <= 'z';
	return c != UTF8_BAD && u_charType((UChar32)c) == U_LOWERCASE_LETTER;
}

int
uc_digit(uint32_t c)
{
	if (c < 0x80)
		return c >= '0' && c <= '9';
	return c != UTF8_BAD && u_isdigit((UChar32)c);
}

int
uc_space(uint32_t c)
{
	if (c < 0x80)
		return is_blank((int)c);
	return c != UTF8_BAD && u_isUWhiteSpace((UChar32)c);
}

int
uc_stop(uint32_t c)
{
	if (c < 0x80)
		return c == '.' || c == '!' || c == '?';
	return c != UTF8_BAD && u_hasBinaryProperty((UChar32)c, UCHAR_S_TERM);
}

uint32_t
uc_tolower(uint32_t c)
{
	if (c < 0x80)
		return c >= 'A' && c <= 'Z' ? c | 0x20 : c;
	return c == UTF8_BAD ? c : (uint32_t)u_tolower((UChar32)c);
}

uint32_t
uc_toupper(uint32_t c)
{
	if (c < 0x80)
		return c >= 'a' && c <= 'z' ? c & ~0x20u : c;
	return c == UTF8_BAD ? c : (uint32_t)u_toupper((UChar32)c);
}

uint32_t
uc_base(uint32_t c)
{
	UErrorCode err = U_ZERO_ERROR;
	const UNormalizer2 *nfd;
	UChar parts[8];
	int32_t n;

	if (c < 0x80 || c == UTF8_BAD)
		return c;
	nfd = unorm2_getNFDInstance(&err);
	n = unorm2_getDecomposition(
	    nfd, (UChar32)c, parts, (int32_t)NELEM(parts), &err);
	return n < 1 || U_FAILURE(err) || (parts[0] & 0xf800) == 0xd800
	           ? c
	           : parts[0];
}

static void
put_mapped(struct buf *out, struct str s, uint32_t (*map)(uint32_t))
{
	size_t at, next;
	uint32_t c;

	for (at = 0; at < s.n; at = next) {
		next = at;
		c = utf8_next(s, &next);
		if (c == UTF8_BAD)
			buf_putc(out, s.p[at]);
		else
			buf_putu(out, map(c));
	}
}

void
uc_put_lower(struct buf *out, struct str s)
{
	put_mapped(out, s, uc_tolower);
}

void
uc_put_upper(struct buf *out, struct str s)
{
	put_mapped(out, s, uc_toupper);
}

int
uc_assigned(uint32_t c)
{
	return c != UTF8_BAD && c <= 0x10ffff &&
	       (U_GET_GC_MASK((UChar32)c) &
	           (U_GC_CN_MASK | U_GC_CO_MASK | U_GC_CS_MASK)) == 0;
}

static const UNormalizer2 *
nfc(void)
{
	UErrorCode err = U_ZERO_ERROR;
	const UNormalizer2 *n = unorm2_getNFCInstance(&err);

	if (U_FAILURE(err))
		die("ICU: %s", u_errorName(err));
	return n;
}

int
uc_nfc_starts(uint32_t c)
{
	return c < 0x300 ||
	       (c != UTF8_BAD && unorm2_hasBoundaryBefore(nfc(), (UChar32)c));
}

int
uc_nfc_plain(uint32_t c)
{
	if (c < 0x300 || c == UTF8_BAD)
		return 1;
	return u_getIntPropertyValue((UChar32)c, UCHAR_NFC_QUICK_CHECK) ==
	           UNORM_YES &&
	       u_getCombiningClass((UChar32)c) == 0;
}

int
uc_rtl(uint32_t c)
{
	UCharDirection d;

	if (c < 0x590 || c == UTF8_BAD)
		return 0;
	d = u_charDirection((UChar32)c);
	return d == U_RIGHT_TO_LEFT || d == U_RIGHT_TO_LEFT_ARABIC;
}

int
uc_joins(uint32_t c)
{
	UErrorCode err = U_ZERO_ERROR;
	UScriptCode s;

	if (c < 0x600 || c == UTF8_BAD)
		return 0;
	s = uscript_getScript((UChar32)c, &err);
	return s != USCRIPT_COMMON && s != USCRIPT_LATIN &&
	       s != USCRIPT_GREEK && s != USCRIPT_CYRILLIC &&
	       s != USCRIPT_HAN && s != USCRIPT_HIRAGANA &&
	       s != USCRIPT_KATAKANA && s != USCRIPT_HANGUL;
}

int
uc_emoji(uint32_t c)
{
	return c >= 0x80 && c != UTF8_BAD &&
	       u_hasBinaryProperty((UChar32)c, UCHAR_EMOJI);
}

void
uc_put_nfc(struct buf *out, struct str s)
{
	/* Composition makes no text longer than three times what it was. */
	int32_t cap = (int32_t)(s.n * 3 + 1), n;
	UChar *a = mem_new((size_t)cap * 2, sizeof(*a)), *b = a + cap;
	UErrorCode err = U_ZERO_ERROR;

	u_strFromUTF8(a, cap, &n, s.p, (int32_t)s.n, &err);
	n = unorm2_normalize(nfc(), a, n, b, cap, &err);
	if (U_SUCCESS(err)) {
		char *p = buf_grow(out, (size_t)n * 3);
		int32_t len = 0;

		u_strToUTF8(p, n * 3, &len, b, n, &err);
		out->n -= (size_t)(n * 3 - len);
	}
	if (U_FAILURE(err))
		die("ICU: %s", u_errorName(err));
	free(a);
}

struct uc_charset *
uc_charset_open(const char *name)
{
	UErrorCode err = U_ZERO_ERROR;
	UConverter *c;

	if (*name == '\0') /* to ICU that is the locale's */
		return NULL;
	c = ucnv_open(name, &err);
	return U_FAILURE(err) ? NULL : (struct uc_charset *)c;
}

void
uc_charset_close(struct uc_charset *c)
{
	ucnv_close((UConverter *)c);
}

uint32_t
uc_charset_next(struct uc_charset *set, struct str s, size_t *at)
{
	UErrorCode err = U_ZERO_ERROR;
	const char *from = s.p + *at, *p = from;
	UChar32 c;

	c = ucnv_getNextUChar((UConverter *)set, &p, s.p + s.n, &err);
	if (p == from)
		p++;
	*at = (size_t)(p - s.p);
	if (err == U_INDEX_OUTOFBOUNDS_ERROR)
		return UC_END;
	/* Some sets have SUB, and not FFFD, for what they cannot read. */
	if (c == 0x1a && !(p == from + 1 && *from == 0x1a))
		return UTF8_BAD;
	return U_FAILURE(err) || c == 0xfffd || c < 0 ? UTF8_BAD : (uint32_t)c;
}
