#include <stdlib.h>

#include "line.h"

static int
blank(int c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\v';
}

/* The line at at, which ends at stop. */
static struct line
measure(struct str s, size_t at, size_t stop)
{
	struct line l = { 0 };
	size_t i;

	for (; at < stop && blank(s.p[at]); at++)
		l.indent += s.p[at] == '\t' ? 8 - l.indent % 8 : 1;
	while (stop > at && blank(s.p[stop - 1]))
		stop--;
	l.off = at;
	l.end = stop;
	for (i = at; i < stop; i++)
		l.width += ((unsigned char)s.p[i] & 0xc0) != 0x80;
	return l;
}

/* The end of the line at at: its line end, a form feed, or the text's. */
static size_t
line_end(struct str s, size_t at)
{
	while (at < s.n && s.p[at] != '\n' && s.p[at] != '\f')
		at++;
	return at;
}

int
block_next(struct str s, size_t *at, struct block *b)
{
	struct line l;
	size_t stop;

	b->n = 0;
	b->page = 0;
	while (*at < s.n) {
		stop = line_end(s, *at);
		l = measure(s, *at, stop);
		if (l.off == l.end && b->n > 0)
			return 1;
		if (l.off < l.end) {
			b->v = mem_room(b->v, b->n, &b->cap, sizeof(*b->v));
			b->v[b->n++] = l;
		}
		if (stop < s.n && s.p[stop] == '\f') {
			/* It belongs to the next block. */
			if (b->n > 0) {
				*at = stop;
				return 1;
			}
			b->page = 1;
		}
		*at = stop < s.n ? stop + 1 : s.n;
	}
	return b->n > 0;
}

void
block_free(struct block *b)
{
	free(b->v);
	memset(b, 0, sizeof(*b));
}

int
line_code(struct str l)
{
	static const char pairs[][3] = { "=>", "</", "/>", "::", "={", "()",
		"{<", "==", "!=", "&&", "||", "++",
		"+=", "-=", "<=", ":=", "->", "){" };
	size_t i, k;
	int sign = 0;

	while (l.n > 0 && (l.p[l.n - 1] == ' ' || l.p[l.n - 1] == '\r'))
		l.n--;
	for (i = 0; i + 1 < l.n; i++) {
		if (memchr("(){}=<!&", l.p[i], 8) == NULL &&
		    memchr("|:+-/", l.p[i], 5) == NULL)
			continue;
		if (l.p[i] == '(' && (i == 0 || l.p[i - 1] == ' '))
			continue; /* as in prose */
		sign |= memchr("({=", l.p[i], 3) != NULL;
		for (k = 0; k < NELEM(pairs); k++)
			if (memcmp(l.p + i, pairs[k], 2) == 0)
				return 1;
	}
	return sign && l.n > 0 && memchr(";{}", l.p[l.n - 1], 3) != NULL;
}
