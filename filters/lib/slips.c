/*
 * What was confused before in the same text.
 *
 * A machine that took the e's of one page for o's does so again on it, so
 * what a text was changed by makes the same confusion cheaper in what is
 * left of it: -log2 of (PRIOR * p + seen) / (PRIOR + how often its truth is
 * there), p being its chance in any text.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "misread.h"
#include "utf8.h"

enum {
	PRIOR = 100,
	SEEN = 2,           /* times at least */
	GAIN = CHANNEL_BIT, /* at least */
	LOOKED = 100,       /* the most common */
	EXPLAINED = 4,      /* confusions of one change */
	ABOUT = 1,          /* bytes beside what differs */
	WORD = 40,          /* bytes of a change */
	UNDONE = 10,        /* places of a reading */
	SEARCHED = 2,       /* of them, if no word is there */
	WORK = 6,           /* of such a search */
	FOUND = 4,          /* words by it */
};

static int
has_letter(struct str s)
{
	size_t i;

	for (i = 0; i < s.n; i++)
		if ((s.p[i] | 0x20) >= 'a' && (s.p[i] | 0x20) <= 'z')
			return 1;
	return 0;
}

static void
count(struct slips *h, struct map *index, const struct confusion *c)
{
	struct buf key = { 0 };
	struct slip *x;
	int64_t *at;

	if (c->nread == 0 || memchr(c->read, ' ', c->nread) != NULL ||
	    memchr(c->truth, ' ', c->ntruth) != NULL ||
	    utf8_valid(str_of(c->read, c->nread)) != c->nread ||
	    utf8_valid(str_of(c->truth, c->ntruth)) != c->ntruth)
		return;
	buf_put(&key, str_of(c->truth, c->ntruth));
	buf_putc(&key, '\n');
	buf_put(&key, str_of(c->read, c->nread));
	at = map_put(index, buf_str(&key));
	buf_free(&key);
	if (*at == 0) {
		h->v = mem_room(h->v, h->n, &h->cap, sizeof(*h->v));
		x = &h->v[h->n++];
		*x = (struct slip){
			.nread = c->nread, .ntruth = c->ntruth, .plain = c->cost
		};
		memcpy(x->read, c->read, c->nread);
		memcpy(x->truth, c->truth, c->ntruth);
		*at = (int64_t)h->n;
	}
	h->v[*at - 1].count++;
}

/* What two strings differ in, and a little about it. */
static void
narrow(struct str *a, struct str *b)
{
	size_t least = a->n < b->n ? a->n : b->n, from = 0, end = 0;

	while (from < least && a->p[from] == b->p[from])
		from++;
	while (
	    end < least - from && a->p[a->n - 1 - end] == b->p[b->n - 1 - end])
		end++;
	from = from > ABOUT ? from - ABOUT : 0;
	end = end > ABOUT ? end - ABOUT : 0;
	*a = str_cut(*a, from, a->n - end);
	*b = str_cut(*b, from, b->n - end);
}

static void
explain(const struct lexis *t, struct str old, struct str new, struct slips *h,
    struct map *index)
{
	struct confusion c[EXPLAINED];
	struct buf b = { 0 }, w = { 0 };
	struct str read, truth;
	size_t i, n;

	channel_fold(old, &b);
	channel_fold(new, &w);
	read = buf_str(&b);
	truth = buf_str(&w);
	narrow(&read, &truth);
	n = channel_explain(&t->channel, truth, read, c, EXPLAINED);
	for (i = 0; n < EXPLAINED && i < n; i++)
		count(h, index, &c[i]);
	buf_free(&b);
	buf_free(&w);
}

static size_t
times(struct str in, const struct slip *h)
{
	size_t n = 0, at;

	if (h->ntruth == 0)
		return in.n;
	for (at = 0; at + h->ntruth <= in.n; at++)
		n += in.p[at] == h->truth[0] &&
		     memcmp(in.p + at, h->truth, h->ntruth) == 0;
	return n;
}

static int
by_count(const void *a, const void *b)
{
	const struct slip *x = a, *y = b;

	if (x->count != y->count)
		return x->count > y->count ? -1 : 1;
	return memcmp(x, y, sizeof(*x));
}

/* What it costs where all confusions cost so much more. */
static int
adapted(const struct slip *h, int shift)
{
	double p = exp2(-(double)(h->plain + shift) / CHANNEL_BIT);

	p = (PRIOR * p + h->count) / (PRIOR + (double)h->there + h->count);
	return (int)lround(-log2(p < 0.5 ? p : 0.5) * CHANNEL_BIT);
}

void
slips_weigh(struct slips *s, int shift)
{
	struct slip *h;
	size_t i;

	for (i = 0; i < s->n; i++) {
		h = &s->v[i];
		h->cost = adapted(h, shift);
		h->less = h->plain + shift - h->cost;
	}
}

void
slips_learn(const struct lexis *t, struct str in, const struct edits *made,
    struct str now, struct slips *h)
{
	struct map index = { 0 };
	size_t i, n = 0;

