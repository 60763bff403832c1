#include <stdlib.h>

#include "plain.h"

enum side { SPACE, LETTER, DIGIT, STOP, COMMA, DASH, OPEN, CLOSE, MARK, ODD };

/* Sets of sides. */
#define IN(side, set) ((1 << (side)) & (set))
enum {
	OUT_LEFT = 1 << SPACE | 1 << OPEN | 1 << DASH,
	IN_RIGHT = 1 << LETTER | 1 << DIGIT,
	IN_LEFT = 1 << LETTER | 1 << DIGIT | 1 << STOP | 1 << COMMA | 1 << DASH,
	OUT_RIGHT =
	    1 << SPACE | 1 << STOP | 1 << COMMA | 1 << DASH | 1 << CLOSE,
};

static int
side_of(unsigned char c)
{
	if ((c | 32u) - 'a' < 26)
		return LETTER;
	if (c >= '0' && c <= '9')
		return DIGIT;
	switch (c) {
	case ' ':
	case '\n':
	case '\t':
	case '\r':
		return SPACE;
	case '.':
	case '!':
	case '?':
		return STOP;
	case ',':
	case ';':
	case ':':
		return COMMA;
	case '-':
		return DASH;
	case '(':
	case '[':
		return OPEN;
	case ')':
	case ']':
		return CLOSE;
	case '"':
	case '\'':
		return MARK;
	}
	return ODD;
}

/* The last byte of a sequence that begins with E2 80. */
static int
side_of_e280(unsigned char c)
{
	if (c >= 0x98 && c <= 0x9d && c != 0x9b)
		return MARK;
	return c == 0x93 || c == 0x94 ? DASH : c == 0xa6 ? STOP : ODD;
}

static int
before(const unsigned char *p, size_t start, size_t at)
{
	if (at == start)
		return SPACE;
	if (p[at - 1] < 0x80)
		return side_of(p[at - 1]);
	if (at - start >= 3 && p[at - 3] == 0xe2 && p[at - 2] == 0x80)
		return side_of_e280(p[at - 1]);
	if (at - start >= 2 && p[at - 2] >= 0xc3 && p[at - 2] <= 0xd4)
		return LETTER;
	return ODD;
}

static int
after(const unsigned char *p, size_t at, size_t end)
{
	if (at == end)
		return SPACE;
	if (p[at] < 0x80)
		return side_of(p[at]);
	if (end - at >= 3 && p[at] == 0xe2 && p[at + 1] == 0x80)
		return side_of_e280(p[at + 2]);
	if (end - at >= 2 && p[at] >= 0xc3 && p[at] <= 0xd4)
		return LETTER;
	return ODD;
}

void
plain_start(struct plain *pl, struct str text, int lines, int runs)
{
	pl->lines = lines;
	pl->runs = runs;
	scan_from(&pl->scan, text, 0);
	pl->place = scan_next(&pl->scan);
}

static void
push(struct plain *pl, size_t off, size_t len, int two, int glyph)
{
	struct plain_mark *m;

	pl->v = mem_room(pl->v, pl->n, &pl->cap, sizeof(*pl->v));
	m = &pl->v[pl->n++];
	m->off = (uint32_t)off;
	m->len = (unsigned char)len;
	m->two = (unsigned char)two;
	m->glyph = (unsigned char)glyph;
	m->partner = PAIRING_NONE;
}

static int
blank_line(struct str s, size_t at)
{
	while (at < s.n && s.p[at] != '\n' && is_blank(s.p[at]))
		at++;
	return at >= s.n || s.p[at] == '\n';
}

size_t
plain_next(struct plain *pl, size_t at)
{
	struct str s = pl->scan.text;
	size_t i, len;
	int two, glyph, c;

	pl->n = 0;
	pl->odd = pl->ran = 0;
	for (;; pl->place = scan_next(&pl->scan)) {
		if ((i = pl->place) >= s.n)
			return s.n;
		if (i < at)
			continue;
		c = (unsigned char)s.p[i];
		if (c == '\n' && (pl->lines || blank_line(s, i + 1)))
			return i;
		if (c == '\n')
			continue;
		if (c == '.' || c == '-') {
			pl->ran |= pl->runs;
			continue;
		}
		len = 1;
		two = c == '"';
		glyph = MARK_STRAIGHT;
		if (c != '"' && c != '\'' &&
		    (len = mark_at(s, i, &two, &glyph)) == 0)
			continue;
		pl->odd |= glyph > MARK_RIGHT;
		if (pl->n <= MARKS_MAX)
			push(pl, i, len, two, glyph);
	}
}

static int
elided(const struct map *elisions, struct str s, size_t at, size_t end)
{
	char low[16];
	size_t n = 0;

	for (; at + n < end && n < sizeof(low); n++) {
		if ((unsigned)(s.p[at + n] | 32) - 'a' >= 26)
			break;
		low[n] = (char)(s.p[at + n] | 32);
	}
	if (at + n < end && (unsigned char)s.p[at + n] >= 0x80 &&
	    (unsigned char)s.p[at + n] != 0xe2)
		return 0;
	return n > 0 && map_has(elisions, str_of(low, n));
}

