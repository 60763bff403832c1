#include <limits.h>
#include <math.h>
#include <string.h>

#include "misread.h"
#include "unicode.h"

enum { ALONE = 15 * LM_BIT / 2 };

static int
shape_cost(const struct doc *d, uint32_t id, enum shape shape, int begins)
{
	double title, caps, p;

	if (id < LM_FIRST)
		return 0;
	title = lm_title(d->t->lm, id) / 255.0;
	caps = lm_capitals(d->t->lm, id) / 255.0;
	if (shape == SHAPE_UPPER)
		return LM_BIT;
	if (shape == SHAPE_LOWER)
		p = (1 - title - caps) * (begins ? 0.1 : 0.97);
	else
		p = begins ? 1 : title;
	return (int)(-log2(p < 0.02 ? 0.02 : p) * LM_BIT);
}

/* Both costs of an arc that begins with a word in a shape. */
static void
set_cost(
    const struct doc *d, struct arc *a, int cost, uint32_t id, enum shape shape)
{
	a->cost = a->start = cost + shape_cost(d, id, shape, 1);
	if (!d->p.v[a->from].begins)
		a->cost = cost + shape_cost(d, id, shape, 0);
}

/* The words that an arc says, with the stop behind it taken in where it
 * makes an abbreviation of the last. */
static void
say(const struct doc *d, struct arc *a, struct str last)
{
	const struct piece *p = &d->p.v[a->to - 1];
	char s[LM_WORD_MAX];
	int64_t *id;

	a->stop = p->stop;
	if (!p->dot || last.n > sizeof(s) || a->n == 0)
		return;
	if ((id = map_get(&d->t->dotted, form_small(last, s))) != NULL) {
		a->id[a->n - 1] = (uint32_t)*id;
		if (p->blank && !p->line)
			a->stop = 0;
	}
}

/* What it costs to believe a word that is seldom read rightly. */
static int
doubt_cost(const struct doc *d, const struct form *f)
{
	return (int)(log2(1 + f->doubt / 1000.0 * d->noise) * LM_BIT);
}

/* A bar or brace that stands alone among words, and not in a table, is an
 * I that was misread, however clean the text. */
static int
lone_bar(const struct doc *d, uint32_t i)
{
	const struct piece *p = &d->p.v[i];
	uint32_t k;

	if (p->end - p->off != 1 ||
	    (d->in.p[p->off] != '|' && d->in.p[p->off] != '{') || !p->tight ||
	    p->line || i + 1 >= d->p.n || p[1].kind != PIECE_WORD ||
	    p[1].shape != SHAPE_LOWER)
		return 0;
	for (k = i; k > 0 && i - k < 20 && !d->p.v[k - 1].line; k--)
		if (d->p.v[k - 1].kind == PIECE_ODD)
			return 0;
	for (k = i + 1; k < d->p.n && k - i < 20 && !d->p.v[k - 1].line; k++)
		if (d->p.v[k].kind == PIECE_ODD)
			return 0;
	return 1;
}

/* What the scan says against a piece. */
static int
told(const struct doc *d, uint32_t i)
{
	return d->told == NULL ? 0 : d->told[i];
}

/* A capital behind small letters, in a text that may well be misread, and
 * in a language where such words are no fashion. */
static int
miscased(const struct doc *d, uint32_t i)
{
	return d->p.v[i].mixed && !d->p.v[i].digit && !d->t->english &&
	       d->noise > REAL_NOISE;
}

/* A guillemet that may be what was read of the end of a word. */
static int
guillemet(const struct doc *d, uint32_t i)
{
	struct str s = str_cut(d->in, d->p.v[i].end, d->in.n);

	return !d->t->english && d->noise > REAL_NOISE &&
	       (str_starts(s, STR("\u00ab")) || str_starts(s, STR("\u00bb")));
}

/* Digits and letters together are seldom what print has. */
static int
confused(const struct doc *d, uint32_t i, const struct form *f)
{
	return d->t->english && d->noise > REAL_NOISE && d->p.v[i].digit &&
	       numeral_kind(f->text) == NUMERAL_OTHER;
}