	for (i = 0; i < made->n; i++) {
		const struct edit *e = &made->v[i];
		struct str old = str_cut(in, e->off, (size_t)e->off + e->len);
		struct str new = edit_text(made, e);

		if (old.n <= WORD && new.n <= WORD && has_letter(new) &&
		    old.n > 0)
			explain(t, old, new, h, &index);
	}
	map_free(&index);
	if (h->n > 1)
		qsort(h->v, h->n, sizeof(*h->v), by_count);
	for (i = 0; i < h->n && i < LOOKED && h->v[i].count >= SEEN; i++) {
		h->v[i].there = times(now, &h->v[i]);
		if (adapted(&h->v[i], 0) + GAIN <= h->v[i].plain)
			h->v[n++] = h->v[i];
	}
	h->n = n;
}

/* One word more that a form may be, or cheaper than it was. */
static void
put(struct doc *d, struct form *f, uint32_t id, int cost, enum shape shape)
{
	struct cand *c;
	size_t i;

	for (i = 0; i < f->ncand; i++) {
		c = &d->cands[f->cand + i];
		if (c->id == id && c->shape == shape) {
			if (cost < c->cost) {
				c->cost = cost;
				f->slipped = 2;
			}
			return;
		}
	}
	d->cands =
	    mem_room(d->cands, d->ncands, &d->candcap, sizeof(*d->cands));
	d->cands[d->ncands++] = (struct cand){ id, cost, (unsigned char)shape };
	f->ncand++;
	f->slipped = 2;
}

static void
undo(struct doc *d, struct form *f, const struct slip *h, size_t at, int widely,
    int bound)
{
	struct buf b = { 0 };
	struct nears found;
	enum shape shape;
	const struct near *v;
	char low[LM_WORD_MAX];
	uint32_t id;
	size_t i;

	buf_put(&b, str_cut(f->text, 0, at));
	buf_put(&b, str_of(h->truth, h->ntruth));
	buf_put(&b, str_cut(f->text, at + h->nread, f->text.n));
	shape = at == 0 ? form_shape(buf_str(&b)) : (enum shape)f->shape;
	if (b.n > 0 && b.n <= sizeof(low)) {
		id = lexis_word(d->t, form_small(buf_str(&b), low));
		if (id != LM_UNKNOWN)
			put(d, f, id, h->cost, shape);
		else if (widely) {
			found = lexis_near(
			    d->t, buf_str(&b), shape, bound, WORK, FOUND);
			for (i = 0; i < found.n; i++) {
				v = &d->t->near[found.first + i];
				put(d, f, d->t->id[v->word],
				    h->cost + v->cost + v->confused * d->shift,
				    shape);
			}
		}
	}
	buf_free(&b);
}

/* May the slip at a place be the first or the last difference of a word? */
static int
fits(struct str word, struct str read, const struct slip *h, size_t at)
{
	size_t behind = read.n - at - h->nread, end;

	if (word.n < at + h->ntruth || word.n < behind + h->ntruth)
		return 0;
	end = word.n - behind;
	return (memcmp(word.p, read.p, at) == 0 &&
	           memcmp(word.p + at, h->truth, h->ntruth) == 0) ||
	       (memcmp(word.p + end, read.p + at + h->nread, behind) == 0 &&
	           memcmp(word.p + end - h->ntruth, h->truth, h->ntruth) == 0);
}

/* Words that were found for other confusions beside the slip. */
static void
recost(struct doc *d, struct form *f, size_t n, const struct slip *h, size_t at)
{
	int least = h->cost + GAIN;
	struct cand *c;
	size_t i;

	for (i = 0; i < n; i++) {
		c = &d->cands[f->cand + i];
		if (c->shape == f->shape && c->cost > least &&
		    fits(lm_str(d->t->lm, c->id), f->text, h, at)) {
			c->cost -= h->less;
			if (c->cost < least)
				c->cost = least;
			f->slipped = 2;
		}
	}
}

void
slips_add(struct doc *d, struct form *f, int widely, int bound)
{
	const struct slip *h = d->slips->v, *end = h + d->slips->n;
	size_t i, n = 0, found = f->ncand;

	for (; h < end && n < UNDONE && f->known < 2; h++) {
		if (h->less < GAIN)
			continue;
		for (i = 0; i + h->nread <= f->text.n && n < UNDONE; i++)
			if (memcmp(f->text.p + i, h->read, h->nread) == 0) {
				recost(d, f, found, h, i);
				undo(d, f, h, i, widely && n < SEARCHED, bound);
				n++;
			}
	}
}

static int
slipped(struct doc *d, struct form *f)
{
	if (f->slipped == 0) {
		f->slipped = 1;
		if (f->known < 2)
			form_search(d, f, 1, 0);
	}
	return f->slipped == 2;
}

int
slips_near(struct doc *d, uint32_t i)
{
	uint32_t k = i > 0 ? i - 1 : 0;

	for (; k < d->p.n && k < i + 2; k++)
		if (slipped(d, &d->forms[d->form[k]]))
			return 1;
	return 0;
}
