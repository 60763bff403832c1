#include <unicode/uchar.h>

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
		return c == ' ' || (c >= '\t' && c <= '\r');
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