static void
keep_arc(struct doc *d, uint32_t i)
{
	const struct form *f = &d->forms[d->form[i]];
	const struct piece *p = &d->p.v[i];
	struct arc a = { .from = i, .to = i + 1 };
	size_t k;

	if (p->kind == PIECE_ODD) {
		a.cost = a.start = (lone_bar(d, i) ? 16 : 8) * LM_BIT;
	} else if (p->kind == PIECE_NUMBER) {
		a.id[a.n++] = LM_NUMBER;
	} else {
		for (k = 0; k < f->n && k < ARC_WORDS; k++)
			a.id[a.n++] = f->id[k];
		set_cost(d, &a,
		    (f->known == 2 ? f->spell / 2 : f->spell) +
		        doubt_cost(d, f) + told(d, i) +
		        (miscased(d, i) || confused(d, i, f) ? 10 * LM_BIT : 0),
		    a.id[0], (enum shape)f->shape);
	}
	say(d, &a, f->text);
	lattice_put(&d->l, &a);
}

static void
put_shaped(struct buf *b, struct str word, enum shape shape)
{
	size_t at = 0;

	if (shape == SHAPE_UPPER) {
		uc_put_upper(b, word);
		return;
	}
	if (shape == SHAPE_TITLE && word.n > 0)
		buf_putu(b, uc_toupper(utf8_next(word, &at)));
	buf_put(b, str_cut(word, at, word.n));
}

static uint32_t
put_change(struct doc *d, const struct change *c)
{
	d->changes = mem_room(
	    d->changes, d->nchanges, &d->changecap, sizeof(*d->changes));
	d->changes[d->nchanges++] = *c;
	return (uint32_t)d->nchanges;
}

static int
from_channel(int cost)
{
	return cost * (LM_BIT / CHANNEL_BIT);
}

static enum rule_id
rule_of(const struct doc *d, uint32_t i, const struct form *f)
{
	const struct piece *p = &d->p.v[i];

	if (f->known == 2)
		return REAL_WORD;
	if (p->digit)
		return DIGITS;
	if (p->odd)
		return MARKS;
	return f->shape == SHAPE_TITLE ? NAME : MISREAD;
}

/* What the letters of a word would be in this shape. */
static enum shape
real_shape(const struct doc *d, uint32_t id, enum shape shape)
{
	if (shape == SHAPE_LOWER && lm_title(d->t->lm, id) > 230)
		return SHAPE_TITLE;
	return shape;
}

static void
word_arc(struct doc *d, uint32_t i, uint32_t to, const struct cand *c,
    enum rule_id rule, size_t off, size_t end)
{
	struct arc a = { .from = i, .to = to };
	struct str word = lm_str(d->t->lm, c->id);
	enum shape shape = real_shape(d, c->id, (enum shape)c->shape);
	struct change ch = { .off = off,
		.end = end,
		.rule = rule,
		.channel = c->cost,
		.text = d->pool.n };

	put_shaped(&d->pool, word, shape);
	ch.ntext = d->pool.n - ch.text;
	a.id[a.n++] = c->id;
	set_cost(d, &a, from_channel(c->cost), c->id, shape);
	say(d, &a, word);
	a.what = put_change(d, &ch);
	lattice_put(&d->l, &a);
}

static int
same_word(const struct form *f, const struct cand *c)
{
	return f->n == 1 && f->id[0] == c->id;
}

static void
word_arcs(struct doc *d, uint32_t i)
{
	const struct piece *p = &d->p.v[i];
	struct form *f = &d->forms[d->form[i]];
	const struct cand *c;
	struct cand x;
	size_t k;

	for (k = 0; k < f->ncand; k++) {
		c = &d->cands[f->cand + k];
		if (same_word(f, c) && c->shape == f->shape && !miscased(d, i))
			continue;
		if (same_word(f, c) && c->shape != f->shape) {
			x = *c;
			/* It is at the beginning that case is misread. */
			x.cost -= 3 * CHANNEL_BIT;
			c = &x;
		}
		word_arc(d, i, i + 1, c,
		    miscased(d, i)    ? MISREAD
		    : same_word(f, c) ? CASE
		                      : rule_of(d, i, f),
		    p->off, p->end);
	}
}

/* The text from one offset to another, folded, its white space blanks. */
static struct str
reading(const struct doc *d, size_t off, size_t end, struct buf *b)
{
	size_t i;

	b->n = 0;
	channel_fold(str_cut(d->in, off, end), b);
	for (i = 0; i < b->n; i++)
		if (b->p[i] == '\n' || b->p[i] == '\t' || b->p[i] == '\r')
			b->p[i] = ' ';
	return buf_str(b);
}

