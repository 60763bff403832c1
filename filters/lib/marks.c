#include <limits.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "forest.h"
#include "marks.h"

enum { NODES = 128 }; /* of a tree */

/* In a text of which so little is no word, or nothing and it has so many,
 * marks are what they seem. */
static const double CLEAN = 0.04, ALL_CLEAN = 0.065;

struct tree {
	uint32_t first;
	int depth;
	int most; /* points that it and those behind it give at best */
};

/* What a gap may have been: a row of gaps.tsv. */
struct reading {
	struct str to;
	double share, count;
	uint32_t next; /* place + 1 */
};

struct marks {
	struct mark_table table;
	struct reading *readings;
	size_t nreadings, readcap;
	struct map gaps;
	struct tree *trees;
	size_t ntrees, treecap;
	struct forest forest;
	const struct rule *names;
	size_t from[RULES], to[RULES]; /* the trees of each rule */
	int bar[RULES];                /* what their sum must be over */
};

/* ---- tables ---- */

static void
read_table(struct mark_table *t, const struct settings *s)
{
	struct tsv rows = { .text = dict_map(s, "marks.tsv", 0) };
	struct mark_row *r;
	struct str f[9];
	size_t n, k;

	while ((n = tsv_next(&rows, f, 9)) > 0) {
		if (n == 3) {
			*map_borrow(&t->pairs, f[0]) =
			    ((int64_t)(str_signed(f[1]) + 1000) << 16) |
			    (str_signed(f[2]) + 1000);
			continue;
		}
		if (n != 9)
			dict_broken(s, "marks.tsv", rows.line, "not 8 numbers");
		t->v = mem_room(t->v, t->n, &t->cap, sizeof(*t->v));
		r = &t->v[t->n++];
		for (k = 0; k < 4; k++) {
			r->behind[k] = (signed char)str_signed(f[1 + k]);
			r->before[k] = (signed char)str_signed(f[5 + k]);
		}
		*map_borrow(&t->words, f[0]) = (int64_t)t->n;
	}
}

static void
read_gaps(struct marks *m, const struct settings *s)
{
	struct tsv rows = { .text = dict_map(s, "gaps.tsv", 0) };
	struct reading *r;
	struct str f[4];
	int64_t *first;

	while (tsv_next(&rows, f, 4) > 0) {
		m->readings = mem_room(
		    m->readings, m->nreadings, &m->readcap, sizeof(*r));
		r = &m->readings[m->nreadings++];
		r->to = f[1];
		r->count = (double)str_num(f[2]);
		r->share = r->count / ((double)str_num(f[3]) + 1);
		first = map_borrow(&m->gaps, f[0]);
		r->next = (uint32_t)*first;
		*first = (int64_t)m->nreadings;
	}
}

static struct tree *
put_tree(struct marks *m)
{
	m->trees =
	    mem_room(m->trees, m->ntrees, &m->treecap, sizeof(*m->trees));
	m->trees[m->ntrees] = (struct tree){ 0 };
	return &m->trees[m->ntrees++];
}

/* The trees of a rule stand together, behind its bar. */
static void
read_trees(struct marks *m, const struct settings *s)
{
	struct tsv rows = { .text = dict_map(s, "marktrees.tsv", 0) };
	struct str f[1 + NODES];
	struct tree *t;
	size_t n, i;
	int r, last = -1;

	while ((n = tsv_next(&rows, f, NELEM(f))) > 0) {
		if ((r = rule_index(m->names, RULES, f[0])) < 0)
			dict_broken(s, "marktrees.tsv", rows.line, "no rule");
		if (n == 2) {
			m->bar[r] = str_signed(f[1]);
			m->from[r] = m->to[r] = m->ntrees;
			last = r;
			continue;
		}
		t = put_tree(m);
		t->depth = forest_read(
		    &m->forest, f + 1, n - 1, MARK_SIGNS, &t->first);
		if (r != last || t->depth < 0)
			dict_broken(s, "marktrees.tsv", rows.line, "no tree");
		/* The best of all trees never fall together: of 1,400
		 * changes made in the development sets all but one always
		 * had a third of it before them. */
		t->most = forest_most(&m->forest, t->first) * 2 / 5;
		m->to[r] = m->ntrees;
	}
	for (r = 0; r < RULES; r++)
		for (i = m->to[r]; i > m->from[r] + 1; i--)
			m->trees[i - 2].most += m->trees[i - 1].most;
	/* The last are asked with those behind them. */
	for (i = 1; i < FOREST_ABREAST && m->ntrees > 0; i++)
		put_tree(m);
}

