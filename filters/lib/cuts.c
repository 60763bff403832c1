/*
 * A run of letters as the words that it was before their spaces were lost,
 * or misread as marks or letters: the best way to cut it into words as they are, and
 * the best ways in which one of them was misread besides.
 */
#include <limits.h>

#include "misread.h"

enum {
	RUN_MAX = 40,
	WORD_MAX = 20,
	NEAR_MIN = 2, /* letters of what was misread besides */
	NEAR_MAX = 16,
	NEAR_WORDS = 3,      /* beside it */
	PARTS = 5,           /* that are searched for */
	LETTER = 4 * LM_BIT, /* what a letter that is explained is worth */
};

/* What was cut so far, or is to be cut from here on. */
struct cuts {
	struct cut at[RUN_MAX + 1]; /* n is 0 where there is none */
};

/* A part that is no word between parts that are. */
struct part {
	size_t from, end;
	struct cut left, right;
	int cost;
};

static int
from_channel(int cost)
{
	return cost * (LM_BIT / CHANNEL_BIT);
}

static int
is_mark(char c)
{
	return ((unsigned char)c | 0x20) < 'a' ||
	       (((unsigned char)c | 0x20) > 'z' && (unsigned char)c < 0x80);
}

/* A speck where a space is was read as a mark, or as a letter. */
static int
may_be_blank(const struct doc *d, char c)
{
	return is_mark(c) || (d->t->english && d->noise > REAL_NOISE &&
	                         (unsigned char)c < 0x80);
}

/* Short words come by chance: they must be frequent. */
static int
may_stand(const struct doc *d, uint32_t id, struct str s)
{
	static const int most[] = { 0, 8, 11, 14, 17, 20 };

	if (id < LM_FIRST || s.p[0] == '\'')
		return 0;
	if (s.n == 1 && s.p[0] != 'a' && s.p[0] != 'i')
		return 0;
	return lm_unigram(d->t->lm, id) < most[s.n < 5 ? s.n : 5] * LM_BIT;
}

/* What it costs that there is no space, or a mark in its place. */
static int
gap_cost(const struct doc *d, struct str s, size_t from, size_t to)
{
	return from == to ? d->space_lost
	                  : channel_cost(&d->t->channel, STR(" "),
	                        str_cut(s, from, to)) +
	                        d->shift;
}

static void
join(struct cut *to, const struct cut *left, const struct cut *right, int gap)
{
	unsigned i;

	*to = *left;
	for (i = 0; i < right->n; i++)
		to->id[to->n++] = right->id[i];
	to->channel += right->channel + gap;
	to->cost += right->cost + from_channel(gap);
}

/* Offer a word from i to j to the cells that it leads to: on the left what
 * ends at or before a mark before i, on the right what begins behind j. */
static void
offer(const struct doc *d, struct str s, struct cuts *c, size_t i, size_t j,
    uint32_t id, int right)
{
	struct cut word = { .n = 1, .cost = lm_unigram(d->t->lm, id) }, x;
	size_t here = right ? j : i, end = right ? s.n : 0;
	struct cut *to = &c->at[right ? i : j];
	const struct cut *next;
	int k, gap;

	word.id[0] = id;
	if (here == end) {
		if (to->n == 0 || word.cost < to->cost)
			*to = word;
		return;
	}
	for (k = 0; k < 2; k++) {
		size_t beside = right ? here + (size_t)k : here - (size_t)k;

		if (k > 0 && (beside == end ||
		                 !may_be_blank(d, s.p[right ? here : beside])))
			return;
		next = &c->at[beside];
		if (next->n == 0 || next->n == ARC_WORDS)
			continue;
		gap = right ? gap_cost(d, s, here, beside)
		            : gap_cost(d, s, beside, here);
		if (right)
			join(&x, &word, next, gap);
		else
			join(&x, next, &word, gap);
		if (to->n == 0 || x.cost < to->cost)
			*to = x;
	}
}

/* The best way to cut all that is before each place, or behind it. */
static void
cut_all(const struct doc *d, struct str s, struct cuts *c, int right)
{
	size_t k, i, j, n;
	uint32_t id;

	memset(c, 0, sizeof(*c));
	for (k = 1; k <= s.n; k++)
		for (n = 1; n <= k && n <= WORD_MAX; n++) {
			i = right ? s.n - k : k - n;
			j = right ? i + n : k;
			id = lexis_word(d->t, str_cut(s, i, j));
			if (may_stand(d, id, str_cut(s, i, j)))
				offer(d, s, c, i, j, id, right);
		}
}

