#include <assert.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "misread.h"

/*
 * A change is judged by trees that look at what speaks for and against it.
 * Each asks DEPTH questions, is this feature over that, and gives the points
 * of the leaf that the answers lead to; the sum must be over the rule's own
 * threshold.  All of it is whole numbers, the same on every machine.
 */
enum {
	DEPTH = 6,
	LEAVES = 1 << DEPTH,
	WORST = -6 * LM_BIT,  /* a change that costs more is not looked at */
	BEHIND = 10 * LM_BIT, /* nor one so much worse than its rivals */
	NEAR = 10,            /* pieces */
	AGO = 2,              /* words that the model sees before one */
};

struct tree {
	unsigned char feature[DEPTH];
	int over[DEPTH];
	int leaf[LEAVES];
};

struct judge {
	struct tree *v;
	size_t n, cap;
	int threshold[JUDGED];
};

static const char *
read_tree(struct judge *j, const struct str *f)
{
	struct tree *t;
	size_t i;
	int64_t x;

	j->v = mem_room(j->v, j->n, &j->cap, sizeof(*j->v));
	t = &j->v[j->n++];
	for (i = 0; i < DEPTH; i++) {
		x = str_num(f[2 * i]);
		if (x < 0 || x >= FEATURES)
			return "no such feature";
		t->feature[i] = (unsigned char)x;
		t->over[i] = str_signed(f[2 * i + 1]);
	}
	for (i = 0; i < LEAVES; i++)
		t->leaf[i] = str_signed(f[2 * DEPTH + i]);
	return NULL;
}

struct judge *
judge_open(const struct settings *s, const struct rule *names)
{
	static const char name[] = "judge.tsv";
	struct judge *j = mem_new(1, sizeof(*j));
	struct tsv rows = { .text = dict_map(s, name, 0) };
	struct str f[2 * DEPTH + LEAVES];
	const char *why;
	size_t n;
	int r;

	for (r = 0; r < JUDGED; r++)
		j->threshold[r] = INT_MAX;
	while ((n = tsv_next(&rows, f, NELEM(f))) > 0) {
		why = NULL;
		if (n > 2)
			why = read_tree(j, f);
		else if ((r = rule_index(names, JUDGED, f[0])) >= 0)
			j->threshold[r] = str_signed(f[1]);
		else
			why = "no such rule";
		if (why != NULL)
			dict_broken(s, name, rows.line, why);
	}
	return j;
}

void
judge_close(struct judge *j)
{
	free(j->v);
	free(j);
}

static int
score(const struct judge *j, const int x[FEATURES])
{
	const struct tree *t;
	unsigned leaf;
	size_t i, k;
	int sum = 0;

	for (i = 0; i < j->n; i++) {
		t = &j->v[i];
		leaf = 0;
		for (k = 0; k < DEPTH; k++)
			leaf |= (unsigned)(x[t->feature[k]] > t->over[k]) << k;
		sum += t->leaf[leaf];
	}
	return sum;
}

/* ---- what a change costs where it stands ---- */

/* The block at hand; all by piece, from the block's first. */
struct view {
	struct doc *d;
	uint32_t from;
	size_t *arcs;      /* the first arc, which keeps the piece */
	size_t *to, *back; /* arcs of the path that begin and end here, + 1 */
	uint32_t *unknown; /* how many pieces before are no words */
	int *best;         /* gain of a change, or INT_MIN */
	size_t *which;     /* that change */
	int *second;       /* the next best's gain */
};

/* The pieces of an arc as they stand, for the same left side. */
struct stay {
	int cost, own, left, right;
	int made;
};

static void *
by_piece(const struct view *w, size_t size)
{
	return mem_new(w->d->end - w->from + 1, size);
}

static void
view_open(struct view *w)
{
	const struct doc *d = w->d;
	const struct arc *a;
	uint32_t k;
	size_t i;

	w->arcs = by_piece(w, sizeof(*w->arcs));
	w->to = by_piece(w, sizeof(*w->to));
	w->back = by_piece(w, sizeof(*w->back));
	w->unknown = by_piece(w, sizeof(*w->unknown));
	w->best = by_piece(w, sizeof(*w->best));
	w->second = by_piece(w, sizeof(*w->second));
	w->which = by_piece(w, sizeof(*w->which));
	for (i = d->l.n; i > 0; i--)
		w->arcs[d->l.v[i - 1].from - w->from] = i - 1;
	for (i = 0; i < d->l.npath; i++) {
		a = &d->l.v[d->l.path[i]];
		w->to[a->from - w->from] = d->l.path[i] + 1;
		w->back[a->to - w->from] = d->l.path[i] + 1;
	}
	for (k = w->from; k < d->end; k++) {
		w->unknown[k + 1 - w->from] =
		    w->unknown[k - w->from] + (uint32_t)arc_unknown(d, k);
		w->best[k - w->from] = w->second[k - w->from] = INT_MIN;
	}
}

