#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "weigh.h"

enum {
	WORST = -6 * LM_BIT, /* a change that costs more is not looked at */
	AGO = 2,             /* words that the model sees before one */
};

void *
view_room(const struct view *w, size_t size)
{
	return mem_new(w->d->end - w->from + 1, size);
}

/* Does a line begin at a piece, amid a sentence? */
static int
line_amid(const struct doc *d, uint32_t k)
{
	return k > 0 && d->p.v[k - 1].line && !d->p.v[k - 1].stop &&
	       d->p.v[k].kind == PIECE_WORD;
}

static void
count_piece(struct view *w, uint32_t k)
{
	const struct piece *p = &w->d->p.v[k];
	uint32_t at = k - w->from, i;
	int is[TALLIES] = { arc_unknown(w->d, k), p->shape != SHAPE_LOWER,
		p->dot, p->kind == PIECE_NUMBER, p->end - p->off <= 2 };

	for (i = 0; i < TALLIES; i++)
		w->tally[i][at + 1] = w->tally[i][at] + (uint32_t)is[i];
	if (line_amid(w->d, k))
		w->capitals += p->shape != SHAPE_LOWER ? 1 : -1;
}

void
view_open(struct view *w)
{
	const struct doc *d = w->d;
	const struct arc *a;
	uint32_t k;
	size_t i;

	w->arcs = view_room(w, sizeof(*w->arcs));
	w->to = view_room(w, sizeof(*w->to));
	w->back = view_room(w, sizeof(*w->back));
	for (i = 0; i < TALLIES; i++)
		w->tally[i] = view_room(w, sizeof(*w->tally[i]));
	w->best = view_room(w, sizeof(*w->best));
	w->second = view_room(w, sizeof(*w->second));
	w->which = view_room(w, sizeof(*w->which));
	for (i = d->l.n; i > 0; i--)
		w->arcs[d->l.v[i - 1].from - w->from] = i - 1;
	for (i = 0; i < d->l.npath; i++) {
		a = &d->l.v[d->l.path[i]];
		w->to[a->from - w->from] = d->l.path[i] + 1;
		w->back[a->to - w->from] = d->l.path[i] + 1;
	}
	for (k = w->from; k < d->end; k++) {
		count_piece(w, k);
		w->best[k - w->from] = w->second[k - w->from] = INT_MIN;
	}
}

void
view_close(struct view *w)
{
	size_t i;

	free(w->arcs);
	free(w->to);
	free(w->back);
	for (i = 0; i < TALLIES; i++)
		free(w->tally[i]);
	map_free(&w->habits);
	map_free(&w->same);
	free(w->best);
	free(w->second);
	free(w->which);
}

const struct arc *
view_onward(const struct view *w, uint32_t at)
{
	size_t i = w->to[at - w->from];

	return &w->d->l.v[i > 0 ? i - 1 : w->arcs[at - w->from]];
}

const struct arc *
view_behind(const struct view *w, uint32_t at)
{
	size_t i = w->back[at - w->from];

	return &w->d->l.v[i > 0 ? i - 1 : w->arcs[at - 1 - w->from]];
}

static struct context
left_of(const struct view *w, uint32_t at)
{
	struct context c = { LM_START, LM_START };
	const struct arc *a[AGO];
	size_t n = 0;

	for (; n < AGO && at > w->from; at = a[n++]->from)
		a[n] = view_behind(w, at);
	while (n > 0)
		arc_follow(a[--n], &c);
	return c;
}

/* What the two arcs behind a node cost. */
static int
right_of(const struct view *w, uint32_t at, struct context c)
{
	const struct arc *a;
	int cost = 0, i;

	for (i = 0; i < AGO && at < w->d->end; i++, at = a->to) {
		a = view_onward(w, at);
		cost += arc_cost(&w->d->l, w->d->t->lm, a, &c);
	}
	return cost;
}

static int
own_cost(const struct arc *a, struct context c)
{
	return c.w1 == LM_START ? a->start : a->cost;
}

/* The arc that takes a broken word as it is, for one that changes it. */
static const struct arc *
broken_keep(const struct view *w, const struct arc *a)
{
	const struct doc *d = w->d;
	size_t i = w->arcs[a->from - w->from] + 1;

	if (a->to != a->from + 2 || !d->p.v[a->from].hyphen)
		return NULL;
	for (; i < d->l.n && d->l.v[i].from == a->from; i++)
		if (d->l.v[i].what == 0 && d->l.v[i].to == a->to)
			return &d->l.v[i];
	return NULL;
}

static void
stay_make(
    const struct view *w, const struct arc *a, struct context c, struct stay *s)
{
	const struct arc *b = broken_keep(w, a);
	uint32_t k;

	*s = (struct stay){ .made = 1 };
	if (b != NULL) {
		s->own = own_cost(b, c);
		s->left = arc_cost(&w->d->l, w->d->t->lm, b, &c);
	}
	for (k = a->from; b == NULL && k < a->to; k++) {
		const struct arc *keep = &w->d->l.v[w->arcs[k - w->from]];

		s->own += own_cost(keep, c);
		s->left += arc_cost(&w->d->l, w->d->t->lm, keep, &c);
	}
	s->right = right_of(w, a->to, c);
	s->cost = s->left + s->right;
	s->left -= s->own;
}