/* What stands beside a part, with the gap between; 0 if it cannot be. */
static int
beside(const struct doc *d, struct str s, const struct cuts *c, size_t at,
    int right, struct cut *out)
{
	static const struct cut none;
	struct cut x;
	size_t to;
	int k, found = 0;

	*out = none;
	if (at == (right ? s.n : 0))
		return 1;
	for (k = 0; k < 2; k++) {
		to = right ? at + (size_t)k : at - (size_t)k;
		if (k > 0 && !may_be_blank(d, s.p[right ? at : to]))
			break;
		if (c->at[to].n == 0 || c->at[to].n > NEAR_WORDS)
			continue;
		join(&x, &none, &c->at[to],
		    right ? gap_cost(d, s, at, to) : gap_cost(d, s, to, at));
		if (!found || x.cost < out->cost)
			*out = x;
		found = 1;
		if (to == (right ? s.n : 0))
			break;
	}
	return found;
}

static size_t
put_part(struct part *v, size_t n, const struct part *p)
{
	size_t i = n < PARTS ? n : PARTS - 1;

	if (n == PARTS && v[i].cost <= p->cost)
		return n;
	for (; i > 0 && v[i - 1].cost > p->cost; i--)
		v[i] = v[i - 1];
	v[i] = *p;
	return n < PARTS ? n + 1 : n;
}

/* The parts that are best explained by the words beside them. */
static size_t
find_parts(const struct doc *d, struct str s, const struct cuts *left,
    const struct cuts *right, struct part *out)
{
	struct part p;
	size_t i, j, n = 0;

	for (i = 0; i + NEAR_MIN <= s.n; i++) {
		if (!beside(d, s, left, i, 0, &p.left))
			continue;
		for (j = i + NEAR_MIN; j <= s.n && j <= i + NEAR_MAX; j++) {
			if (!beside(d, s, right, j, 1, &p.right) ||
			    p.left.n + p.right.n == 0 ||
			    p.left.n + p.right.n > NEAR_WORDS)
				continue;
			p.from = i;
			p.end = j;
			p.cost = p.left.cost + p.right.cost -
			         (int)(s.n - (j - i)) * LETTER;
			if (p.cost < 6 * LM_BIT)
				n = put_part(out, n, &p);
		}
	}
	return n;
}

static int
near_cut(struct doc *d, struct str s, const struct part *p, struct cut *out)
{
	struct str reading = str_cut(s, p->from, p->end);
	struct nears found = lexis_near(d->t, reading, SHAPE_LOWER,
	    (int)(24 + reading.n) * CHANNEL_BIT, 10, 1);
	const struct near *v = &d->t->near[found.first];
	struct cut word = { .n = 1 }, x;

	if (found.n == 0 || v->cost == 0)
		return 0;
	word.id[0] = d->t->id[v->word];
	word.channel = v->cost + v->confused * d->shift;
	word.cost =
	    from_channel(word.channel) + lm_unigram(d->t->lm, word.id[0]);
	join(&x, &p->left, &word, 0);
	join(out, &x, &p->right, 0);
	return 1;
}

size_t
cuts_find(struct doc *d, struct str s, int nearly, struct cut out[CUTS])
{
	struct part part[PARTS];
	struct cuts left, right;
	struct cut x, best = { .cost = INT_MAX };
	size_t i, n, found = 0;

	if (s.n < 3 || s.n > RUN_MAX)
		return 0;
	cut_all(d, s, &left, 0);
	if (left.at[s.n].n > 1)
		out[found++] = left.at[s.n];
	if (!nearly || s.n < 2 + NEAR_MIN)
		return found;
	cut_all(d, s, &right, 1);
	n = find_parts(d, s, &left, &right, part);
	for (i = 0; i < n; i++)
		if (near_cut(d, s, &part[i], &x) && x.cost < best.cost)
			best = x;
	if (best.cost < INT_MAX)
		out[found++] = best;
	return found;
}