/* Marks about a piece may be part of what was misread. */
static void
wider_arcs(struct doc *d, uint32_t i)
{
	const struct piece *p = &d->p.v[i];
	size_t off = p->off, end = p->end, k, limit;
	struct buf b = { 0 };
	struct form *f;
	uint32_t at;
	int side;

	for (side = 0; side < 2; side++) {
		off = p->off;
		end = p->end;
		if (side == 0) {
			limit = i + 1 < d->p.n ? d->p.v[i + 1].off : d->in.n;
			while (end < limit && end < p->end + 2 &&
			       (unsigned char)d->in.p[end] > ' ')
				end++;
			if (end == p->end ||
			    (end == p->end + 1 &&
			        strchr(",.;:?!-", d->in.p[p->end]) != NULL &&
			        !p->odd))
				continue;
		} else {
			limit = i > 0 ? d->p.v[i - 1].end : 0;
			if (off == limit ||
			    (unsigned char)d->in.p[off - 1] <= ' ')
				continue;
			utf8_prev(d->in, &off);
		}
		if (utf8_valid(str_cut(d->in, off, end)) != end - off)
			continue;
		at = form_of(d, reading(d, off, end, &b));
		f = &d->forms[at];
		form_search(d, f, 1, 0);
		for (k = 0; k < f->ncand; k++)
			word_arc(d, i, i + 1, &d->cands[f->cand + k], MARKS,
			    off, end);
	}
	buf_free(&b);
}

/* A blank before a comma or stop may be what was read of the last letter. */
static int
blank_lost(const struct doc *d, uint32_t i)
{
	struct str s = str_cut(d->in, d->p.v[i].end, d->in.n);

	return d->t->english && d->noise > REAL_NOISE && s.n > 2 &&
	       s.p[0] == ' ' && (s.p[1] == ',' || s.p[1] == '.') &&
	       (unsigned char)s.p[2] <= ' ';
}

/* As it stands, a space was seen where there was none. */
static void
blank_arcs(struct doc *d, uint32_t i)
{
	const struct piece *p = &d->p.v[i];
	struct buf b = { 0 };
	struct form *f;
	struct cand c;
	uint32_t at;
	size_t k;

	at = form_of(d, reading(d, p->off, p->end + 1, &b));
	f = &d->forms[at];
	f->shape = p->shape;
	form_search(d, f, 0, 16 * CHANNEL_BIT);
	for (k = 0; k < f->ncand; k++) {
		c = d->cands[f->cand + k];
		if (same_word(&d->forms[d->form[i]], &c))
			continue;
		c.cost -= d->space_gained;
		if (c.cost < CHANNEL_BIT)
			c.cost = CHANNEL_BIT;
		word_arc(d, i, i + 1, &c, MARKS, p->off, p->end + 1);
	}
	buf_free(&b);
}

/* A run of letters read as some words. */
static void
split_arc(struct doc *d, uint32_t i, const struct cut *c)
{
	const struct form *f = &d->forms[d->form[i]];
	const struct piece *p = &d->p.v[i];
	struct arc a = { .from = i, .to = i + 1, .n = (unsigned char)c->n };
	struct change ch = { .off = p->off,
		.end = p->end,
		.rule = SPLIT,
		.channel = c->channel,
		.text = d->pool.n };
	struct str word = STR("");
	enum shape shape;
	size_t k;

	for (k = 0; k < a.n; k++) {
		a.id[k] = c->id[k];
		word = lm_str(d->t->lm, a.id[k]);
		shape = k > 0 && f->shape == SHAPE_TITLE ? SHAPE_LOWER
		                                         : (enum shape)f->shape;
		if (k > 0)
			buf_putc(&d->pool, ' ');
		put_shaped(&d->pool, word, real_shape(d, a.id[k], shape));
	}
	ch.ntext = d->pool.n - ch.text;
	set_cost(
	    d, &a, from_channel(ch.channel), a.id[0], (enum shape)f->shape);
	say(d, &a, word);
	a.what = put_change(d, &ch);
	lattice_put(&d->l, &a);
}

