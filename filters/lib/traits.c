#include <assert.h>
#include <limits.h>

#include "traits.h"

enum {
	NEAR = 10, /* pieces */
	NEXT = 3,
	LINE = 100,   /* bytes */
	ALIGNED = 40, /* bytes */
};

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

/* Of 100 pieces around a change. */
static int
share(const struct view *w, const struct arc *a, enum tally t, uint32_t near)
{
	uint32_t lo = a->from - w->from, hi = a->to - w->from;
	uint32_t top = w->d->end - w->from;

	lo = lo > near ? lo - near : 0;
	hi = hi + near < top ? hi + near : top;
	return (int)((w->tally[t][hi] - w->tally[t][lo]) * 100 / (hi - lo));
}

static int *
neighbours(const struct view *w, const struct arc *a, int *x)
{
	const struct doc *d = w->d;

	*x++ = share(w, a, NO_WORD, NEAR);
	*x++ = a->from > w->from
	           ? beside(w, a->from - 1, view_behind(w, a->from))
	           : 0;
	*x++ = a->to < d->end ? beside(w, a->to, view_onward(w, a->to)) : 0;
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

/* What else may begin where a change does. */
static int *
rivals(const struct view *w, const struct bench *b, size_t i, int *x)
{
	const struct doc *d = w->d;
	uint32_t from = d->l.v[b->v[i].arc].from;
	size_t lo = i, hi = i, k;
	int n = 0, least = 100 * CHANNEL_BIT, c;
	int own = d->changes[d->l.v[b->v[i].arc].what - 1].channel;

	while (lo > 0 && d->l.v[b->v[lo - 1].arc].from == from)
		lo--;
	while (hi < b->n && d->l.v[b->v[hi].arc].from == from)
		hi++;
	for (k = lo; k < hi; k++) {
		if (k == i)
			continue;
		n += b->v[k].gain > b->v[i].gain - 4 * LM_BIT;
		c = d->changes[d->l.v[b->v[k].arc].what - 1].channel;
		if (c < least)
			least = c;
	}
	*x++ = n;
	*x++ = (int)(hi - lo);
	*x++ = capped(least - own, 30 * CHANNEL_BIT);
	return x;
}

/* Where two spellings differ, as runs that do not match. */
struct runs {
	struct str old, new;
	unsigned char row[ALIGNED + 1][ALIGNED + 1];
};

/* The number of letters that must change, from the beginning to each place. */
static void
align(struct runs *r, struct str a, struct str b)
{
	size_t i, k;
	int c, x;

	r->old = str_cut(a, 0, a.n < ALIGNED ? a.n : ALIGNED);
	r->new = str_cut(b, 0, b.n < ALIGNED ? b.n : ALIGNED);
	for (i = 0; i <= r->old.n; i++)
		for (k = 0; k <= r->new.n; k++) {
			c = i + k == 0 ? 0 : UCHAR_MAX;
			if (i > 0 && k > 0)
				c = r->row[i - 1][k - 1] +
				    (r->old.p[i - 1] != r->new.p[k - 1]);
			if (i > 0 && (x = r->row[i - 1][k] + 1) < c)
				c = x;
			if (k > 0 && (x = r->row[i][k - 1] + 1) < c)
				c = x;
			r->row[i][k] = (unsigned char)c;
		}
}

static int
differ(const struct runs *r, size_t i, size_t k)
{
	return r->old.p[i - 1] != r->new.p[k - 1];
}

/* Do the letters before two places stand for each other? */
static int
paired(const struct runs *r, size_t i, size_t k)
{
	return i > 0 && k > 0 &&
	       r->row[i][k] == r->row[i - 1][k - 1] + differ(r, i, k);
}

static void
put_key(struct str old, struct str new, struct buf *key)
{
	key->n = 0;
	buf_put(key, old);
	buf_putc(key, '\n');
	buf_put(key, new);
}

/* The run that ends before two places, which go to where it begins; 0 if
 * there is none. */
static int
last_run(const struct runs *r, size_t *i, size_t *k, struct buf *key)
{
	size_t ei, ek;
	int pair;

	while (paired(r, *i, *k) && !differ(r, *i, *k)) {
		--*i;
		--*k;
	}
	ei = *i;
	ek = *k;
	while (*i > 0 || *k > 0) {
		pair = paired(r, *i, *k);
		if (pair && !differ(r, *i, *k))
			break;
		if (!pair && *i > 0 &&
		    r->row[*i][*k] == r->row[*i - 1][*k] + 1) {
			--*i;
			continue;
		}
		*i -= (size_t)pair;
		--*k;
	}
	put_key(str_cut(r->old, *i, ei), str_cut(r->new, *k, ek), key);
	return key->n > 1;
}

/* Is a change on the way through, and no near thing? */
static int
is_habit(const struct view *w, const struct weighed *v)
{
	const struct arc *a = &w->d->l.v[v->arc];

	return w->to[a->from - w->from] == v->arc + 1 && v->gain > 2 * LM_BIT;
}

void
traits_learn(struct view *w, const struct bench *b)
{
	const struct doc *d = w->d;
	const struct change *c;
	struct str old, new;
	struct buf key = { 0 };
	struct runs r;
	size_t i, p, q;

	for (i = 0; i < b->n; i++) {
		if (!is_habit(w, &b->v[i]))
			continue;
		c = &d->changes[d->l.v[b->v[i].arc].what - 1];
		old = str_cut(d->in, c->off, c->end);
		new = str_of(d->pool.p + c->text, c->ntext);
		align(&r, old, new);
		for (p = r.old.n, q = r.new.n; last_run(&r, &p, &q, &key);)
			++*map_put(&w->habits, buf_str(&key));
		put_key(old, new, &key);
		++*map_put(&w->same, buf_str(&key));
		++*map_put(&w->same, old);
	}
	buf_free(&key);
}

static int
times(const struct map *m, struct str key, int own)
{
	int64_t *at = map_get(m, key);

	return at == NULL ? 0 : capped(*at - own, 100);
}

/* How often its runs change so elsewhere, and all of it, and the old. */
static int *
habit(const struct view *w, const struct weighed *v, struct str old,
    struct str new, int *x)
{
	struct buf key = { 0 };
	int own = is_habit(w, v), n, most = 0, least = 100, nruns = 0;
	struct runs r;
	size_t p, q;

	align(&r, old, new);
	for (p = r.old.n, q = r.new.n; last_run(&r, &p, &q, &key); nruns++) {
		n = times(&w->habits, buf_str(&key), own);
		most = n > most ? n : most;
		least = n < least ? n : least;
	}
	*x++ = least;
	*x++ = most;
	*x++ = nruns;
	*x++ = r.row[r.old.n][r.new.n];
	put_key(old, new, &key);
	*x++ = times(&w->same, buf_str(&key), own);
	*x++ = times(&w->same, old, own);
	buf_free(&key);
	return x;
}

static int *
aside(const struct doc *d, uint32_t k, int there, int *x)
{
	const struct piece *p = &d->p.v[k];

	*x++ = there ? capped((int64_t)(p->end - p->off), 40) : 0;
	*x++ = there && d->surprise != NULL
	           ? capped(d->surprise[k], 60 * LM_BIT)
	           : 0;
	return x;
}

static int *
word_aside(const struct lm *lm, uint32_t id, int *x)
{
	*x++ = id < LM_FIRST ? -(int)id : lm_unigram(lm, id);
	*x++ = id < LM_FIRST ? -1 : (int)lm_title(lm, id);
	return x;
}

/* Of the pieces about a change, and of those next to it. */
static int *
about(const struct view *w, const struct arc *a, int *x)
{
	const struct doc *d = w->d;

	*x++ = share(w, a, TITLED, NEAR);
	*x++ = share(w, a, DOTTED, NEAR);
	*x++ = share(w, a, NUMBERS, NEAR);
	*x++ = share(w, a, SHORT, NEAR);
	*x++ = share(w, a, NO_WORD, NEXT);
	x = aside(d, a->from > 0 ? a->from - 1 : 0, a->from > 0, x);
	return aside(d, a->to < d->p.n ? a->to : 0, a->to < d->p.n, x);
}

/* Of the words next to it, of which it may be one seen twice. */
static int *
words_about(
    const struct view *w, const struct weighed *v, const struct arc *a, int *x)
{
	const struct lm *lm = w->d->t->lm;
	uint32_t next = LM_UNKNOWN, last = v->left.w1, id = first_id(a);

	if (a->to < w->d->end)
		next = first_id(view_onward(w, a->to));
	x = word_aside(lm, last, x);
	x = word_aside(lm, next, x);
	*x++ = id < LM_FIRST ? 0 : (next == id) + (last == id) * 2;
	return x;
}

static uint32_t
last_id(const struct arc *a)
{
	return a->n > 0 ? a->id[a->n - 1] : LM_UNKNOWN;
}

/* How much the model knows of the next word behind it, and as it stands. */
static int *
orders(const struct view *w, const struct weighed *v, const struct arc *a,
    const struct arc *keep, int *x)
{
	const struct lm *lm = w->d->t->lm;
	uint32_t next = LM_UNKNOWN;

	if (a->to < w->d->end)
		next = first_id(view_onward(w, a->to));
	*x++ = lm_order(
	    lm, a->n > 1 ? a->id[a->n - 2] : v->left.w1, last_id(a), next);
	*x++ = lm_order(lm, v->left.w1, last_id(keep), next);
	return x;
}

static int
non_letters(struct str s)
{
	size_t i;
	int n = 0;

	for (i = 0; i < s.n; i++)
		n += (s.p[i] | 0x20) < 'a' || (s.p[i] | 0x20) > 'z';
	return capped(n, 40);
}

/* How far it is from the ends of its line. */
static int *
of_line(const struct doc *d, size_t off, size_t end, int *x)
{
	size_t a = off, b = end;

	while (a > 0 && off - a < LINE && d->in.p[a - 1] != '\n')
		a--;
	while (b < d->in.n && b - end < LINE && d->in.p[b] != '\n')
		b++;
	*x++ = (int)(off - a);
	*x++ = (int)(b - end);
	return x;
}

static int
spelling(const struct doc *d, struct str s)
{
	return capped(lexis_spell(d->t, s), 100 * LM_BIT) / (int)(s.n + 1);
}

static int *
of_old(const struct doc *d, const struct arc *a, struct str old, int *x)
{
	const struct form *f = &d->forms[d->form[a->from]];
	int n[3];

	all_seen(d, f->text, n);
	*x++ = n[1];
	*x++ = n[2];
	*x++ = (int)f->ncand;
	*x++ = non_letters(old);
	*x++ = d->p.v[a->to - 1].hyphen;
	*x++ = capped((int64_t)a->from, 200);
	return x;
}

static int *
kind_of(const struct doc *d, uint32_t k, int there, int *x)
{
	*x++ = there ? (int)numeral_kind(d->forms[d->form[k]].text) : -1;
	return x;
}

/* Which kind of number it would be, how many are there, and beside it. */
static int *
of_numeral(const struct doc *d, const struct arc *a, struct str new, int *x)
{
	enum numeral_kind kind = numeral_kind(new);

	*x++ = (int)kind;
	*x++ =
	    kind == NUMERAL_NONE ? 0 : capped((int64_t)d->numerals[kind], 100);
	*x++ = (int)(d->ones * 100 / (d->numerals[NUMERAL_PLAIN] + 1));
	x = kind_of(d, a->from > 0 ? a->from - 1 : 0, a->from > 0, x);
	return kind_of(d, a->to < d->p.n ? a->to : 0, a->to < d->p.n, x);
}

void
traits_of(const struct view *w, const struct bench *b, size_t i, int *x)
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
	x = about(w, a, x);
	x = rivals(w, b, i, x);
	x = habit(w, v, old, new, x);
	x = words_about(w, v, a, x);
	x = of_line(d, p->off, q->end, x);
	x = of_old(d, a, old, x);
	*x++ = spelling(d, new);
	*x++ = spelling(d, old);
	x = of_numeral(d, a, new, x);
	x = orders(w, v, a, keep, x);
	assert(x == end);
}