struct marks *
marks_open(const struct settings *s, const struct rule *names)
{
	struct marks *m = mem_new(1, sizeof(*m));

	m->names = names;
	read_table(&m->table, s);
	m->table.pauses = pauses_open(s);
	read_gaps(m, s);
	read_trees(m, s);
	return m;
}

void
marks_close(struct marks *m)
{
	free(m->table.v);
	map_free(&m->table.words);
	map_free(&m->table.pairs);
	pauses_close(m->table.pauses);
	free(m->readings);
	map_free(&m->gaps);
	free(m->trees);
	forest_free(&m->forest);
	free(m);
}

/* The points of as many trees as are asked at once. */
static void
ask(const struct marks *m, const struct tree *t, const int *x,
    int points[FOREST_ABREAST])
{
	uint32_t first[FOREST_ABREAST];
	int i, depth = 0;

	for (i = 0; i < FOREST_ABREAST; i++) {
		first[i] = t[i].first;
		depth = t[i].depth > depth ? t[i].depth : depth;
	}
	forest_ask(&m->forest, first, depth, x, points);
}

/* How far the points are over the bar; 0 if they are not. */
static int
score(const struct marks *m, unsigned rule, const int *x)
{
	const struct tree *t = m->trees + m->from[rule];
	size_t n = m->to[rule] - m->from[rule], i;
	int sum = -m->bar[rule], points[FOREST_ABREAST];

	for (i = 0; i < n; i++) {
		if (sum + t[i].most <= 0)
			return 0;
		if (i % FOREST_ABREAST == 0)
			ask(m, t + i, x, points);
		sum += points[i % FOREST_ABREAST];
	}
	return n == 0 || sum < 0 ? 0 : sum;
}

/* ---- what may have been ---- */

static unsigned
marks_in(struct str s, int kind)
{
	unsigned n = 0;
	size_t i;

	for (i = 0; i < s.n; i++)
		n += s.p[i] != ' ' && (kind == 0 || s.p[i] == kind);
	return n;
}

static unsigned
rule_for(struct str from, struct str to)
{
	unsigned a = marks_in(from, 0), b = marks_in(to, 0);

	if (marks_in(from, '-') != marks_in(to, '-') && a + b == 1)
		return HYPHEN;
	if (a > b)
		return MARK_STRAY;
	if (a == b) {
		size_t i, j;

		for (i = j = 0; i < from.n && j < to.n; i++, j++) {
			while (i < from.n && from.p[i] == ' ')
				i++;
			while (j < to.n && to.p[j] == ' ')
				j++;
			if (i < from.n && j < to.n && from.p[i] != to.p[j])
				return MARK_MISREAD;
		}
		return MARK_SPACE;
	}
	return MARK_LOST;
}

/* ---- edits ---- */

struct best {
	struct guess u;
	int score;
};

struct work {
	struct scene c;
	struct edits found;
	struct buf note;
};

static void
note_signs(
    struct work *w, const struct gap *g, const struct guess *u, const int *x)
{
	size_t i;

	if (w->note.n > 0)
		buf_putc(&w->note, ';');
	buf_printf(&w->note, "%zu %zu %s ", g->at[0], g->at[g->n],
	    w->c.m->names[u->rule].name);
	for (i = 0; i < u->to.n; i++)
		buf_printf(&w->note, "%02x", (unsigned char)u->to.p[i]);
	for (i = 0; i < MARK_SIGNS; i++)
		buf_printf(&w->note, " %d", x[i]);
}

/* Of a guess of the gap between words i and j. */
static void
weigh(struct work *w, size_t i, size_t j, const struct gap *g,
    const struct guess *u, int *x, struct best *best)
{
	const struct marks *m = w->c.m;
	int s;

	signs_guess(&w->c, i, j, g, u, x);
	if (w->c.d->t->evidence == 2) {
		note_signs(w, g, u, x);
		return;
	}
	s = score(m, u->rule, x);
	if (s > best->score) {
		best->u = *u;
		best->score = s;
	}
}

/* Do two words make a compound of the model, or a word without the hyphen? */
static int
compound(const struct scene *c, size_t i, const char *hyphen)
{
	const struct spot *p = &c->v[i];
	size_t n = p->end - p->off, m = p[1].end - p[1].off, h = *hyphen != 0;
	char s[LM_WORD_MAX], low[LM_WORD_MAX];

	if (n + h + m > sizeof(s))
		return 0;
	memcpy(s, c->d->in.p + p->off, n);
	s[n] = '-';
	memcpy(s + n + h, c->d->in.p + p[1].off, m);
	return lexis_number(c->d->t, form_small(str_of(s, n + h + m), low)) >=
	       LM_FIRST;
}

/* May there be a hyphen at a blank?  At a line end too if one of the two is
 * but a part of a word. */
