#include "strays.h"
#include "unicode.h"

enum { SEQUENCE_MAX = 64 };

/* windows-1252 where Latin-1 has controls; 0 where it has nothing. */
static const uint16_t c1[32] = {
	0x20ac,
	0,
	0x201a,
	0x192,
	0x201e,
	0x2026,
	0x2020,
	0x2021,
	0x2c6,
	0x2030,
	0x160,
	0x2039,
	0x152,
	0,
	0x17d,
	0,
	0,
	0x2018,
	0x2019,
	0x201c,
	0x201d,
	0x2022,
	0x2013,
	0x2014,
	0x2dc,
	0x2122,
	0x161,
	0x203a,
	0x153,
	0,
	0x17e,
	0x178,
};

static const char *const ligatures[] = {
	"ff",
	"fi",
	"fl",
	"ffi",
	"ffl",
	"\xc5\xbft",
	"st",
};

static int
plain(unsigned char b)
{
	return b < 0x80 && ((b >= 0x20 && b != 0x7f) || b == '\t' ||
	                       b == '\n' || b == '\r' || b == '\f');
}

/* Sixteen bytes at once; in what comes of a comparison a byte is all ones
 * where it holds. */
typedef unsigned char block __attribute__((vector_size(16)));

static block
load(const char *p)
{
	block b;

	memcpy(&b, p, sizeof(b));
	return b;
}

static int
any(block b)
{
	uint64_t half[2];

	memcpy(half, &b, sizeof(half));
	return (half[0] | half[1]) != 0;
}

static block
controls(block b)
{
	return (block)(((b < 0x20) & (b != '\t') & (b != '\n') & (b != '\r') &
	                   (b != '\f')) |
	               (b == 0x7f));
}

unsigned
strays_survey(struct str s)
{
	block b, high = { 0 }, control = { 0 };
	unsigned kinds = 0;
	size_t at = 0;

	for (; s.n - at >= sizeof(b); at += sizeof(b)) {
		b = load(s.p + at);
		high |= b;
		control |= controls(b);
	}
	for (; at < s.n; at++)
		if ((unsigned char)s.p[at] >= 0x80)
			kinds |= STRAYS_HIGH;
		else if (!plain((unsigned char)s.p[at]))
			kinds |= STRAYS_CONTROLS;
	if (any(high & 0x80))
		kinds |= STRAYS_HIGH;
	return kinds | (any(control) ? STRAYS_CONTROLS : 0);
}

/* Beyond ASCII they all begin with one of four bytes. */
size_t
strays_scan(struct str s, size_t from)
{
	block b;
	unsigned char c;

	for (;;) {
		for (; s.n - from >= sizeof(b); from += sizeof(b)) {
			b = load(s.p + from);
			if (any(controls(b) | (block)(b == 0xc2) |
			        (block)(b == 0xd8) | (block)(b == 0xe2) |
			        (block)(b == 0xef)))
				break;
		}
		for (; from < s.n; from++) {
			c = (unsigned char)s.p[from];
			if (c == 0xc2 || c == 0xd8 || c == 0xe2 || c == 0xef ||
			    (c < 0x80 && !plain(c)))
				return from;
			if (s.n - from > sizeof(b) && (from & 15) == 15) {
				from++;
				break;
			}
		}
		if (from >= s.n)
			return s.n;
	}
}

static uint32_t
before(struct str in, size_t off)
{
	return off == 0 ? '\n' : utf8_prev(in, &off);
}

static uint32_t
after(struct str in, size_t at)
{
	return at >= in.n ? '\n' : utf8_next(in, &at);
}

/* ESC [ ... letter, and ESC ] ... BEL. */
static size_t
escape_end(struct str in, size_t off)
{
	size_t at = off + 2;
	unsigned char b;

	if (at > in.n)
		return off + 1;
	if (in.p[off + 1] == '[') {
		for (; at < in.n && at - off < SEQUENCE_MAX; at++) {
			b = (unsigned char)in.p[at];
			if (b >= 0x40 && b <= 0x7e)
				return at + 1;
			if (b < 0x20 || b > 0x3f)
				break;
		}
	} else if (in.p[off + 1] == ']') {
		for (; at < in.n && at - off < SEQUENCE_MAX; at++)
			if (in.p[at] == 7)
				return at + 1;
	}
	return off + 1;
}