static void
split_arcs(struct doc *d, uint32_t i)
{
	const struct form *f = &d->forms[d->form[i]];
	struct cut v[CUTS];
	char low[LM_WORD_MAX];
	size_t k, n;
	int poor = f->ncand == 0 || d->cands[f->cand].cost > 8 * CHANNEL_BIT;

	if (f->text.n > sizeof(low))
		return;
	n = cuts_find(
	    d, form_small(f->text, low), poor && d->noise > REAL_NOISE, v);
	for (k = 0; k < n; k++)
		split_arc(d, i, &v[k]);
}

static int
changeable(const struct doc *d, uint32_t i)
{
	const struct piece *p = &d->p.v[i];

	return (p->kind == PIECE_WORD || p->kind == PIECE_ODD) &&
	       d->in.p[p->off] != '#' && p->end - p->off <= 40 &&
	       utf8_valid(str_cut(d->in, p->off, p->end)) == p->end - p->off;
}

/* A word of some length mostly stands for itself. */
static int
mergeable(const struct doc *d, uint32_t i)
{
	const struct form *f = &d->forms[d->form[i]];

	return changeable(d, i) && (f->known < 2 || f->text.n < 4);
}

/* Pieces i to j - 1, whose letters make a word as they are. */
static void
join_arc(struct doc *d, uint32_t i, uint32_t j)
{
	const struct piece *p = &d->p.v[i];
	struct cand c = { .cost = d->space_gained };
	char s[LM_WORD_MAX], low[LM_WORD_MAX];
	size_t n = 0;
	uint32_t k;

	for (k = i; k < j; k++) {
		const struct form *f = &d->forms[d->form[k]];

		if (d->p.v[k].kind != PIECE_WORD || f->text.n > 20 ||
		    (k > i && f->shape != SHAPE_LOWER &&
		        (f->shape != p->shape || f->shape == SHAPE_TITLE)))
			return;
		memcpy(s + n, f->text.p, f->text.n);
		n += f->text.n;
		if (k > i + 1)
			c.cost += d->space_gained;
		if (k > i && d->p.v[k].off > d->p.v[k - 1].end + 1)
			c.cost += 4 * CHANNEL_BIT;
	}
	c.shape = p->shape;
	if (p->shape == SHAPE_UPPER && d->p.v[i + 1].shape == SHAPE_LOWER)
		c.shape = SHAPE_TITLE;
	c.id = lexis_word(d->t, form_small(str_of(s, n), low));
	if (c.id >= LM_FIRST && lm_count(d->t->lm, c.id) > 20)
		word_arc(d, i, j, &c, MERGE, p->off, d->p.v[j - 1].end);
}

/* Pieces i to j - 1 as one word.  It is looked for the less if one of them
 * may stand for itself, and must then be another than that. */
static void
merge_arcs(struct doc *d, uint32_t i, uint32_t j)
{
	const struct piece *p = &d->p.v[i], *q = &d->p.v[j - 1];
	int widely = mergeable(d, i) && mergeable(d, j - 1);
	const struct cand *c;
	struct buf b = { 0 };
	struct form *f;
	uint32_t at;
	size_t k;

	if (q->end - p->off > 40 ||
	    utf8_valid(str_cut(d->in, p->off, q->end)) != q->end - p->off)
		return;
	at = form_of(d, reading(d, p->off, q->end, &b));
	f = &d->forms[at];
	f->shape = p->shape == SHAPE_UPPER && q->shape != SHAPE_UPPER
	               ? SHAPE_TITLE
	               : p->shape;
	form_search(d, f, widely, (int)(10 + f->text.n) * CHANNEL_BIT);
	for (k = 0; k < f->ncand; k++) {
		c = &d->cands[f->cand + k];
		if (widely || (!same_word(&d->forms[d->form[i]], c) &&
		                  !same_word(&d->forms[d->form[j - 1]], c)))
			word_arc(d, i, j, c, MERGE, p->off, q->end);
	}
	buf_free(&b);
}

/* A piece as a text that is no word of the model, for which id stands; of the
 * change, rule and channel are set. */
static void
text_arc(struct doc *d, uint32_t i, struct str text, const struct change *how,
    uint32_t id, int cost)
{
	const struct piece *p = &d->p.v[i];
	struct change ch = *how;
	struct arc a = { .from = i,
		.to = i + 1,
		.n = 1,
		.id = { id },
		.cost = cost,
		.start = cost,
		.stop = p->stop };

	ch.off = p->off;
	ch.end = p->end;
	ch.text = d->pool.n;
	ch.ntext = text.n;
	buf_put(&d->pool, text);
	a.what = put_change(d, &ch);
	lattice_put(&d->l, &a);
}