struct open {
	uint32_t mark[2]; /* single, double; or none */
	int elision;      /* a straight 'tis was met */
};

/* A double mark: where nothing else is open of its kind it opens, else it
 * closes, and it stands accordingly. */
static int
read_double(struct plain *pl, size_t i, int l, int r, struct open *o)
{
	struct plain_mark *m = &pl->v[i];
	int opens = IN(l, OUT_LEFT) && (IN(r, IN_RIGHT) || r == MARK) &&
	            (l != OPEN || m->glyph != MARK_STRAIGHT); /* f("x") */
	int closes = (IN(l, IN_LEFT) || l == MARK) && IN(r, OUT_RIGHT);

	if (m->glyph == MARK_STRAIGHT && (opens == closes || l == DIGIT))
		return 0;
	if (m->glyph != MARK_STRAIGHT)
		*(m->glyph == MARK_LEFT ? &closes : &opens) = 0;
	if (opens && o->mark[1] == PAIRING_NONE) {
		m->role = ROLE_OPEN;
		o->mark[1] = (uint32_t)i;
		return 1;
	}
	if (!closes || o->mark[1] == PAIRING_NONE)
		return 0;
	m->role = ROLE_CLOSE;
	m->partner = o->mark[1];
	pl->v[m->partner].partner = (uint32_t)i;
	o->mark[1] = PAIRING_NONE;
	return 1;
}

/* China’ s: does what may belong to the word come behind a space? */
static int
tail(const unsigned char *p, size_t at, size_t end)
{
	return end - at > 1 && p[at] == ' ' &&
	       memchr("stdmlrv", p[at + 1], 7) != NULL &&
	       (end - at < 4 || side_of(p[at + 2]) != LETTER ||
	           side_of(p[at + 3]) != LETTER);
}

/* A comma or a stop behind a space? */
static int
loose(const unsigned char *p, size_t at, size_t end)
{
	return end - at > 1 && p[at] == ' ' &&
	       (p[at + 1] == ',' || p[at + 1] == '.');
}

/* Does a quotation begin here, after a stop or a comma? */
static int
begins(const unsigned char *p, size_t start, size_t at)
{
	return at == start || (at - start > 1 && p[at - 1] == ' ' &&
	                          memchr(",:;.!?", p[at - 2], 6) != NULL);
}

static int
read_single(struct plain *pl, size_t i, int l, int r, int elision, int first,
    struct open *o)
{
	struct plain_mark *m = &pl->v[i];

	m->role = ROLE_APOSTROPHE;
	if (l == LETTER && r == LETTER)
		return m->glyph != MARK_LEFT;
	/* It does not open where no single mark behind it can close. */
	if (elision && m->glyph == MARK_STRAIGHT && (l == SPACE || l == DASH) &&
	    o->mark[0] == PAIRING_NONE) {
		o->elision = 1;
		return 1;
	}
	if (o->elision)
		return 0;
	if (IN(l, OUT_LEFT) || l == MARK) {
		if (r != LETTER ||
		    (m->glyph == MARK_STRAIGHT &&
		        (l == MARK ? m[-1].role != ROLE_OPEN : !first)))
			return 0;
		if (m->glyph == MARK_RIGHT)
			return elision;
		if (elision || o->mark[0] != PAIRING_NONE)
			return 0;
		m->role = ROLE_OPEN;
		o->mark[0] = (uint32_t)i;
		return 1;
	}
	if (!(IN(l, IN_LEFT) && l != DIGIT) ||
	    !(IN(r, OUT_RIGHT) || r == MARK) || m->glyph == MARK_LEFT)
		return 0;
	if (o->mark[0] == PAIRING_NONE)
		return l == LETTER;
	if (l == LETTER && pl->v[o->mark[0]].glyph == MARK_STRAIGHT)
		return 0;
	m->role = ROLE_CLOSE;
	m->partner = o->mark[0];
	pl->v[m->partner].partner = (uint32_t)i;
	o->mark[0] = PAIRING_NONE;
	return 1;
}

int
plain_read(struct plain *pl, size_t at, size_t end, const struct map *elisions,
    int goes_on)
{
	const unsigned char *p = (const unsigned char *)pl->scan.text.p;
	struct open o = { { PAIRING_NONE, PAIRING_NONE }, 0 };
	struct plain_mark *m;
	size_t i, behind;
	int l, r;

	if (pl->odd || pl->n > MARKS_MAX)
		return 0;
	for (i = 0; i < pl->n; i++) {
		m = &pl->v[i];
		behind = m->off + m->len;
		l = before(p, at, m->off);
		r = after(p, behind, end);
		if (r == SPACE &&
		    (m->two ? loose(p, behind, end) : tail(p, behind, end)))
			return 0;
		if (m->two
		        ? !read_double(pl, i, l, r, &o)
		        : !read_single(pl, i, l, r,
		              l != LETTER && r == LETTER &&
		                  elided(elisions, pl->scan.text, behind, end),
		              begins(p, at, m->off), &o))
			return 0;
	}
	return (o.mark[0] == PAIRING_NONE && o.mark[1] == PAIRING_NONE) ||
	       goes_on;
}

void
plain_free(struct plain *pl)
{
	free(pl->v);
	memset(pl, 0, sizeof(*pl));
}
