/*
 * Interpolated modified Kneser-Ney smoothing (Chen and Goodman 1998), and
 * pruning by how much would be lost: uses times the difference between a
 * gram's cost and the cost of falling back (Seymore and Rosenfeld 1996).
 * What is pruned adds its mass to what falling back gets, so that all
 * chances behind two words still add up to one.
 */
#include <stdlib.h>

#include "lmbuild.h"
#include "lmfile.h"

/* How much is taken from a count of one, two, and more. */
struct discount {
	double of[4];
};

static void
tally(uint64_t n[5], uint32_t count)
{
	if (count > 0 && count < 5)
		n[count]++;
}

static struct discount
discount_of(const uint64_t n[5])
{
	struct discount d = { { 0, 0.6, 0.9, 1.2 } };
	double y;
	int i;

	if (n[1] == 0 || n[2] == 0 || n[3] == 0 || n[4] == 0)
		return d;
	y = (double)n[1] / ((double)n[1] + 2 * (double)n[2]);
	for (i = 1; i < 4; i++) {
		d.of[i] = i - (i + 1) * y * (double)n[i + 1] / (double)n[i];
		if (d.of[i] < 0.1)
			d.of[i] = 0.1;
		if (d.of[i] > i - 0.05)
			d.of[i] = i - 0.05;
	}
	return d;
}

static double
taken(const struct discount *d, uint32_t count)
{
	return d->of[count < 3 ? count : 3];
}

/* Choosing the best of many by a score: how many have each score. */
struct best {
	uint32_t n[1 << 20];
};

static uint32_t
rank_of(float score)
{
	uint32_t bits;

	memcpy(&bits, &score, sizeof(bits));
	return score > 0 ? bits >> 12 : 0;
}

/* The lowest rank that stays when at most max do; 1 at least. */
static uint32_t
best_rank(const struct best *b, size_t max)
{
	size_t sum = 0;
	uint32_t i;

	for (i = NELEM(b->n) - 1; i > 0; i--)
		if ((sum += b->n[i]) > max)
			return i + 1;
	return 1;
}

static double
apart(double p, double q)
{
	double d = (double)lmfile_cost(q) - (double)lmfile_cost(p);

	return d < 0 ? -d : d;
}

/* Pairs from triples; a word behind LM_START counts by its uses, because
 * nothing but LM_START stands before it. */
static void
find_pairs(struct lmbuild *b, uint64_t n3[5])
{
	const uint64_t ids = ((uint64_t)1 << 2 * LMFILE_ID) - 1;
	struct spill_item t;

	spill_open(&b->couples, b->memory);
	spill_put(&b->couples, lmfile_bi(LM_START, LM_START), 0, 0);
	for (spill_rewind(&b->triples); spill_next(&b->triples, &t);) {
		tally(n3, t.a);
		spill_put(&b->couples, t.key & ids, t.a,
		    (t.key & ids) >> LMFILE_ID == LM_START ? t.a : 1);
	}
}

struct row {
	double total, loose, kept; /* counts; what discounting frees */
};

static void
keep_pair(struct lmbuild *b, const struct spill_item *t)
{
	b->pair = mem_room(b->pair, b->npair, &b->cappair, sizeof(*b->pair));
	b->pair[b->npair++] =
	    (struct lmbuild_pair){ .key = t->key, .raw = t->a, .count = t->b };
}

/* Read the pairs; keep in memory those seen twice. */
static struct discount
read_pairs(struct lmbuild *b, uint32_t *count1)
{
	const uint32_t id = ((uint32_t)1 << LMFILE_ID) - 1;
	uint64_t n2[5] = { 0 };
	struct spill_item t;

	for (spill_rewind(&b->couples); spill_next(&b->couples, &t);) {
		tally(n2, t.b);
		if (t.a > 0)
			count1[t.key & id]++;
		if (t.a >= 2 || t.a == 0)
			keep_pair(b, &t);
	}
	return discount_of(n2);
}

static struct row *
sum_rows(struct lmbuild *b, const struct discount *d)
{
	struct row *row = mem_new(b->words, sizeof(*row));
	struct spill_item t;

	for (spill_rewind(&b->couples); spill_next(&b->couples, &t);) {
		if (t.a == 0)
			continue;
		row[t.key >> LMFILE_ID].total += t.b;
		row[t.key >> LMFILE_ID].loose += taken(d, t.b);
	}
	return row;
}

