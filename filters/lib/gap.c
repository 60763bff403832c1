#include <string.h>

#include "gap.h"
#include "unicode.h"

static int
word_byte(unsigned char b)
{
	return (b >= '0' && b <= '9') ||
	       ((b | 0x20) >= 'a' && (b | 0x20) <= 'z');
}

/* Is the character at *at, which moves behind it, of a word? */
static int
word_char(struct str s, size_t *at)
{
	uint32_t c;

	if ((unsigned char)s.p[*at] < 0x80)
		return word_byte((unsigned char)s.p[(*at)++]);
	c = utf8_next(s, at);
	return c != UTF8_BAD && (uc_letter(c) || uc_digit(c));
}

static void
describe(struct str s, struct word *w)
{
	size_t i, lower = 0, upper = 0;

	for (i = w->off; i < w->end; i++) {
		if (s.p[i] >= 'a' && s.p[i] <= 'z') {
			lower++;
		} else if (s.p[i] >= 'A' && s.p[i] <= 'Z') {
			w->mixed |= lower > 0;
			upper++;
		} else if (s.p[i] >= '0' && s.p[i] <= '9') {
			w->digit = 1;
		}
	}
	w->upper = s.p[w->off] >= 'A' && s.p[w->off] <= 'Z';
	w->caps = upper > 1 && upper > lower;
}

int
word_next(struct str s, size_t *at, struct word *w)
{
	size_t next = *at;

	*w = (struct word){ 0 };
	for (; *at < s.n; *at = next)
		if (word_char(s, &next))
			break;
	if (*at >= s.n)
		return 0;
	w->off = *at;
	for (*at = next; *at < s.n; *at = next)
		if (!word_char(s, &next))
			break;
	w->end = *at;
	describe(s, w);
	return 1;
}

static char
mark_of(uint32_t c)
{
	if (c < 0x80)
		return strchr(",.;:!?()-'\"&/%+=", (int)c) != NULL ? (char)c
		       : c == '[' || c == '{'                      ? '('
		       : c == ']' || c == '}'                      ? ')'
		       : c == '$'                                  ? '$'
		       : c == '`'                                  ? '\''
		                                                   : '*';
	if ((c >= 0x2018 && c <= 0x201b) || c == 0xb4 || c == 0x2032)
		return '\'';
	if ((c >= 0x201c && c <= 0x201f) || c == 0xab || c == 0xbb ||
	    c == 0x2033)
		return '"';
	if ((c >= 0x2010 && c <= 0x2015) || c == 0x2212 || c == 0xac ||
	    c == 0xad)
		return '-';
	return c == 0xa3 || c == 0x20ac ? '$' : '*';
}

void
gap_read(struct str s, size_t at, size_t end, struct gap *g)
{
	size_t next;
	uint32_t c;
	char k;

	*g = (struct gap){ 0 };
	for (; at < end; at = next) {
		next = at;
		c = utf8_next(s, &next);
		if (c == '\n' && g->lines < 9)
			g->lines++;
		k = c != UTF8_BAD && (c <= ' ' || uc_space(c)) ? ' '
		                                               : mark_of(c);
		if (g->n > 0 && k == g->s[g->n - 1] && (k == ' ' || k == '*'))
			continue;
		if (g->n == GAP_MAX) {
			g->n = 0;
			break;
		}
		g->at[g->n] = at;
		g->s[g->n++] = k;
	}
	g->at[g->n] = end;
}

/* The blanks of a gap that say most: those with a line end. */
static struct str
blank_of(struct str text, const struct gap *g)
{
	size_t a = g->at[0], z = g->at[g->n];
	size_t at = str_chr(str_cut(text, 0, z), a, '\n'), end = at;

	if (at >= z)
		return STR(" ");
	while (at > a && (unsigned char)text.p[at - 1] <= ' ')
		at--;
	while (end < z && (unsigned char)text.p[end] <= ' ')
		end++;
	return str_cut(text, at, end);
}

void
gap_put(struct edits *out, struct str text, const struct gap *g, struct str to,
    unsigned rule)
{
	struct buf b = { 0 };
	struct str blank = blank_of(text, g);
	size_t a = 0, z = 0, i, last = to.n;

	while (a < to.n && a < g->n && to.p[a] == g->s[a])
		a++;
	while (z < to.n - a && z < g->n - a &&
	       to.p[to.n - 1 - z] == g->s[g->n - 1 - z])
		z++;
	/* Blanks that go may not take the line end with them. */
	if (memchr(blank.p, '\n', blank.n) != NULL)
		a = z = 0;
	for (i = a; i < to.n - z; i++)
		if (to.p[i] == ' ')
			last = i;
	for (i = a; i < to.n - z; i++)
		if (i == last)
			buf_put(&b, blank);
		else
			buf_putc(&b, to.p[i]);
	edits_put(out, g->at[a], g->at[g->n - z] - g->at[a], buf_str(&b), rule);
	buf_free(&b);
}
