#include <stdlib.h>

#include "misread.h"
#include "utf8.h"

enum {
	SHORT = 6,                /* bytes: shorter words the model knows */
	LONG = 40,                /* longer ones are not looked at */
	EDITS = 160,              /* single confusions of one reading */
	TRIES = 400,              /* readings with one or two undone */
	ASKED = 24,               /* of them, the likeliest, of Hunspell */
	DEAR = 10 * CHANNEL_BIT,  /* a confusion */
	BOUND = 16 * CHANNEL_BIT, /* two of them */
	FOUND = 3,
};

/* A confusion that may have made the reading what it is at a place. */
struct undo {
	const struct confusion *by;
	size_t at;
};

struct attempt {
	char s[2 * LONG];
	size_t n;
	int channel, cost;
};

struct attempts {
	struct undo undo[EDITS];
	size_t nundo;
	struct attempt v[TRIES];
	size_t n;
};

static int
letters(const char *s, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (((s[i] | 0x20) < 'a' || (s[i] | 0x20) > 'z') &&
		    (unsigned char)s[i] < 0x80)
			return 0;
	return 1;
}

static int
by_channel(const void *a, const void *b)
{
	const struct undo *x = a, *y = b;

	if (x->by->cost != y->by->cost)
		return x->by->cost < y->by->cost ? -1 : 1;
	if (x->at != y->at)
		return x->at < y->at ? -1 : 1;
	return x->by < y->by ? -1 : x->by > y->by;
}

static int
by_cost(const void *a, const void *b)
{
	const struct attempt *x = a, *y = b;

	return x->cost != y->cost
	           ? x->cost < y->cost ? -1 : 1
	           : str_cmp(str_of(x->s, x->n), str_of(y->s, y->n));
}

static void
find_undos(const struct channel *ch, struct str s, struct attempts *t)
{
	const struct confusion *c;
	size_t i;

	for (i = 0; i < s.n; i++)
		for (c = channel_from(ch, (unsigned char)s.p[i]);
		     c != NULL && c->cost <= DEAR; c = channel_next(ch, c))
			if (t->nundo < EDITS && c->nread <= s.n - i &&
			    memcmp(c->read, s.p + i, c->nread) == 0 &&
			    letters(c->truth, c->ntruth))
				t->undo[t->nundo++] = (struct undo){ c, i };
	qsort(t->undo, t->nundo, sizeof(*t->undo), by_channel);
}

/* The reading with one confusion undone, or with another behind it too. */
static void
attempt(const struct doc *d, struct str s, struct attempts *t,
    const struct undo *a, const struct undo *b)
{
	struct attempt *x = &t->v[t->n];
	struct buf out = { 0 };
	size_t at = a->at + a->by->nread;
	struct str w;

	buf_put(&out, str_cut(s, 0, a->at));
	buf_put(&out, str_of(a->by->truth, a->by->ntruth));
	x->channel = a->by->cost + d->shift;
	if (b != NULL) {
		buf_put(&out, str_cut(s, at, b->at));
		buf_put(&out, str_of(b->by->truth, b->by->ntruth));
		x->channel += b->by->cost + d->shift;
		at = b->at + b->by->nread;
	}
	buf_put(&out, str_cut(s, at, s.n));
	w = buf_str(&out);
	if (w.n <= sizeof(x->s) && letters(w.p, w.n) && utf8_valid(w) == w.n) {
		memcpy(x->s, w.p, w.n);
		x->n = w.n;
		x->cost = x->channel * (LM_BIT / CHANNEL_BIT) +
		          lm_spell(d->t->lm, w) / 2;
		t->n++;
	}
	buf_free(&out);
}

static void
try_all(const struct doc *d, struct str s, struct attempts *t)
{
	const struct undo *a, *b, *end = t->undo + t->nundo;

	for (a = t->undo; a < end && t->n < TRIES; a++)
		attempt(d, s, t, a, NULL);
	for (a = t->undo; a < end; a++)
		for (b = t->undo; b < a && t->n < TRIES; b++) {
			if (a->by->cost + b->by->cost > BOUND)
				break;
			if (a->at + a->by->nread <= b->at)
				attempt(d, s, t, a, b);
			else if (b->at + b->by->nread <= a->at)
				attempt(d, s, t, b, a);
		}
	qsort(t->v, t->n, sizeof(*t->v), by_cost);
}

static void
put(struct doc *d, struct form *f, const struct attempt *x)
{
	struct rare *g;

	d->guesses = mem_room(
	    d->guesses, d->nguesses, &d->guesscap, sizeof(*d->guesses));
	g = &d->guesses[d->nguesses++];
	*g = (struct rare){ .text = d->guessed.n,
		.ntext = x->n,
		.channel = x->channel,
		.cost = x->cost };
	buf_put(&d->guessed, str_of(x->s, x->n));
	f->nguess++;
}

void
guess_words(struct doc *d, struct form *f)
{
	struct attempts t;
	size_t i;

	if (f->guessed)
		return;
	f->guessed = 1;
	f->guess = d->nguesses;
	f->nguess = 0;
	if (d->t->words == NULL || f->text.n < SHORT || f->text.n > LONG)
		return;
	t.nundo = t.n = 0;
	find_undos(&d->t->channel, f->text, &t);
	try_all(d, f->text, &t);
	for (i = 0; i < t.n && i < ASKED && f->nguess < FOUND; i++)
		if (words_know(d->t->words, str_of(t.v[i].s, t.v[i].n)))
			put(d, f, &t.v[i]);
}