static int
may_be_compound(const struct scene *c, size_t i)
{
	const struct spot *p = &c->v[i];

	return compound(c, i, "-") ||
	       (p->lines > 0 && (p->id < LM_FIRST || p[1].id < LM_FIRST ||
	                            compound(c, i, "")));
}

/* In verse all lines begin with capitals. */
static int
verse(const struct habits *h)
{
	return h->capital_lines > h->small_lines;
}

/* A mark may be lost at a blank. */
static int
may_be_lost(const struct scene *c, size_t i, struct str to)
{
	const struct spot *l = &c->v[i], *r = l + 1;

	/* Headings, the names of those who speak, and the items of a list
	 * have no stop. */
	if (l->lines > 1 && (l->since < 12 || c->d->noise < 0.05 || c->n < 100))
		return 0;
	if (to.p[0] == '\'')
		return r->end - r->off == 1 && c->d->in.p[r->off] == 's';
	if (to.p[0] == '.')
		return r->upper || r->digit || l->lines > 0 || l->upper ||
		       l->digit || l->end - l->off < 3;
	return l->lines > 0 || str_eq(to, STR("-"));
}

/* Only parts of a compound are glued, and none over a line end. */
static int
may_be_glued(const struct spot *l, struct str to)
{
	return memchr(to.p, ' ', to.n) != NULL ||
	       (l->lines == 0 && !l[1].upper && l->end - l->off > 1);
}

static int
may_be(const struct scene *c, size_t i, const struct gap *g, struct str to)
{
	/* Lines of verse end as they please. */
	if (g->lines == 1 && verse(&c->h) && memchr(g->s, '.', g->n) == NULL &&
	    memchr(to.p, '.', to.n) != NULL)
		return 0;
	if (memchr(g->s, ' ', g->n) != NULL && !may_be_glued(&c->v[i], to))
		return 0;
	if (g->n > 1 || g->s[0] != ' ')
		return 1;
	return may_be_lost(c, i, to) &&
	       ((!str_eq(to, STR("-")) && !str_eq(to, STR("- "))) ||
	           may_be_compound(c, i));
}

static void
put_best(struct work *w, const struct gap *g, const struct best *b)
{
	if (b->score > 0)
		gap_put(&w->found, w->c.d->in, g, b->u.to, b->u.rule);
}

/* All that was thought of at a gap, for marks.py to learn from. */
static void
put_evidence(struct work *w, size_t i)
{
	if (w->note.n == 0)
		return;
	edits_put(&w->found, w->c.v[i].end, 1, STR("\1"), MARK_STRAY);
	w->found.v[w->found.n - 1].held = 1;
	edits_note(&w->found, buf_str(&w->note));
	w->note.n = 0;
}

/* How often such a gap, of which this is the first reading, was read rightly:
 * log2 of its share, times 16. */
static int
stays(const struct marks *m, uint32_t first)
{
	double share = 1;
	uint32_t k;

	for (k = first; k > 0; k = m->readings[k - 1].next)
		share -= m->readings[k - 1].share;
	return (int)lround(16 * log2(share > 0.001 ? share : 0.001));
}

static void
mend_gap(struct work *w, size_t i)
{
	const struct scene *c = &w->c;
	const struct marks *m = c->m;
	const struct reading *r;
	struct best best = { 0 };
	struct guess u = { 0 };
	struct gap g;
	int64_t *at;
	uint32_t k;
	int looked = 0, x[MARK_SIGNS];

	gap_read(c->d->in, c->v[i].end, c->v[i + 1].off, &g);
	if (g.n == 0 || (at = map_get(&m->gaps, str_of(g.s, g.n))) == NULL)
		return;
	u.stays = stays(m, (uint32_t)*at);
	for (k = (uint32_t)*at; k > 0; k = r->next) {
		r = &m->readings[k - 1];
		if (!may_be(c, i, &g, r->to))
			continue;
		u.to = r->to;
		u.odds = (int)lround(16 * log2(r->share));
		u.seen = (int)lround(16 * log2(r->count + 1));
		u.rule = rule_for(str_of(g.s, g.n), r->to);
		if (!looked++)
			signs_of(c, &m->table, i, i + 1, &g, x);
		weigh(w, i, i + 1, &g, &u, x, &best);
	}
	put_best(w, &g, &best);
}

static int
lone(const struct spot *p)
{
	return p->end - p->off == 1 && !p->digit;
}