/* Words of which the model knows nothing but their letters; that of English
 * knows nearly all there are. */
static void
rare_arcs(struct doc *d, uint32_t i)
{
	struct form *f = &d->forms[d->form[i]];
	const struct rare *g;
	size_t k;

	if (d->noise <= REAL_NOISE || f->known > 0)
		return;
	if (d->t->english)
		own_guess(d, f);
	else
		guess_words(d, f);
	for (k = 0; k < f->nguess; k++) {
		g = &d->guesses[f->guess + k];
		text_arc(d, i,
		    str_cut(buf_str(&d->guessed), g->text, g->text + g->ntext),
		    &(struct change){ .rule = GUESS, .channel = g->channel },
		    LM_UNKNOWN, g->cost);
	}
}

/* Does a word seem to go on behind a hyphen and a blank, as where lines were
 * joined? */
static int
hung(const struct doc *d, uint32_t i)
{
	const struct piece *p = &d->p.v[i];
	struct str gap;

	if (!d->t->english || d->noise <= REAL_NOISE || i + 1 >= d->p.n ||
	    p->line || p->shape == SHAPE_UPPER)
		return 0;
	gap = str_cut(d->in, p->end, p[1].off);
	return gap.n > 1 && gap.n < 4 && gap.p[0] == '-' &&
	       gap.p[gap.n - 1] == ' ';
}

/* Two halves of one word, the second at j, that was misread besides; what is
 * between is a scrap of the next column. */
static void
half_arcs(struct doc *d, uint32_t i, uint32_t j)
{
	const struct piece *p = &d->p.v[i], *q = &d->p.v[j];
	int narrow = j > i + 1 || (!arc_unknown(d, i) && !arc_unknown(d, j));
	struct buf b = { 0 };
	struct cand c;
	struct form *f;
	uint32_t at;
	size_t k;

	if (!changeable(d, i) || !changeable(d, j) || q->shape != SHAPE_LOWER ||
	    q->end - q->off < 2)
		return;
	channel_fold(str_cut(d->in, p->off, p->end), &b);
	channel_fold(str_cut(d->in, q->off, q->end), &b);
	at = form_of(d, buf_str(&b));
	buf_free(&b);
	f = &d->forms[at];
	if (f->known == 2 && j == i + 1)
		return;
	form_search(d, f, !narrow, narrow ? 11 * CHANNEL_BIT : 0);
	for (k = 0; k < f->ncand; k++) {
		c = d->cands[f->cand + k];
		c.cost += (j > i + 1 ? 8 : 2) * CHANNEL_BIT;
		word_arc(d, i, j + 1, &c, MERGE, p->off, q->end);
	}
}

static void
hung_arcs(struct doc *d, uint32_t i)
{
	half_arcs(d, i, i + 1);
	if (i + 3 <= d->end && d->p.v[i + 1].end - d->p.v[i + 1].off < 4)
		half_arcs(d, i, i + 2);
}

/* A word broken at a line end, as one. */
static void
broken_arcs(struct doc *d, uint32_t i)
{
	const struct piece *p = &d->p.v[i], *q = p + 1;
	struct arc a = { .from = i, .to = i + 2 };
	struct buf b = { 0 };
	struct form *f;
	size_t k;
	uint32_t at;

	channel_fold(str_cut(d->in, p->off, p->end), &b);
	channel_fold(str_cut(d->in, q->off, q->end), &b);
	at = form_of(d, buf_str(&b));
	buf_free(&b);
	f = &d->forms[at];
	for (k = 0; k < f->n && k < ARC_WORDS; k++)
		a.id[a.n++] = f->id[k];
	set_cost(d, &a, f->known == 2 ? f->spell / 2 : f->spell, a.id[0],
	    (enum shape)f->shape);
	say(d, &a, f->text);
	lattice_put(&d->l, &a);
	if (f->known == 2)
		return;
	form_search(d, f, 1, 0);
	for (k = 0; k < f->ncand; k++)
		word_arc(d, i, i + 2, &d->cands[f->cand + k], rule_of(d, i, f),
		    p->off, q->end);
}

/* The most frequent words are hardly ever part of another: the, of, and. */
static int
alone(const struct doc *d, uint32_t i)
{
	const struct form *f = &d->forms[d->form[i]];

	return f->n == 1 && f->id[0] >= LM_FIRST &&
	       lm_unigram(d->t->lm, f->id[0]) < ALONE;
}