static void
rank(struct view *w, const struct arc *a, int gain, size_t i)
{
	uint32_t k;

	for (k = a->from - w->from; k < a->to - w->from; k++) {
		if (gain > w->best[k]) {
			w->second[k] = w->best[k];
			w->best[k] = gain;
			w->which[k] = i;
		} else if (gain > w->second[k]) {
			w->second[k] = gain;
		}
	}
}

static int
is_break(char c)
{
	return (unsigned char)c <= ' ' || c == '-' ||
	       (unsigned char)c == 0xac || (unsigned char)c == 0xc2;
}

/* A word broken with a hyphen stays so, if nothing but that would change. */
static int
changes_nothing(const struct doc *d, const struct change *c)
{
	struct str old = str_cut(d->in, c->off, c->end);
	struct str new = str_of(d->pool.p + c->text, c->ntext);
	size_t i = 0, k = 0, line = str_chr(old, 0, '\n');

	if (line == old.n || c->to != c->from + 2 || !d->p.v[c->from].hyphen)
		return str_eq(old, new);
	for (;; i++, k++) {
		while (i < old.n && is_break(old.p[i]))
			i++;
		while (k < new.n && is_break(new.p[k]))
			k++;
		if (i == old.n || k == new.n)
			return i == old.n && k == new.n;
		if (old.p[i] != new.p[k])
			return 0;
	}
}

/* The two spellings of English are both right. */
static int
same_but_z(struct str a, struct str b)
{
	size_t i;
	int z = 0;

	if (a.n != b.n)
		return 0;
	for (i = 0; i < a.n; i++) {
		if ((a.p[i] == 's' && b.p[i] == 'z') ||
		    (a.p[i] == 'z' && b.p[i] == 's'))
			z = 1;
		else if (a.p[i] != b.p[i])
			return 0;
	}
	return z;
}

/* The letter at *at, which moves behind it, with those that older spelling
 * had in its place: Theil, bey, Kredit, dass. */
static int
old_letter(struct str s, size_t *at)
{
	char c = s.p[*at];

	if (str_starts(str_cut(s, *at, s.n), STR("\u00df"))) {
		*at += 2;
		return 's';
	}
	++*at;
	if (*at < s.n && (((c | 0x20) == 't' && s.p[*at] == 'h') ||
	                     (c == 's' && s.p[*at] == 's')))
		++*at;
	return c == 'c' || c == 'z'   ? 'k'
	       : c == 'C' || c == 'Z' ? 'K'
	       : c == 'y'             ? 'i'
	                              : c;
}

static int
old_spelling(struct str a, struct str b)
{
	size_t i = 0, j = 0;

	while (i < a.n && j < b.n)
		if (old_letter(a, &i) != old_letter(b, &j))
			return 0;
	return i == a.n && j == b.n;
}

static int
spelt_too(const struct doc *d, struct str a, struct str b)
{
	return d->t->english ? same_but_z(a, b)
	                     : !str_eq(a, b) && old_spelling(a, b);
}

/* In verse all lines begin with capitals. */
static int
verse(const struct view *w, const struct change *c)
{
	return c->rule == CASE && w->capitals > 0 && line_amid(w->d, c->from);
}

static void
weigh(struct view *w, uint32_t i, struct context c, struct stay stay[4],
    struct bench *out)
{
	struct doc *d = w->d;
	const struct arc *a = &d->l.v[i];
	struct stay *s = &stay[a->to - a->from];
	struct weighed x = { .arc = i, .left = c };
	struct change *ch = &d->changes[a->what - 1];

	ch->from = a->from;
	ch->to = a->to;
	if (changes_nothing(d, ch) || verse(w, ch) ||
	    spelt_too(d, str_cut(d->in, ch->off, ch->end),
	        str_of(d->pool.p + ch->text, ch->ntext)))
		return;
	if (!s->made)
		stay_make(w, a, c, s);
	x.stay = *s;
	x.own = own_cost(a, c);
	x.new_left = arc_cost(&d->l, d->t->lm, a, &c) - x.own;
	if (s->cost - x.own - x.new_left < WORST)
		return;
	x.new_right = right_of(w, a->to, c);
	x.gain = s->cost - x.own - x.new_left - x.new_right;
	if (x.gain < WORST)
		return;
	ch->gain = x.gain;
	out->v = mem_room(out->v, out->n, &out->cap, sizeof(*out->v));
	out->v[out->n] = x;
	rank(w, a, x.gain, out->n++);
}

void
view_weigh(struct view *w, struct bench *out)
{
	const struct doc *d = w->d;
	struct stay stay[4];
	struct context c;
	uint32_t i = 0, from;

	while (i < d->l.n) {
		from = d->l.v[i].from;
		memset(stay, 0, sizeof(stay));
		if (i + 1 < d->l.n && d->l.v[i + 1].from == from)
			c = left_of(w, from);
		for (; i < d->l.n && d->l.v[i].from == from; i++)
			if (d->l.v[i].what != 0)
				weigh(w, i, c, stay, out);
	}
}
