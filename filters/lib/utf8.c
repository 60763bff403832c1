#include "utf8.h"

static int
tail(struct str s, size_t at)
{
	return at < s.n && ((unsigned char)s.p[at] & 0xc0) == 0x80;
}

static uint32_t
bits(struct str s, size_t at)
{
	return (unsigned char)s.p[at] & 0x3f;
}

static uint32_t
bad(size_t *at)
{
	++*at;
	return UTF8_BAD;
}

uint32_t
utf8_next(struct str s, size_t *at)
{
	size_t i = *at;
	uint32_t b = (unsigned char)s.p[i], c;

	if (b < 0x80) {
		*at = i + 1;
		return b;
	}
	if (b < 0xc2 || b > 0xf4 || !tail(s, i + 1))
		return bad(at);
	if (b < 0xe0) {
		*at = i + 2;
		return (b & 0x1f) << 6 | bits(s, i + 1);
	}
	if (!tail(s, i + 2))
		return bad(at);
	if (b < 0xf0) {
		c = (b & 0xf) << 12 | bits(s, i + 1) << 6 | bits(s, i + 2);
		if (c < 0x800 || (c >= 0xd800 && c < 0xe000))
			return bad(at);
		*at = i + 3;
		return c;
	}
	if (!tail(s, i + 3))
		return bad(at);
	c = (b & 7) << 18 | bits(s, i + 1) << 12 | bits(s, i + 2) << 6 |
	    bits(s, i + 3);
	if (c < 0x10000 || c > 0x10ffff)
		return bad(at);
	*at = i + 4;
	return c;
}

uint32_t
utf8_prev(struct str s, size_t *at)
{
	size_t end = *at, i = end - 1, j;
	uint32_t c;

	while (i > 0 && end - i < 4 && tail(s, i))
		i--;
	for (; i < end; i++) {
		j = i;
		c = utf8_next(str_of(s.p, end), &j);
		if (j == end) {
			*at = i;
			return c;
		}
	}
	*at = end - 1;
	return UTF8_BAD;
}

size_t
utf8_ascii(struct str s, size_t from)
{
	uint64_t w, v[4];

	/* In most scripts the next character is another one. */
	if (from < s.n && (s.p[from] & 0x80))
		return from;
	for (; s.n - from >= sizeof(v); from += sizeof(v)) {
		memcpy(v, s.p + from, sizeof(v));
		if ((v[0] | v[1] | v[2] | v[3]) & 0x8080808080808080u)
			break;
	}
	for (; s.n - from >= sizeof(w); from += sizeof(w)) {
		memcpy(&w, s.p + from, sizeof(w));
		if (w & 0x8080808080808080u)
			break;
	}
	while (from < s.n && (unsigned char)s.p[from] < 0x80)
		from++;
	return from;
}

size_t
utf8_valid(struct str s)
{
	size_t at = 0, next;

	while ((at = utf8_ascii(s, at)) < s.n) {
		next = at;
		if (utf8_next(s, &next) == UTF8_BAD)
			return at;
		at = next;
	}
	return at;
}
