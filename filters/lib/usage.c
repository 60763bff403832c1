#include <math.h>
#include <string.h>

#include "marks.h"

enum {
	KEY = LM_WORD_MAX + GAP_MAX + 3,
};

/* A place, one byte of what it is and more of which, and a gap. */
static struct str
key_of(char kind, struct str which, struct str gap, char key[KEY])
{
	size_t n = which.n > LM_WORD_MAX ? LM_WORD_MAX : which.n;

	key[0] = kind;
	memcpy(key + 1, which.p, n);
	key[1 + n] = '\t';
	memcpy(key + 2 + n, gap.p, gap.n);
	return str_of(key, 2 + n + gap.n);
}

static struct str
word_of(const struct scene *c, size_t i, char low[LM_WORD_MAX])
{
	struct str s = str_cut(c->d->in, c->v[i].off, c->v[i].end);

	if (c->v[i].digit)
		return STR("0");
	return form_small(
	    s.n > LM_WORD_MAX ? str_of(s.p, LM_WORD_MAX) : s, low);
}

static struct str
look_of(const struct scene *c, size_t i, size_t j, char look[2])
{
	look[0] = (char)('0' + signs_shape(&c->v[i]));
	look[1] = (char)('0' + signs_shape(&c->v[j]));
	return str_of(look, 2);
}

void
usage_count(struct scene *c, size_t i, struct str gap)
{
	char key[KEY], low[LM_WORD_MAX], look[2];
	struct map *m = &c->h.places;

	++*map_put(m, key_of('<', word_of(c, i, low), gap, key));
	if (i + 1 == c->n)
		return;
	++*map_put(m, key_of('>', word_of(c, i + 1, low), gap, key));
	++*map_put(m, key_of('=', look_of(c, i, i + 1, look), gap, key));
}

static double
count(const struct map *m, struct str key)
{
	int64_t *n = map_get(m, key);

	return n == NULL ? 0 : (double)*n;
}

/* Over what was read there, of which this very gap is one. */
static int
odds(const struct map *m, char kind, struct str which, struct str from,
    struct str to)
{
	char key[KEY];
	double a = count(m, key_of(kind, which, to, key));
	double b = count(m, key_of(kind, which, from, key));

	return (int)lround(16 * log2((a + 0.5) / ((b > 0 ? b - 1 : 0) + 0.5)));
}

void
usage_signs(const struct scene *c, size_t i, size_t j, struct str from,
    struct str to, int x[USAGE])
{
	const struct map *m = &c->h.places;
	char key[KEY], low[LM_WORD_MAX], look[2];
	struct str s = look_of(c, i, j, look);

	if (to.n > GAP_MAX)
		return;
	x[0] = (int)lround(
	    16 * log2((count(&c->h.gaps, to) + 0.5) / (c->h.words + 20)));
	x[1] = odds(m, '=', s, from, to);
	x[2] = (int)lround(16 * log2(count(m, key_of('=', s, to, key)) + 1));
	x[3] = odds(m, '<', word_of(c, i, low), from, to);
	x[4] = odds(m, '>', word_of(c, j, low), from, to);
}