static void
view_close(struct view *w)
{
	free(w->arcs);
	free(w->to);
	free(w->back);
	free(w->unknown);
	free(w->best);
	free(w->second);
	free(w->which);
}

/* The arc that the reading goes on by at a node, and the one it came by. */
static const struct arc *
onward(const struct view *w, uint32_t at)
{
	size_t i = w->to[at - w->from];

	return &w->d->l.v[i > 0 ? i - 1 : w->arcs[at - w->from]];
}

static const struct arc *
behind(const struct view *w, uint32_t at)
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
		a[n] = behind(w, at);
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
		a = onward(w, at);
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

/* A change that is looked at. */
struct weighed {
	uint32_t arc;
	struct context left;
	struct stay stay;
	int own, new_left, new_right, gain;
};

struct bench {
	struct weighed *v;
	size_t n, cap;
};

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
	if (changes_nothing(d, ch) ||
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

static void
weigh_all(struct view *w, struct bench *out)
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

/* How much better it is than all that it could be instead. */
static int
rival(const struct view *w, const struct bench *b, size_t i)
{
	const struct arc *a = &w->d->l.v[b->v[i].arc];
	int best = INT_MIN, x;
	uint32_t k;

	for (k = a->from - w->from; k < a->to - w->from; k++) {
		x = w->which[k] == i ? w->second[k] : w->best[k];
		if (x > best)
			best = x;
	}
	if (best < -10 * LM_BIT)
		best = -10 * LM_BIT;
	return b->v[i].gain - best;
}

/* ---- what speaks for and against it ---- */

static int
capped(int64_t x, int top)
{
	return (int)(x < -top ? -top : x < top ? x : top);
}

static int *
costs(const struct view *w, const struct weighed *v, int *x)
{
	const struct doc *d = w->d;
	const struct arc *a = &d->l.v[v->arc];
	const struct change *c = &d->changes[a->what - 1];

	*x++ = (int)c->rule;
	*x++ = capped(v->gain, 60 * LM_BIT);
	*x++ = capped(v->gain - v->stay.own + v->own, 60 * LM_BIT);
	*x++ = capped(v->stay.own, 60 * LM_BIT);
	*x++ = v->own;
	*x++ = c->channel;
	*x++ = c->channel * 4 / (int)(c->ntext + 1);
	*x++ = v->new_left;
	*x++ = v->stay.left;
	*x++ = v->new_right;
	*x++ = v->stay.right - v->new_right;
	*x++ = w->to[a->from - w->from] == v->arc + 1;
	return x;
}

static uint32_t
first_id(const struct arc *a)
{
	return a->n > 0 ? a->id[0] : LM_UNKNOWN;
}

/* The rarest word of an arc. */
static uint32_t
rarest(const struct lm *lm, const struct arc *a)
{
	uint32_t worst = first_id(a);
	size_t i;

	for (i = 1; i < a->n; i++)
		if (a->id[i] < LM_FIRST ||
		    (worst >= LM_FIRST &&
		        lm_unigram(lm, a->id[i]) > lm_unigram(lm, worst)))
			worst = a->id[i];
	return worst;
}

static int *
of_word(const struct lm *lm, uint32_t id, int *x)
{
	if (id < LM_FIRST) {
		*x++ = 40 * LM_BIT;
		x[0] = x[1] = x[2] = -1;
		return x + 3;
	}
	*x++ = lm_unigram(lm, id);
	*x++ = capped(lm_count(lm, id), 1 << 24);
	*x++ = (int)lm_title(lm, id);
	*x++ = (int)lm_capitals(lm, id);
	return x;
}

static int *
of_form(const struct form *f, int *x)
{
	*x++ = f->known;
	*x++ = capped((int64_t)f->text.n, 40);
	*x++ = (int)f->shape;
	*x++ = f->doubt;
	*x++ = capped(f->spell, 100 * LM_BIT);
	*x++ = capped(f->count, 1000);
	return x;
}

/* How often a spelling stands in the text. */
static int
seen(const struct doc *d, struct str s)
{
	int64_t *at = map_get(&d->index, s);

	return at == NULL || *at == 0 ? 0
	                              : capped(d->forms[*at - 1].count, 1000);
}

/* A spelling and its forms with a small letter and with a capital first. */
static int *
all_seen(const struct doc *d, struct str s, int *x)
{
	char low[LM_WORD_MAX];

	x[0] = seen(d, s);
	x[1] = x[2] = 0;
	if (s.n > 0 && s.n <= sizeof(low)) {
		x[1] = seen(d, form_small(s, low));
		if (low[0] >= 'a' && low[0] <= 'z')
			low[0] = (char)(low[0] - 32);
		x[2] = seen(d, str_of(low, s.n));
	}
	return x + 3;
}

static int
letter(struct str s, size_t at, size_t end)
{
	return at < end ? (unsigned char)s.p[at] | 0x20 : 0;
}

/* Where two spellings differ. */
static int *
difference(struct str old, struct str new, int *x)
{
	size_t least = old.n < new.n ? old.n : new.n, a = 0, b = 0;

	while (a < least && old.p[a] == new.p[a])
		a++;
	while (b < least - a && old.p[old.n - 1 - b] == new.p[new.n - 1 - b])
		b++;
	*x++ = capped((int64_t)a, 40);
	*x++ = capped((int64_t)b, 40);
	*x++ = capped((int64_t)(old.n - a - b), 40);
	*x++ = capped((int64_t)(new.n - a - b), 40);
	*x++ = letter(old, a, old.n - b);
	*x++ = letter(new, a, new.n - b);
	*x++ = capped((int64_t)old.n, 40);
	*x++ = capped((int64_t) new.n, 40);
	*x++ = (int)form_shape(new);
	return x;
}

/* The shortest run between blanks. */
static int
shortest(struct str s)
{
	size_t i, from = 0, least = SIZE_MAX;

	for (i = 0; i <= s.n; i++)
		if (i == s.n || (unsigned char)s.p[i] <= ' ') {
			if (i - from < least)
				least = i - from;
			from = i + 1;
		}
	return capped((int64_t)least, 40);
}

static int *
of_piece(const struct piece *p, int *x)
{
	*x++ = p->begins;
	*x++ = p->line;
	*x++ = p->odd;
	*x++ = p->digit;
	*x++ = p->mixed;
	*x++ = p->tight;
	*x++ = p->stop;
	return x;
}

/* Beside it: 0 nothing, else how a piece is known, and whether it changes. */
static int
beside(const struct view *w, uint32_t k, const struct arc *a)
{
	if (k < w->from || k >= w->d->end)
		return 0;
	return 1 + arc_unknown(w->d, k) * 2 + (a->what != 0);
}

static int *
neighbours(const struct view *w, const struct arc *a, int *x)
{
	const struct doc *d = w->d;
	uint32_t lo = a->from - w->from, hi = a->to - w->from;
	uint32_t top = d->end - w->from;

	lo = lo > NEAR ? lo - NEAR : 0;
	hi = hi + NEAR < top ? hi + NEAR : top;
	*x++ = (int)((w->unknown[hi] - w->unknown[lo]) * 100 / (hi - lo));
	*x++ =
	    a->from > w->from ? beside(w, a->from - 1, behind(w, a->from)) : 0;
	*x++ = a->to < d->end ? beside(w, a->to, onward(w, a->to)) : 0;
	*x++ = a->from > 0 ? (int)d->p.v[a->from - 1].shape : -1;
	*x++ = a->to < d->p.n ? (int)d->p.v[a->to].shape : -1;
	return x;
}

/* What is known of what would stand there. */
static int *
of_new(const struct doc *d, struct str new, int *x)
{
	*x++ = new.n > 0 && d->t->words != NULL ? words_know(d->t->words, new)
	                                        : -1;
	*x++ = form_doubt(d, new);
	return x;
}

static int
byte_at(const struct doc *d, size_t at)
{
	return at < d->in.n ? (unsigned char)d->in.p[at] : 0;
}

static void
features(const struct view *w, const struct bench *b, size_t i, int *x)
{
	const struct doc *d = w->d;
	const struct weighed *v = &b->v[i];
	const struct arc *a = &d->l.v[v->arc];
	const struct arc *keep = &d->l.v[w->arcs[a->from - w->from]];
	const struct change *c = &d->changes[a->what - 1];
	const struct piece *p = &d->p.v[a->from], *q = &d->p.v[a->to - 1];
	struct str old = str_cut(d->in, c->off, c->end);
	struct str new = str_of(d->pool.p + c->text, c->ntext);
	const struct lm *lm = d->t->lm;
	uint32_t id = rarest(lm, a);
	int *end = x + FEATURES;

	x = costs(w, v, x);
	*x++ = capped(rival(w, b, i), 40 * LM_BIT);
	x = of_word(lm, id, x);
	x = of_word(lm, rarest(lm, keep), x);
	*x++ = lm_order(lm, v->left.w2, v->left.w1, first_id(a));
	*x++ = lm_order(lm, v->left.w2, v->left.w1, first_id(keep));
	x = of_form(&d->forms[d->form[a->from]], x);
	*x++ = (int)d->forms[d->form[a->to - 1]].known;
	x = all_seen(d, new, x);
	x = difference(old, new, x);
	x = of_new(d, new, x);
	*x++ = capped(d->forms[d->form[a->from]].spell, 100 * LM_BIT) /
	       (int)(old.n + 1);
	*x++ = c->off > 0 ? byte_at(d, c->off - 1) : 0;
	*x++ = byte_at(d, c->end);
	*x++ =
	    d->surprise == NULL ? 0 : capped(d->surprise[a->from], 60 * LM_BIT);
	*x++ = shortest(a->to > a->from + 1 ? old : new);
	*x++ = (int)(a->to - a->from) - (int)a->n;
	*x++ = (int)p->off - (int)c->off;
	*x++ = c->end > q->end ? (int)(c->end - q->end) : 0;
	x = of_piece(p, x);
	x = neighbours(w, a, x);
	*x++ = (int)(d->noise * 1000);
	*x++ = capped((int64_t)d->p.n, 5000);
	assert(x == end);
}

/* What the scan says against the pieces of a change, as a score: as much as
 * against the worst of them.  Half of it is in the gain, and this is the
 * rest.  Of a gap it says nothing. */
static int
told(const struct doc *d, const struct change *c)
{
	int most = INT_MIN;
	uint32_t i;

	if (d->told == NULL || c->rule == JUNK || c->rule == STOP)
		return 0;
	for (i = c->from; i < c->to; i++)
		if (d->told[i] > most)
			most = d->told[i];
	return most * 347 / LM_BIT; /* 1000 for a natural log, halved */
}

/* Read as the word it nearly always is. */
static int
bar_as_i(const struct doc *d, const struct change *c)
{
	return c->rule == MARKS && c->ntext == 1 && c->end == c->off + 1 &&
	       d->pool.p[c->text] == 'I' &&
	       (d->in.p[c->off] == '|' || d->in.p[c->off] == '{') &&
	       c->gain > 5 * LM_BIT;
}

/* ---- which to make ---- */

static int
by_score(const void *a, const void *b)
{
	const struct verdict *x = a, *y = b;

	if (x->score != y->score)
		return x->score > y->score ? -1 : 1;
	return x->change < y->change ? -1 : x->change > y->change;
}

static int
by_place(const void *a, const void *b)
{
	const struct verdict *x = a, *y = b;

	if (x->from != y->from)
		return x->from < y->from ? -1 : 1;
	return x->change < y->change ? -1 : x->change > y->change;
}

/* Of verdicts that touch the same pieces, the surest is taken. */
static void
take(struct view *w, struct verdicts *v)
{
	unsigned char *taken = by_piece(w, 1);
	uint32_t k;
	size_t i;

	if (v->n > 1)
		qsort(v->v, v->n, sizeof(*v->v), by_score);
	for (i = 0; i < v->n; i++) {
		struct verdict *x = &v->v[i];

		x->made = x->sure;
		for (k = x->from; k < x->to; k++)
			x->made = x->made && !taken[k - w->from];
		for (k = x->from; x->made && k < x->to; k++)
			taken[k - w->from] = 1;
	}
	if (v->n > 1)
		qsort(v->v, v->n, sizeof(*v->v), by_place);
	free(taken);
}

void
judge(struct doc *d, uint32_t from, struct verdicts *out)
{
	struct view w = { .d = d, .from = from };
	const struct judge *j = d->t->judge;
	struct bench b = { 0 };
	struct verdict v;
	const struct change *c;
	const struct arc *a;
	size_t i;

	view_open(&w);
	weigh_all(&w, &b);
	out->n = 0;
	for (i = 0; i < b.n; i++) {
		a = &d->l.v[b.v[i].arc];
		if (b.v[i].gain < w.best[a->from - from] - BEHIND)
			continue;
		v = (struct verdict){ .from = a->from, .to = a->to };
		v.change = a->what - 1;
		features(&w, &b, i, v.x);
		c = &d->changes[v.change];
		v.score = score(j, v.x) + told(d, c);
		v.sure = v.score > j->threshold[c->rule] || bar_as_i(d, c);
		out->v = mem_room(out->v, out->n, &out->cap, sizeof(v));
		out->v[out->n++] = v;
	}
	take(&w, out);
	view_close(&w);
	free(b.v);
}
