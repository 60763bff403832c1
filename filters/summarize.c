/*
 * summarize - keep the sentences that say most, and delete the rest
 *
 * Every sentence is kept word for word or not at all, in the order of the
 * text.  The size is a cap: at most so many words, as wc(1) counts them, or
 * sentences, or a share of the words.  A text that is within it is left
 * alone.
 *
 * A sentence is worth what the weights below make of its features, and of
 * what it says that the sentences kept so far have not said.  They are
 * taken from the best downwards while they fit.
 *
 * Not taken, while there are others: headings, list items and lines that are
 * no sentence; a sentence that begins with He, It, But and their like,
 * unless the one before it in the paragraph is kept; one whose quotation
 * marks are not paired.  If only such fit, they are taken: a summary of
 * prose is empty only where no sentence is as short as the cap.
 */
#include <stdlib.h>

#include "die.h"
#include "salience.h"

enum { CUT };

static const struct rule rules[] = {
	[CUT] = { "cut", "a sentence that says less than those kept", 95 },
};

static const struct filter_option options[] = {
	{ "words", 'w', "N", "at most N words (100)" },
	{ "sentences", 's', "N", "at most N sentences" },
	{ "share", 'r', "N", "at most N percent of the words" },
};

/* Learned by dictionaries/en/summarize.py; NOVEL is for what is new. */
static const int weights[FEATURES] = {
	[F_SECOND] = -100,
	[F_EARLY] = 500,
	[F_PLACE] = -100,
	[F_OPENS] = 200,
	[F_PERSON] = -400,
	[F_RARE] = -200,
};

enum {
	NOVEL = 100,
	SAID = 30, /* percent new, at least, or it was said before */
};

struct summarize {
	struct salience_tables *salience;
	size_t words, sentences; /* 0 where it does not count */
	unsigned share;          /* percent */
};

static size_t
number(const char *option, const char *value, size_t max)
{
	struct str s = str_from(value);
	int64_t n;

	if (max == 100 && str_ends(s, STR("%")))
		s.n--;
	n = str_num(s);
	if (n < 1 || (size_t)n > max)
		die("--%s: %s: not a number from 1 to %zu", option, value, max);
	return (size_t)n;
}

static void *
summarize_open(const struct settings *s)
{
	struct summarize *z = mem_new(1, sizeof(*z));
	const char *v;

	if ((v = settings_get(s, "words")) != NULL)
		z->words = number("words", v, EDITS_MAX);
	if ((v = settings_get(s, "sentences")) != NULL)
		z->sentences = number("sentences", v, EDITS_MAX);
	if ((v = settings_get(s, "share")) != NULL)
		z->share = (unsigned)number("share", v, 100);
	if (z->words == 0 && z->sentences == 0 && z->share == 0)
		z->words = 100;
	z->salience = salience_open(s);
	return z;
}

static void
summarize_close(void *tables)
{
	struct summarize *z = tables;

	salience_close(z->salience);
	free(z);
}

/* The choice. */

struct choice {
	const struct salience *o;
	size_t words, sentences; /* that may still be taken */
	unsigned char *kept;
	unsigned char *said; /* terms */
	struct heap_item {
		int64_t worth;
		size_t i;
	} * heap; /* the best first; worths may be old, and too high */
	size_t n, cap;
};

/* How much of what a sentence says is new, in thousandths. */
static int64_t
novelty(const struct choice *c, size_t i)
{
	const struct sentence_facts *f = &c->o->v[i];
	uint64_t all = 0, new = 0;
	uint32_t k, t;

	for (k = 0; k < f->terms; k++) {
		t = c->o->term[f->first_term + k];
		all += c->o->weight[t];
		if (!c->said[t])
			new += c->o->weight[t];
	}
	return all == 0 ? 1000 : (int64_t)(1000 * new / all);
}

static int64_t
worth(const struct choice *c, size_t i)
{
	int64_t sum = NOVEL * novelty(c, i);
	uint32_t k;

	for (k = 0; k < FEATURES; k++)
		sum += (int64_t)weights[k] * c->o->v[i].feature[k];
	return sum;
}

/* Of equals the earlier one is better. */
static int
better(struct heap_item a, struct heap_item b)
{
	return a.worth != b.worth ? a.worth > b.worth : a.i < b.i;
}

static void
heap_put(struct choice *c, size_t i)
{
	struct heap_item x = { worth(c, i), i };
	size_t at = c->n, up;

	c->heap = mem_room(c->heap, c->n, &c->cap, sizeof(*c->heap));
	for (c->n++; at > 0; at = up) {
		up = (at - 1) / 2;
		if (!better(x, c->heap[up]))
			break;
		c->heap[at] = c->heap[up];
	}
	c->heap[at] = x;
}

static size_t
heap_take(struct choice *c)
{
	size_t top = c->heap[0].i, at = 0, down;
	struct heap_item x = c->heap[--c->n];

	for (;; at = down) {
		down = 2 * at + 1;
		if (down >= c->n)
			break;
		if (down + 1 < c->n && better(c->heap[down + 1], c->heap[down]))
			down++;
		if (!better(c->heap[down], x))
			break;
		c->heap[at] = c->heap[down];
	}
	if (c->n > 0)
		c->heap[at] = x;
	return top;
}