/* May a word go on in the next line though no hyphen was read? */
static int
goes_on(const struct doc *d, uint32_t i)
{
	const struct piece *p = &d->p.v[i];

	return d->t->english && !p->hyphen && !p->stop && p->tight &&
	       p[1].shape == SHAPE_LOWER;
}

/* May a piece be part of a word?  So may a digit that stands alone. */
static int
part_of_word(const struct doc *d, uint32_t i)
{
	const struct piece *p = &d->p.v[i];

	return changeable(d, i) ||
	       (p->kind == PIECE_NUMBER && p->end - p->off == 1);
}

static int
can_merge(const struct doc *d, uint32_t i)
{
	const struct piece *p = &d->p.v[i];

	if (alone(d, i) || (i + 1 < d->p.n && alone(d, i + 1)))
		return 0;
	if (i + 1 >= d->p.n || p[1].off - p->end > 2 ||
	    (p->line && !goes_on(d, i)))
		return 0;
	return d->t->english && !p->line
	           ? part_of_word(d, i) && part_of_word(d, i + 1)
	           : mergeable(d, i) && mergeable(d, i + 1);
}

int
arc_unknown(const struct doc *d, uint32_t i)
{
	return d->p.v[i].kind != PIECE_NUMBER && d->forms[d->form[i]].known < 2;
}

/* A letter that is no word, or two that say little here. */
static int
scrap(const struct doc *d, uint32_t i)
{
	const struct piece *p = &d->p.v[i];
	size_t n = p->end - p->off;

	if (p->kind == PIECE_NUMBER)
		return n == 1;
	return p->kind == PIECE_WORD && n < 3 &&
	       (n == 1 ? strchr("aAIO", d->in.p[p->off]) == NULL
	               : d->surprise[i] > 3 * LM_BIT);
}

/* Two words that say little here, each of which may be half of one. */
static int
halves(const struct doc *d, uint32_t i)
{
	return d->surprise[i] > 7 * LM_BIT && d->surprise[i + 1] > 7 * LM_BIT;
}

/* May two pieces in a line be one word though there are such words? */
static int
parts(const struct doc *d, uint32_t i)
{
	return !d->p.v[i].line &&
	       (scrap(d, i) || scrap(d, i + 1) || halves(d, i));
}

/* Is the next piece a blank or a mark away? */
static int
near_piece(const struct doc *d, uint32_t i)
{
	const struct piece *p = &d->p.v[i];
	size_t gap;

	if (i + 1 >= d->p.n)
		return 0;
	gap = d->p.v[i + 1].off - p->end;
	/* French hangs its words together: vient-il. */
	if (d->t->elides && gap == 1 && d->in.p[p->end] == '-')
		return 0;
	if (p->line)
		return d->noise > 0.1 && !p->hyphen && !p->stop && p->tight &&
		       gap <= 2 && p[1].shape == SHAPE_LOWER;
	return gap == 1
	           ? d->in.p[p->end] == ' ' || arc_unknown(d, i) ||
	                 arc_unknown(d, i + 1)
	           : gap == 2 && (arc_unknown(d, i) || arc_unknown(d, i + 1)) &&
	                 d->in.p[p->end + 1] == ' ';
}

/* Does a word seem to go on behind the line end? */
static int
broken_at(const struct doc *d, uint32_t i)
{
	const struct piece *p = &d->p.v[i], *q = p + 1;

	return p->hyphen && i + 1 < d->p.n && changeable(d, i) &&
	       changeable(d, i + 1) && q->off - p->end <= 4 && !p->stop &&
	       p->shape != SHAPE_UPPER && q->shape == SHAPE_LOWER;
}

int
str_among(struct str s, const char *list)
{
	const char *p = list;
	size_t n;

	for (; *p != '\0'; p += n + (p[n] == ' ')) {
		n = strcspn(p, " ");
		if (n == s.n && memcmp(p, s.p, n) == 0)
			return 1;
	}
	return 0;
}

int
arc_never_marked(const struct doc *d, uint32_t i)
{
	char low[LM_WORD_MAX];
	struct str s = d->forms[d->form[i]].text;

	return d->t->english && s.n <= 5 &&
	       str_among(form_small(s, low),
	           "the a an of my his our their your its "
	           "and to from with at by "
	           "into or was were had");
}

