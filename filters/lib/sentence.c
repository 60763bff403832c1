#include <stdlib.h>

#include "sentence.h"
#include "stop.h"
#include "unicode.h"

struct sentences {
	struct stops *stops;
	unsigned char look[256]; /* bytes that a stop or a line end may have */
};

struct sentences *
sentences_open(const struct settings *s)
{
	struct sentences *t = mem_new(1, sizeof(*t));
	int c;

	t->stops = stops_open(s);
	t->look['.'] = t->look['!'] = t->look['?'] = t->look['\n'] = 1;
	t->look[0xe2] = 1;
	for (c = 0xd6; c < 0x100; c++)
		t->look[c] = 1;
	return t;
}

void
sentences_close(struct sentences *t)
{
	if (t == NULL)
		return;
	stops_close(t->stops);
	free(t);
}

static int
blank(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

/* The sentence from begin up to end, without the white space about it. */
static void
put(struct spans *out, struct str s, size_t begin, size_t end)
{
	while (end > begin && blank(s.p[end - 1]))
		end--;
	if (end == begin)
		return;
	out->v = mem_room(out->v, out->n, &out->cap, sizeof(*out->v));
	out->v[out->n++] = (struct span){ (uint32_t)begin, (uint32_t)end };
}

static size_t
skip_space(struct str s, size_t at)
{
	while (at < s.n && blank(s.p[at]))
		at++;
	return at;
}

/* Behind the line end at at: is there a blank line? */
static int
blank_line(struct str s, size_t at)
{
	for (at++; at < s.n && s.p[at] != '\n'; at++)
		if (!blank(s.p[at]))
			return 0;
	return at < s.n;
}

void
sentences_split(const struct sentences *t, struct str s, struct spans *out)
{
	size_t begin = skip_space(s, 0), at = begin;
	struct stop p;

	while (at < s.n) {
		if (!t->look[(unsigned char)s.p[at]]) {
			at++;
		} else if (s.p[at] == '\n') {
			if (blank_line(s, at)) {
				put(out, s, begin, at);
				begin = at = skip_space(s, at);
			} else {
				at++;
			}
		} else if (stop_mark(s, at) == 0) {
			at++;
		} else {
			stop_read(s, at, &p);
			at = p.close;
			if (stop_ends(t->stops, s, &p, begin) > 0) {
				put(out, s, begin, p.close);
				begin = at = skip_space(s, p.close);
			}
		}
	}
	if (begin < s.n)
		put(out, s, begin, s.n);
}

void
spans_free(struct spans *s)
{
	free(s->v);
	memset(s, 0, sizeof(*s));
}