/* The chance of words behind nothing known, from how many they follow.  An
 * extension says nothing of words that it never saw and does not name. */
static void
fit_words(struct lmbuild *b, const uint32_t *count1)
{
	const uint32_t named = b->base != NULL ? b->first : 0;
	uint64_t n1[5] = { 0 };
	double total = 0, loose = 0, seen = 0;
	struct discount d;
	uint32_t w;

	b->p1 = mem_new(b->words, sizeof(*b->p1));
	for (w = 0; w < b->words; w++)
		tally(n1, count1[w]);
	d = discount_of(n1);
	for (w = 0; w < b->words; w++) {
		total += count1[w];
		loose += taken(&d, count1[w]);
		seen += count1[w] > 0 || w >= named;
	}
	if (total == 0)
		total = loose = 1;
	for (w = 0; w < b->words; w++)
		if (count1[w] > 0 || w >= named)
			b->p1[w] = (count1[w] - taken(&d, count1[w])) / total +
			           loose / total / seen;
}

static void
fit_pairs(struct lmbuild *b, const struct discount *d, struct row *row)
{
	const uint32_t id = ((uint32_t)1 << LMFILE_ID) - 1;
	struct best *best = mem_new(1, sizeof(*best));
	struct lmbuild_pair *p;
	struct row *r;
	double lower;
	float *score = mem_new(b->npair + 1, sizeof(*score));
	uint32_t least;
	size_t i;

	for (i = 0; i < b->npair; i++) {
		p = &b->pair[i];
		r = &row[p->key >> LMFILE_ID];
		if (p->raw == 0) {
			p->kept = 1;
			continue;
		}
		lower = r->loose / r->total * b->p1[p->key & id];
		p->p = (p->count - taken(d, p->count)) / r->total + lower;
		score[i] = (float)(p->raw * apart(p->p, lower));
		best->n[rank_of(score[i])]++;
	}
	least = best_rank(best, b->max_pairs);
	for (i = 0; i < b->npair; i++) {
		p = &b->pair[i];
		if (p->raw > 0 && rank_of(score[i]) >= least) {
			p->kept = 1;
			row[p->key >> LMFILE_ID].kept +=
			    p->count - taken(d, p->count);
		}
	}
	free(score);
	free(best);
}

/* Only those that stay, with the chance that they have now. */
static void
settle_pairs(struct lmbuild *b, const struct discount *d, struct row *row)
{
	const uint32_t id = ((uint32_t)1 << LMFILE_ID) - 1;
	size_t i, n = 0;
	struct lmbuild_pair *p;
	struct row *r;
	double back;
	uint32_t w;

	b->back1 = mem_new(b->words, sizeof(*b->back1));
	for (w = 0; w < b->words; w++)
		if (row[w].total > 0)
			b->back1[w] =
			    lmfile_cost(1 - row[w].kept / row[w].total);
	for (i = 0; i < b->npair; i++) {
		if (!b->pair[i].kept)
			continue;
		p = &b->pair[n++];
		*p = b->pair[i];
		r = &row[p->key >> LMFILE_ID];
		if (p->raw == 0)
			continue;
		back = (1 - r->kept / r->total) * b->p1[p->key & id];
		p->p = (p->count - taken(d, p->count)) / r->total + back;
	}
	b->npair = n;
}

static struct lmbuild_pair *
pair_at(struct lmbuild *b, uint64_t key)
{
	size_t low = 0, high = b->npair, mid;

	while (low < high) {
		mid = low + (high - low) / 2;
		if (b->pair[mid].key < key)
			low = mid + 1;
		else
			high = mid;
	}
	return low < b->npair && b->pair[low].key == key ? &b->pair[low] : NULL;
}

/* The triples behind one pair of words. */
struct group {
	struct spill_item *v;
	size_t n, cap;
	double total, loose;
};

static int
next_group(struct lmbuild *b, struct group *g, struct spill_item *ahead,
    const struct discount *d)
{
	uint64_t words = ahead->key >> LMFILE_ID;

	g->n = 0;
	g->total = g->loose = 0;
	if (ahead->a == 0)
		return 0;
	do {
		g->total += ahead->a;
		g->loose += taken(d, ahead->a);
		if (ahead->a >= 2) {
			g->v = mem_room(g->v, g->n, &g->cap, sizeof(*g->v));
			g->v[g->n++] = *ahead;
		}
		if (!spill_next(&b->triples, ahead)) {
			ahead->a = 0;
			break;
		}
	} while (ahead->key >> LMFILE_ID == words);
	return 1;
}