/* Does the sentence need the one before it, and is that not kept? */
static int
hangs(const struct choice *c, size_t i)
{
	return c->o->v[i].leans &&
	       (i == 0 || !c->kept[i - 1] ||
	           c->o->v[i - 1].paragraph != c->o->v[i].paragraph);
}

static int
fits(const struct choice *c, size_t i)
{
	return c->sentences > 0 && c->o->v[i].words <= c->words;
}

static void
keep(struct choice *c, size_t i)
{
	const struct sentence_facts *f = &c->o->v[i];
	uint32_t k;

	c->kept[i] = 1;
	c->words -= f->words;
	c->sentences--;
	for (k = 0; k < f->terms; k++)
		c->said[c->o->term[f->first_term + k]] = 1;
	/* What leaned on it may be taken now. */
	if (i + 1 < c->o->n && c->o->v[i + 1].leans && c->o->v[i + 1].prose &&
	    c->o->v[i + 1].paired)
		heap_put(c, i + 1);
}

/* What a sentence says that is new only becomes less: a worth that is still
 * the best when it is counted anew is the best. */
static void
choose(struct choice *c)
{
	int64_t now;
	size_t i;

	while (c->n > 0 && c->sentences > 0) {
		i = heap_take(c);
		if (c->kept[i] || hangs(c, i) || !fits(c, i) ||
		    novelty(c, i) < SAID * 10)
			continue;
		now = worth(c, i);
		if (c->n > 0 && now < c->heap[0].worth) {
			heap_put(c, i);
			continue;
		}
		keep(c, i);
	}
}

static size_t
kept(const struct choice *c)
{
	size_t i, n = 0;

	for (i = 0; i < c->o->n; i++)
		n += c->kept[i];
	return n;
}

/* Take what comes closest to a sentence where none is whole and fits. */
static void
choose_any(struct choice *c)
{
	const struct sentence_facts *f;
	int pass;
	size_t i;

	for (pass = 0; pass < 3 && kept(c) == 0; pass++)
		for (i = 0; i < c->o->n; i++) {
			f = &c->o->v[i];
			if ((pass < 2 && !f->prose) ||
			    (pass < 1 && !f->paired) || !fits(c, i))
				continue;
			keep(c, i);
			if (f->prose)
				break;
		}
}

/* What lies between two sentences that are kept, or before the first. */
static struct str
between(const struct salience *o, size_t last, size_t i)
{
	if (last == o->n)
		return STR("");
	return o->v[last].paragraph == o->v[i].paragraph ? STR(" ")
	                                                 : STR("\n\n");
}

static void
put(struct edits *out, struct str s, size_t from, size_t to, struct str text)
{
	if (!str_eq(str_cut(s, from, to), text))
		edits_put(out, from, to - from, text, CUT);
}

static void
cut(const struct choice *c, struct str s, struct edits *out)
{
	const struct salience *o = c->o;
	size_t i, from = 0, last = o->n;
	size_t end = str_ends(s, STR("\n")) ? s.n - 1 : s.n;

	for (i = 0; i < o->n; i++) {
		if (!c->kept[i])
			continue;
		/* Neighbours keep what is between them. */
		if (last == o->n || last + 1 < i)
			put(out, s, from, o->v[i].off, between(o, last, i));
		last = i;
		from = o->v[i].end;
	}
	if (last == o->n)
		put(out, s, 0, s.n, STR(""));
	else if (last + 1 < o->n)
		put(out, s, from, end, STR(""));
}

static size_t
all_words(const struct salience *o)
{
	size_t i, n = 0;

	for (i = 0; i < o->n; i++)
		n += o->v[i].words;
	return n;
}

static void
summarize_edit(const void *tables, struct str s, struct edits *out)
{
	const struct summarize *z = tables;
	struct salience o = { 0 };
	struct choice c = { .o = &o };
	size_t words, i;

	salience_read(z->salience, s, &o);
	words = all_words(&o);
	c.words = z->words > 0   ? z->words
	          : z->share > 0 ? words * z->share / 100
	                         : words;
	c.sentences = z->sentences > 0 ? z->sentences : o.n;
	if (words > c.words || o.n > c.sentences) {
		c.kept = mem_new(o.n, 1);
		c.said = mem_new(o.nterms, 1);
		for (i = 0; i < o.n; i++)
			if (o.v[i].prose && o.v[i].paired)
				heap_put(&c, i);
		choose(&c);
		choose_any(&c);
		cut(&c, s, out);
	}
	free(c.kept);
	free(c.said);
	free(c.heap);
	salience_free(&o);
}

const struct filter summarize_filter = {
	.name = "summarize",
	.summary = "keep the sentences that say most, in N words or less",
	.rules = rules,
	.nrules = NELEM(rules),
	.asked = 1,
	.options = options,
	.noptions = NELEM(options),
	.open = summarize_open,
	.edit = summarize_edit,
	.close = summarize_close,
};