/* A sentence may end behind a piece though no stop is there, or end no
 * sentence though one is. */
static void
stop_arcs(struct doc *d, uint32_t i)
{
	const struct piece *p = &d->p.v[i];
	struct change ch = { .off = p->end, .end = p->end, .rule = STOP };
	struct arc a = d->l.v[d->l.n - 1]; /* as it stands */
	unsigned char next;

	if (i + 1 >= d->p.n || p->kind == PIECE_KEEP || !p->blank ||
	    p->hyphen || a.n == 0 || d->noise < 0.1)
		return;
	next = p[1].shape;
	ch.text = d->pool.n;
	ch.ntext = 1;
	ch.channel = 3 * CHANNEL_BIT + d->shift;
	if (!p->stop && !p->dot && p->tight && next == SHAPE_TITLE &&
	    !p[1].mixed) {
		a.stop = 1;
		buf_putc(&d->pool, '.');
	} else if (!p->stop && d->in.p[p->end] == ',' &&
	           d->in.p[p->end + 1] == ' ' && next == SHAPE_TITLE) {
		a.stop = 1;
		ch.end++;
		buf_putc(&d->pool, '.');
	} else if (p->stop && p->dot && d->in.p[p->end + 1] == ' ' &&
	           next == SHAPE_LOWER && p[1].kind == PIECE_WORD && a.stop) {
		a.stop = 0;
		ch.end++;
		if (arc_never_marked(d, i))
			ch.ntext = 0;
		else
			buf_putc(&d->pool, ',');
	} else {
		return;
	}
	a.cost += from_channel(ch.channel);
	a.start += from_channel(ch.channel);
	a.what = put_change(d, &ch);
	lattice_put(&d->l, &a);
}

/* Has a piece a digit, or may it be a number for what stands beside it? */
static int
number_like(const struct doc *d, uint32_t i)
{
	const struct piece *p = &d->p.v[i];

	return p->digit || arc_unknown(d, i) || d->surprise[i] > 4 * LM_BIT ||
	       (i > 0 && p[-1].digit) || (i + 1 < d->p.n && p[1].digit);
}

/* The numbers that a piece may have been. */
static void
number_arcs(struct doc *d, uint32_t i)
{
	const struct piece *p = &d->p.v[i];
	const struct numerals *v;
	size_t k;

	if (!d->t->english || d->noise <= REAL_NOISE ||
	    (p->kind != PIECE_WORD && p->kind != PIECE_NUMBER) ||
	    !number_like(d, i))
		return;
	v = lexis_numerals(d->t, d->forms[d->form[i]].text);
	for (k = 0; k < v->n; k++)
		text_arc(d, i, str_of(v->v[k].text, v->v[k].n),
		    &(struct change){ .rule = NUMBER, .channel = v->v[k].cost },
		    LM_NUMBER, from_channel(v->v[k].cost));
}

/* Specks between words, read as one. */
static void
junk_arc(struct doc *d, uint32_t i)
{
	const struct piece *p = &d->p.v[i];
	size_t len = p->end - p->off;
	struct arc a = { .from = i, .to = i + 1 };
	struct change ch = { .off = p->off, .rule = JUNK };

	if (i == 0 || i + 1 >= d->p.n || len > 2 || !p->tight || p->line ||
	    p->kind != PIECE_WORD || d->noise < 0.2 ||
	    d->in.p[p->off - 1] != ' ' || !p[-1].tight ||
	    (len == 1 && strchr("aAIO", d->in.p[p->off]) != NULL) ||
	    p[1].end - p[1].off == 1 || p[-1].end - p[-1].off == 1)
		return;
	ch.end = p[1].off;
	ch.channel = (int)(7 + 4 * (double)len - log2(d->noise)) * CHANNEL_BIT;
	a.cost = a.start = from_channel(ch.channel);
	a.what = put_change(d, &ch);
	lattice_put(&d->l, &a);
}

/* Is a word to be doubted?  A long one is seldom what another was misread
 * as: the longer, the more it must surprise. */
static int
doubtful(const struct doc *d, uint32_t i)
{
	int len = (int)d->forms[d->form[i]].text.n;

	if (d->p.v[i].kind != PIECE_WORD)
		return 0;
	return told(d, i) > LM_BIT ||
	       (d->noise > REAL_NOISE && d->surprise[i] > len * LM_BIT);
}