static float
triple_score(const struct lmbuild_pair *suffix, const struct group *g,
    const struct spill_item *t, const struct discount *d)
{
	double lower = g->loose / g->total * suffix->p;
	double p = (t->a - taken(d, t->a)) / g->total + lower;

	return (float)(t->a * apart(p, lower));
}

static void
keep_triple(struct lmbuild *b, uint64_t key, double p)
{
	b->triple =
	    mem_room(b->triple, b->ntriple, &b->captriple, sizeof(*b->triple));
	b->cost = mem_room(b->cost, b->ntriple, &b->capcost, sizeof(*b->cost));
	b->triple[b->ntriple] = key;
	b->cost[b->ntriple++] = lmfile_cost(p);
}

/* The first time, see how they rank; then keep those of a rank. */
static void
rank_group(struct lmbuild *b, struct group *g, const struct discount *d,
    struct best *x)
{
	const uint64_t ids = ((uint64_t)1 << 2 * LMFILE_ID) - 1;
	const struct lmbuild_pair *p;
	size_t i;

	for (i = 0; i < g->n; i++)
		if ((p = pair_at(b, g->v[i].key & ids)) != NULL)
			x->n[rank_of(triple_score(p, g, &g->v[i], d))]++;
}

static void
keep_group(struct lmbuild *b, struct group *g, const struct discount *d,
    uint32_t least, struct lmbuild_pair *from)
{
	const uint64_t ids = ((uint64_t)1 << 2 * LMFILE_ID) - 1;
	const struct lmbuild_pair *p;
	double kept = 0, back;
	size_t i, n = 0;

	for (i = 0; i < g->n; i++) {
		p = pair_at(b, g->v[i].key & ids);
		if (p == NULL ||
		    rank_of(triple_score(p, g, &g->v[i], d)) < least)
			continue;
		kept += g->v[i].a - taken(d, g->v[i].a);
		g->v[n++] = g->v[i];
	}
	back = 1 - kept / g->total;
	/* Over 0: by that the reader knows that there are any. */
	from->back = n > 0 && back > 0.998 ? 1 : lmfile_cost(back);
	for (i = 0; i < n; i++) {
		p = pair_at(b, g->v[i].key & ids);
		keep_triple(b, g->v[i].key,
		    (g->v[i].a - taken(d, g->v[i].a)) / g->total + back * p->p);
	}
}

static void
sweep(
    struct lmbuild *b, const struct discount *d, struct best *x, uint32_t least)
{
	struct spill_item ahead = { 0 };
	struct lmbuild_pair *from;
	struct group g = { 0 };

	spill_rewind(&b->triples);
	spill_next(&b->triples, &ahead);
	while (next_group(b, &g, &ahead, d)) {
		if (g.n == 0 ||
		    (from = pair_at(b, g.v[0].key >> LMFILE_ID)) == NULL)
			continue;
		if (x != NULL)
			rank_group(b, &g, d, x);
		else
			keep_group(b, &g, d, least, from);
	}
	free(g.v);
}

static void
fit_triples(struct lmbuild *b, const struct discount *d)
{
	struct best *best = mem_new(1, sizeof(*best));

	sweep(b, d, best, 0);
	sweep(b, d, NULL, best_rank(best, b->max_triples));
	free(best);
}

void
lmbuild_fit(struct lmbuild *b)
{
	uint32_t *count1 = mem_new(b->words, sizeof(*count1));
	uint64_t n3[5] = { 0 };
	struct discount d2, d3;
	struct row *row;

	find_pairs(b, n3);
	d3 = discount_of(n3);
	d2 = read_pairs(b, count1);
	row = sum_rows(b, &d2);
	fit_words(b, count1);
	fit_pairs(b, &d2, row);
	settle_pairs(b, &d2, row);
	fit_triples(b, &d3);
	free(count1);
	free(row);
}

void
lmbuild_free(struct lmbuild *b)
{
	map_free(&b->map);
	free(b->word);
	free(b->entry);
	spill_free(&b->triples);
	spill_free(&b->couples);
	free(b->p1);
	free(b->back1);
	free(b->pair);
	free(b->triple);
	free(b->cost);
}
