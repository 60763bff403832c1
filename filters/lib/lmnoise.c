/*
 * Which words of noisy texts are mostly other words misread.
 *
 * Clean texts say how often a word may be expected, and what it would be
 * if every use were one of another word misread: their uses, by the chance
 * that each is read so.  A word is used oftener than either, because the
 * texts are about other things, and their print is of another kind; it is
 * noise if the second would explain its uses with less to explain away.
 */
#include <stdlib.h>

#include "lmbuild.h"
#include "lmfile.h"
#include "trie.h"

enum {
	NEAR_LEAST = 20, /* uses of a word that is misread */
	NEAR = 24,       /* words that one may have been */
	NEAR_WORK = 3000,
	NEAR_BOUND = 18 * CHANNEL_BIT,
	MATTER = 13, /* tenths: matters change more than print does */
};

struct doubt {
	struct trie *trie;
	struct search *search;
	struct str *word; /* of the trie, sorted */
	unsigned char *rare;
	double *uses; /* as many as in the noisy texts */
	size_t n;
};

static int
small_letters(struct str s)
{
	size_t i;

	for (i = 0; i < s.n; i++)
		if ((s.p[i] < 'a' || s.p[i] > 'z') && s.p[i] != '\'')
			return 0;
	return s.n > 1 && s.p[0] != '\'';
}

static int
by_bytes(const void *a, const void *b)
{
	return str_cmp(*(const struct str *)a, *(const struct str *)b);
}

static double
expected(const struct lmbuild *b, struct str word)
{
	const int64_t *v = map_get(&b->map, word);

	return v == NULL ? 0
	                 : (double)b->word[map_entry_of(&b->map, v)].clean *
	                       (double)b->noisy / (double)b->clean;
}

static void
open_doubt(const struct lmbuild *b, struct doubt *d)
{
	size_t i;

	d->word = mem_new(b->map.n + 1, sizeof(*d->word));
	for (i = 0; i < b->map.n; i++)
		if (b->word[i].clean >= NEAR_LEAST &&
		    small_letters(b->map.v[i].key))
			d->word[d->n++] = b->map.v[i].key;
	qsort(d->word, d->n, sizeof(*d->word), by_bytes);
	d->uses = mem_new(d->n + 1, sizeof(*d->uses));
	d->rare = mem_new(d->n + 1, sizeof(*d->rare));
	for (i = 0; i < d->n; i++)
		d->uses[i] = expected(b, d->word[i]);
	d->trie = trie_open(d->word, d->rare, d->n);
	d->search = search_new();
}

static void
close_doubt(struct doubt *d)
{
	trie_close(d->trie);
	search_free(d->search);
	free(d->word);
	free(d->uses);
	free(d->rare);
}

/* 2^-cost, of cost in CHANNEL_BITs. */
static double
chance(int cost)
{
	double p = 1;

	for (; cost > 0; cost--)
		p *= 0.95760328069857365;
	return p;
}

/* How often other words may be expected to be read so. */
static double
misread(const struct lmbuild *b, const struct doubt *d, struct str word)
{
	struct near near[NEAR];
	double sum = 0;
	size_t i, n;

	n = trie_near(d->trie, b->channel, d->search, word, SHAPE_LOWER,
	    NEAR_BOUND, NEAR_WORK, near, NEAR);
	for (i = 0; i < n; i++)
		if (!str_eq(d->word[near[i].word], word))
			sum += d->uses[near[i].word] * chance(near[i].cost);
	return sum;
}

/* How many times as often, in costs. */
static double
times(double more, double less)
{
	return less < more ? (double)lmfile_cost(less / more) : 0;
}

static int
noise(const struct lmbuild *b, const struct doubt *d, size_t i)
{
	double seen = (double)b->word[i].noisy, meant, wrong;

	meant = expected(b, b->map.v[i].key) + 0.5;
	if (seen <= meant)
		return 0;
	wrong = misread(b, d, b->map.v[i].key);
	return wrong > 0.5 &&
	       MATTER * (times(seen, wrong) + times(wrong, seen)) <
	           10 * times(seen, meant);
}

void
lmbuild_doubt(struct lmbuild *b)
{
	struct doubt d = { 0 };
	size_t i;

	if (b->channel == NULL || b->channel->n == 0 || b->noisy == 0 ||
	    b->clean == 0)
		return;
	open_doubt(b, &d);
	for (i = 0; i < b->map.n; i++)
		if (b->word[i].noisy > 2 && small_letters(b->map.v[i].key) &&
		    noise(b, &d, i))
			b->word[i].noise = 1;
	close_doubt(&d);
	for (i = 0; i < b->map.n; i++)
		if (b->word[i].noise)
			b->word[i].noisy = 0;
}
