#include <stdlib.h>

#include "seam.h"
#include "sentence.h"
#include "stop.h"
#include "unicode.h"

struct sentences {
	struct stops *stops;
	unsigned char look[256]; /* what a byte may be */
};

enum { STOP = 1, LINE, SEAM };

struct sentences *
sentences_open(const struct settings *s)
{
	struct sentences *t = mem_new(1, sizeof(*t));
	const char *p;
	int c;

	t->stops = stops_open(s);
	for (c = 'A'; c <= 'Z'; c++)
		t->look[c] = SEAM;
	for (p = seam_rules; *p != '\0'; p++)
		t->look[(unsigned char)*p] = SEAM;
	t->look[':'] = SEAM;
	t->look['\n'] = LINE;
	t->look['.'] = t->look['!'] = t->look['?'] = STOP;
	t->look[0xe2] = STOP;
	for (c = 0xd6; c < 0x100; c++)
		t->look[c] = STOP;
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

/* The sentence from begin up to end, without the white space about it. */
static void
put(struct spans *out, struct str s, size_t begin, size_t end)
{
	while (end > begin && is_blank(s.p[end - 1]))
		end--;
	if (end == begin)
		return;
	out->v = mem_room(out->v, out->n, &out->cap, sizeof(*out->v));
	out->v[out->n++] = (struct span){ (uint32_t)begin, (uint32_t)end };
}

static size_t
skip_space(struct str s, size_t at)
{
	while (at < s.n && is_blank(s.p[at]))
		at++;
	return at;
}

/* Behind the line end at at: is there a blank line? */
static int
blank_line(struct str s, size_t at)
{
	for (at++; at < s.n && s.p[at] != '\n'; at++)
		if (!is_blank(s.p[at]))
			return 0;
	return at < s.n;
}

/* What stands before the sentence is no part of its words, though no space
 * may part them. */
static void
within(struct stop *p, size_t begin)
{
	p->token = p->token > begin ? p->token : begin;
	p->word = p->word > begin ? p->word : begin;
	p->tail = p->tail > begin ? p->tail : begin;
}

/* The sentence from begin up to at, if one ends there: where the next one
 * begins, and in at where to go on. */
static size_t
at_stop(const struct sentences *t, struct str s, size_t begin, size_t *at,
    struct spans *out)
{
	struct stop p;

	if (stop_mark(s, *at) == 0) {
		++*at;
		return begin;
	}
	stop_read(s, *at, &p);
	*at = p.close;
	within(&p, begin);
	if (stop_ends(t->stops, s, &p, begin) <= 0)
		return begin;
	put(out, s, begin, p.close);
	return *at = skip_space(s, p.close);
}

static size_t
at_line(struct str s, size_t begin, size_t *at, struct spans *out)
{
	if (!blank_line(s, *at)) {
		++*at;
		return begin;
	}
	put(out, s, begin, *at);
	return *at = skip_space(s, *at);
}

static size_t
at_seam(const struct sentences *t, struct str s, size_t begin, size_t *at,
    struct spans *out)
{
	struct seam m;

	if (!seam_at(t->stops, s, begin, *at, &m)) {
		++*at;
		return begin;
	}
	put(out, s, begin, m.a);
	put(out, s, m.a, m.b);
	return *at = skip_space(s, m.b);
}

void
sentences_split(const struct sentences *t, struct str s, struct spans *out)
{
	size_t begin = skip_space(s, 0), at = begin;

	while (at < s.n)
		switch (t->look[(unsigned char)s.p[at]]) {
		case STOP:
			begin = at_stop(t, s, begin, &at, out);
			break;
		case LINE:
			begin = at_line(s, begin, &at, out);
			break;
		case SEAM:
			begin = at_seam(t, s, begin, &at, out);
			break;
		default:
			at++;
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