static enum stray_kind
ascii_at(struct str in, size_t off, size_t *end, struct buf *text)
{
	unsigned char b = (unsigned char)in.p[off];

	*end = off + 1;
	if (plain(b))
		return STRAY_NONE;
	if (b == 033)
		*end = escape_end(in, off);
	else if (b == '\v')
		buf_putc(text, '\n');
	return STRAY_CONTROL;
}

/* Is there a character of the other direction in the line about off? */
static int
rtl_line(struct str in, size_t off, struct strays_line *l)
{
	size_t at;

	if (off < l->end)
		return l->rtl;
	for (at = off; at > 0 && in.p[at - 1] != '\n'; at--)
		continue;
	l->end = str_chr(in, off, '\n') + 1;
	l->rtl = 0;
	while (at < in.n && at < l->end && !l->rtl)
		l->rtl = uc_rtl(utf8_next(in, &at));
	return l->rtl;
}

static enum stray_kind
soft_hyphen(struct str in, size_t end, struct buf *text)
{
	while (end < in.n && (in.p[end] == ' ' || in.p[end] == '\r'))
		end++;
	/* At the end of a line it shows, and joins the word to come. */
	if (end < in.n && in.p[end] == '\n')
		buf_putc(text, '-');
	return STRAY_HYPHEN;
}

/* Zero width joiners and spaces: some scripts are spelled with them. */
static enum stray_kind
zero_width(struct str in, size_t off, size_t end, uint32_t c)
{
	uint32_t a = before(in, off), b = after(in, end);

	if (uc_joins(a) || uc_joins(b))
		return STRAY_NONE;
	if (c == 0x200d && (uc_emoji(b) || b == 0x2640 || b == 0x2642) &&
	    (uc_emoji(a) || a == 0xfe0f))
		return STRAY_NONE;
	return STRAY_UNSEEN;
}

/* They choose the form of the sign before them. */
static enum stray_kind
selector(struct str in, size_t off)
{
	uint32_t a = before(in, off);

	if (a < 0x80)
		return (a >= '0' && a <= '9') || a == '#' || a == '*'
		           ? STRAY_NONE
		           : STRAY_UNSEEN;
	return a < 0x250 && uc_letter(a) ? STRAY_UNSEEN : STRAY_NONE;
}

static enum stray_kind
wide_at(struct str in, size_t off, size_t *end, uint32_t c,
    struct strays_line *line, struct buf *text)
{
	if (c < 0x2000)
		return c == 0x61c && !rtl_line(in, off, line) ? STRAY_BIDI
		                                              : STRAY_NONE;
	if (c >= 0x200b && c <= 0x200d)
		return zero_width(in, off, *end, c);
	if (c == 0x200e || c == 0x200f || (c >= 0x202a && c <= 0x202e) ||
	    (c >= 0x2066 && c <= 0x2069))
		return rtl_line(in, off, line) ? STRAY_NONE : STRAY_BIDI;
	if (c == 0x2028 || c == 0x2029) {
		buf_puts(text, c == 0x2028 ? "\n" : "\n\n");
		return STRAY_LINE;
	}
	if (c == 0x2060 || c == 0xfeff || c == 0xfffc ||
	    (c >= 0x206a && c <= 0x206f) || (c & 0xfffe) == 0xfffe)
		return STRAY_UNSEEN;
	if (c >= 0xfe00 && c <= 0xfe0f)
		return selector(in, off);
	if (c >= 0xfb00 && c <= 0xfb06) {
		buf_puts(text, ligatures[c - 0xfb00]);
		return STRAY_LIGATURE;
	}
	return STRAY_NONE;
}

enum stray_kind
strays_at(struct str in, size_t off, struct strays_line *line, size_t *end,
    struct buf *text)
{
	size_t next = off;
	uint32_t c = utf8_next(in, &next);

	*end = next;
	if (c < 0x80)
		return ascii_at(in, off, end, text);
	if (c < 0xa0) {
		if (c1[c - 0x80] != 0)
			buf_putu(text, c1[c - 0x80]);
		return STRAY_C1;
	}
	if (c == 0xad)
		return soft_hyphen(in, next, text);
	if (c < 0x300 || c == UTF8_BAD)
		return STRAY_NONE;
	return wide_at(in, off, end, c, line, text);
}