/* A short scrap between words, and what is there without it. */
static void
mend_speck(struct work *w, size_t i)
{
	const struct scene *c = &w->c;
	const struct spot *p = &c->v[i + 1];
	struct best best = { 0 };
	struct gap a, b, g;
	struct guess u = { .rule = SPECK };
	int x[MARK_SIGNS];

	if (i + 2 >= c->n || p->end - p->off > 3 || p->keep ||
	    (p->end - p->off > 1 && p->id >= LM_FIRST &&
	        lm_count(c->d->t->lm, p->id) > 2000000))
		return;
	/* In German letters are s e t apart to stress a word. */
	if (!c->d->t->english && (lone(p - 1) || lone(p + 1)))
		return;
	gap_read(c->d->in, c->v[i].end, p->off, &a);
	gap_read(c->d->in, p->end, p[1].off, &b);
	if (a.n == 0 || b.n == 0 || memchr(a.s, ' ', a.n) == NULL ||
	    memchr(b.s, ' ', b.n) == NULL ||
	    strchr("&$/%+=", a.s[a.n - 1]) != NULL) /* &c. */
		return;
	if (memchr(a.s, '"', a.n) != NULL && c->d->in.p[p->off] == 'I')
		return; /* "I */
	if (b.s[0] == '\'' || (c->v[i].digit && p[1].digit) ||
	    (p->digit && (c->v[i].digit || p[1].digit || a.s[a.n - 1] == '-')))
		return; /* o' and 5' x 7", 3, 4, 5 and -j4 */
	g = (struct gap){ .n = 1, .lines = (unsigned char)(a.lines + b.lines) };
	g.at[0] = c->v[i].end;
	g.at[1] = p[1].off;
	u.to = a.s[0] != ' ' && a.s[0] != '\'' && a.s[0] != '*'
	           ? str_of(a.s, a.n)
	       : b.s[0] == ',' || b.s[0] == '.' ? str_of(b.s, b.n)
	                                        : STR(" ");
	g.s[0] = '*';
	signs_of(c, &c->m->table, i, i + 2, &g, x);
	weigh(w, i, i + 2, &g, &u, x, &best);
	if (best.score > 0)
		put_best(w, &g, &best);
}

static void
mend_capital(struct work *w, size_t i)
{
	struct scene *c = &w->c;
	const struct spot *p = &c->v[i + 1];
	struct guess u = { .rule = CAPITAL };
	int x[MARK_SIGNS];
	struct best best = { 0 };
	char low[LM_WORD_MAX];
	struct gap g;
	struct str s;
	int64_t *at;

	if ((!p->upper && !p->mixed) || p->caps || p->digit || p->keep ||
	    p->end - p->off < 2 || p->end - p->off > 30 || p->id < LM_FIRST ||
	    c->v[i].mark == MARK_STOP || c->v[i].lines > 1 ||
	    (c->v[i].lines == 1 && verse(&c->h)) ||
	    lm_title(c->d->t->lm, p->id) > 150)
		return;
	s = str_cut(c->d->in, p->off, p->end);
	if (p->mixed && (at = map_get(&c->d->index, s)) != NULL && *at > 0 &&
	    c->d->forms[*at - 1].count > 1)
		return;
	gap_read(c->d->in, c->v[i].end, p->off, &g);
	s = form_small(s, low);
	u.to = s;
	signs_of(c, &c->m->table, i, i + 1, &g, x);
	weigh(w, i, i + 1, &g, &u, x, &best);
	g = (struct gap){ .n = 1 };
	g.at[0] = p->off;
	g.at[1] = p->end;
	put_best(w, &g, &best);
}

/* In order; of two that meet the first. */
static void
put_all(struct edits *found, struct edits *out)
{
	const struct edit *e;
	size_t i, done = 0;

	edits_sort(found);
	for (i = 0; i < found->n; i++) {
		e = &found->v[i];
		if (e->off < done)
			continue;
		edits_put(out, e->off, e->len, edit_text(found, e), e->rule);
		out->v[out->n - 1].held = e->held;
		edits_note(out, edit_note(found, e));
		done = (size_t)e->off + e->len + 1;
	}
}

void
marks_mend(struct doc *d, struct edits *out)
{
	struct work w = { .c = { .d = d, .m = d->t->marks } };
	size_t i;

	if ((w.c.m->ntrees == 0 && d->t->evidence != 2) ||
	    d->noise < (d->unknown == 0 ? ALL_CLEAN : CLEAN))
		return;
	signs_scan(&w.c, &d->t->marks->table);
	for (i = 0; i + 1 < w.c.n; i++) {
		if (w.c.v[i].keep || w.c.v[i + 1].keep)
			continue;
		mend_gap(&w, i);
		mend_capital(&w, i);
		mend_speck(&w, i);
		put_evidence(&w, i);
	}
	put_all(&w.found, out);
	edits_free(&w.found);
	buf_free(&w.note);
	signs_free(&w.c);
}