/* Two words about a stop, "it.She", want a space, and no other word; but
 * "hour.later" may be two words where specks are read. */
static int
glued(const struct doc *d, const struct form *f)
{
	size_t dot = str_chr(f->text, 0, '.');
	char low[LM_WORD_MAX], lower[LM_WORD_MAX];

	if (d->t->english && d->noise > REAL_NOISE && dot + 1 < f->text.n &&
	    f->text.p[dot + 1] >= 'a' && f->text.p[dot + 1] <= 'z')
		return 0;
	return dot > 1 && dot + 2 < f->text.n && f->text.n <= LM_WORD_MAX &&
	       lexis_word(d->t, form_small(str_cut(f->text, 0, dot), low)) !=
	           LM_UNKNOWN &&
	       lexis_word(d->t, form_small(str_cut(f->text, dot + 1, f->text.n),
	                            lower)) != LM_UNKNOWN;
}

/* A piece as one word with the next, or with those behind it. */
static void
joint_arcs(struct doc *d, uint32_t i)
{
	if (i + 2 > d->end)
		return;
	if (near_piece(d, i)) {
		join_arc(d, i, i + 2);
		if (i + 3 <= d->end && near_piece(d, i + 1))
			join_arc(d, i, i + 3);
	}
	if (broken_at(d, i))
		broken_arcs(d, i);
	if (hung(d, i))
		hung_arcs(d, i);
}

static int
single(const struct doc *d, uint32_t i)
{
	return d->p.v[i].end - d->p.v[i].off == 1;
}

/* Are letters set apart about two pieces, to stress a word? */
static int
set_apart(const struct doc *d, uint32_t i)
{
	int two = single(d, i) && single(d, i + 1);

	return (two && !d->t->english) ||
	       (single(d, i) && i > 0 && single(d, i - 1)) ||
	       (single(d, i + 1) && i + 2 < d->p.n && single(d, i + 2));
}

/* The same, of two that were misread besides. */
static void
misread_joint_arcs(struct doc *d, uint32_t i)
{
	if (i + 2 <= d->end && d->noise > REAL_NOISE && can_merge(d, i) &&
	    !set_apart(d, i) &&
	    (arc_unknown(d, i) || arc_unknown(d, i + 1) || parts(d, i)))
		merge_arcs(d, i, i + 2);
}

void
arcs_put(struct doc *d, uint32_t i)
{
	struct form *f = &d->forms[d->form[i]];
	int u = arc_unknown(d, i);

	keep_arc(d, i);
	if (d->slips != NULL && !slips_near(d, i))
		return;
	stop_arcs(d, i);
	if (d->slips == NULL)
		number_arcs(d, i);
	if (glued(d, f))
		return;
	if (!changeable(d, i)) {
		misread_joint_arcs(d, i);
		return;
	}
	junk_arc(d, i);
	if (blank_lost(d, i))
		blank_arcs(d, i);
	f = &d->forms[d->form[i]]; /* they may have moved */
	/* Clean texts are full of names that no list holds. */
	if (u && d->noise < REAL_NOISE && f->shape != SHAPE_LOWER &&
	    told(d, i) < 2 * LM_BIT)
		return;
	if (u) {
		form_search(d, f, 1, 0);
		word_arcs(d, i);
		wider_arcs(d, i);
		split_arcs(d, i);
		rare_arcs(d, i);
	} else if (doubtful(d, i) || miscased(d, i)) {
		form_search(d, f, 0, 11 * CHANNEL_BIT);
		word_arcs(d, i);
	}
	if (!u && guillemet(d, i))
		wider_arcs(d, i);
	joint_arcs(d, i);
	misread_joint_arcs(d, i);
}

void
arcs_surprise(struct doc *d)
{
	struct context c = { LM_START, LM_START };
	struct arc a;
	uint32_t i;

	d->surprise = mem_new(d->p.n + 1, sizeof(*d->surprise));
	for (i = 0; i < d->p.n; i++) {
		keep_arc(d, i);
		a = d->l.v[d->l.n - 1];
		d->l.n--;
		d->surprise[i] = arc_cost(&d->l, d->t->lm, &a, &c) - a.cost;
		if (a.n == 1 && a.id[0] >= LM_FIRST)
			d->surprise[i] -=
			    lm_unigram(d->t->lm, a.id[0]) - 8 * LM_BIT;
	}
}
