#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "marks.h"
#include "unicode.h"

/* Where each kind of sign begins. */
enum {
	ODDS,              /* of the guess */
	HABITS = ODDS + 6, /* of the document */
	MODEL = HABITS + 12,
	TABLE = MODEL + 5,
	WORDS = TABLE + 13,
	SHAPES = WORDS + 6,
	PLACE = SHAPES + 4,
	BESIDE = PLACE + 5,
	JOINED = BESIDE + 2,
	READ = JOINED + 4,
	SPECKS = READ + 2,
	CAPITALS = SPECKS + 5,
	PAUSE = CAPITALS + 6,
	USED = PAUSE + PAUSES - 1,
	ODD = USED + USAGE,
	NEAR = ODD + 4,
	SCRAP = NEAR + AROUND + 7,
	SIGNS = SCRAP + 9,
};

_Static_assert((int)SIGNS == (int)MARK_SIGNS, "signs");

static enum mark_kind
kind_of(struct str s)
{
	enum mark_kind k = MARK_NONE;
	size_t i;

	for (i = 0; i < s.n; i++)
		switch (s.p[i]) {
		case '.':
		case '!':
		case '?':
			return MARK_STOP;
		case ',':
			k = MARK_COMMA;
			break;
		case ';':
		case ':':
			if (k != MARK_COMMA)
				k = MARK_SEMI;
			break;
		case '-':
			if (k == MARK_NONE)
				k = MARK_DASH;
			break;
		case '\'':
		case '"':
			if (k == MARK_NONE)
				k = MARK_QUOTE;
			break;
		case ' ':
			break;
		default:
			if (k == MARK_NONE)
				k = MARK_OTHER;
		}
	return k;
}

static struct str
small(struct str s, char low[LM_WORD_MAX])
{
	return form_small(
	    s.n > LM_WORD_MAX ? str_of(s.p, LM_WORD_MAX) : s, low);
}

static struct str
spelling(const struct scene *c, size_t i)
{
	return str_cut(c->d->in, c->v[i].off, c->v[i].end);
}

static size_t
next_off(const struct scene *c, size_t i)
{
	return i + 1 < c->n ? c->v[i + 1].off : c->d->in.n;
}

/* The number in the model of a word that ends in a piece k, of which low is
 * the small letters. */
static uint32_t
number_of(const struct doc *d, size_t k, const struct spot *p, struct str low)
{
	const struct form *f;

	if (p->digit)
		return LM_NUMBER;
	if (k < d->p.n && d->p.v[k].off == p->off && d->p.v[k].end == p->end) {
		f = &d->forms[d->form[k]];
		if (f->n == 1)
			return f->id[0];
	}
	return low.n == p->end - p->off ? lexis_number(d->t, low) : LM_UNKNOWN;
}

static void
scan_words(struct scene *c, const struct mark_table *t)
{
	struct str in = c->d->in;
	char low[LM_WORD_MAX];
	struct spot *p;
	struct word w;
	struct str s;
	size_t at = 0, k = 0;
	int64_t *row;

	while (word_next(in, &at, &w)) {
		c->v = mem_room(c->v, c->n, &c->cap, sizeof(*c->v));
		p = &c->v[c->n++];
		*p = (struct spot){ .off = (uint32_t)w.off,
			.end = (uint32_t)w.end,
			.upper = w.upper,
			.caps = w.caps,
			.mixed = w.mixed,
			.digit = w.digit };
		s = small(str_cut(in, w.off, w.end), low);
		if ((row = map_get(&t->words, s)) != NULL)
			p->row = (uint32_t)*row;
		if (t->pauses != NULL)
			p->word = pauses_word(t->pauses, s);
		while (k < c->d->p.n && c->d->p.v[k].end <= w.off)
			k++;
		p->id = number_of(c->d, k, p, s);
		p->keep = k < c->d->p.n && c->d->p.v[k].kind == PIECE_KEEP;
	}
}

static struct str
dotted_key(const struct scene *c, size_t i, char low[LM_WORD_MAX])
{
	struct str s = small(spelling(c, i), low);

	return map_has(&c->d->t->dotted, s) ? s : STR("");
}

/* One capital. */
static int
initial(const struct spot *p)
{
	return p->upper && p->end - p->off == 1;
}

/* Two words with a hyphen between them, in small letters; nothing if they
 * are long. */
static struct str
hyphened(const struct scene *c, size_t i, size_t j, char key[2 * LM_WORD_MAX])
{
	struct str a = spelling(c, i), b = spelling(c, j);
	char s[2 * LM_WORD_MAX];

	if (a.n + 1 + b.n > sizeof(s))
		return STR("");
	memcpy(s, a.p, a.n);
	s[a.n] = '-';
	memcpy(s + a.n + 1, b.p, b.n);
	return form_small(str_of(s, a.n + 1 + b.n), key);
}

static void
count_hyphen(struct scene *c, size_t i)
{
	char key[2 * LM_WORD_MAX];

	++*map_put(&c->h.hyphened, hyphened(c, i, i + 1, key));
}

/* Is a gap one that print has often? */
static int
plain(const struct gap *g)
{
	return g->n > 0 && g->n <= 2 && g->s[g->n - 1] != '*' &&
	       (g->s[0] == ' ' ? g->n == 1
	           : g->n == 2 ? g->s[1] == ' '
	                       : strchr("-'", g->s[0]) != NULL);
}

static void
count_around(struct scene *c, size_t i, const struct gap *g)
{
	const struct spot *p = &c->v[i];
	unsigned *sum = c->v[i].sum;

	if (i > 0)
		memcpy(sum, p[-1].sum, sizeof(p->sum));
	sum[AROUND_UNKNOWN] += p->id < LM_FIRST && !p->digit;
	sum[AROUND_SINGLE] += p->end - p->off == 1;
	sum[AROUND_ODD] += !plain(g);
	sum[AROUND_DIGIT] += p->digit;
	sum[AROUND_UPPER] += p->upper;
}

static void
count_habits(struct scene *c)
{
	struct habits *h = &c->h;
	struct spot *p, *q;
	struct gap g;
	char low[LM_WORD_MAX];
	struct str s;
	size_t i, k;
	int begins = 1, since = 0;
	int64_t *n;

	h->words = (double)c->n;
	for (i = 0; i < c->n; i++) {
		p = &c->v[i];
		q = i + 1 < c->n ? p + 1 : NULL;
		p->since = (unsigned short)(since < 999 ? since : 999);
		gap_read(c->d->in, p->end, next_off(c, i), &g);
		p->mark = (unsigned char)kind_of(str_of(g.s, g.n));
		p->n = g.n;
		p->lines = g.lines;
		++*map_put(&h->gaps, str_of(g.s, g.n));
		usage_count(c, i, str_of(g.s, g.n));
		count_around(c, i, &g);
		k = (unsigned char)((c->d->in.p[p->off] | 0x20) - 'a');
		if (!begins && k < 26 && !p->caps && p->id >= LM_FIRST &&
		    lm_title(c->d->t->lm, p->id) < 60)
			*(p->upper ? &h->capital[k] : &h->small[k]) += 1;
		h->singles += p->end - p->off == 1;
		for (k = 0; k < g.n; k++) {
			h->quotes += g.s[k] == '\'';
			h->dquotes += g.s[k] == '"';
		}
		if (q != NULL && p->lines == 1 && p->mark != MARK_STOP)
			*(q->upper ? &h->capital_lines : &h->small_lines) += 1;
		h->stops += p->mark == MARK_STOP;
		h->commas += p->mark == MARK_COMMA;
		h->semis += p->mark == MARK_SEMI;
		h->lowstops +=
		    p->mark == MARK_STOP && q != NULL && !q->upper && !q->digit;
		h->capcommas += p->mark == MARK_COMMA && q != NULL && q->upper;
		s = dotted_key(c, i, low);
		if (initial(p))
			*(g.s[0] == '.' ? &h->initials : &h->bare) += 1;
		else if (s.n > 0) {
			n = map_put(&h->dotted, s);
			*n += g.s[0] == '.' ? (int64_t)1 << 32 : 1;
			*(g.s[0] == '.' ? &h->abbreviated : &h->undotted) += 1;
		}
		if (q != NULL && g.n == 1 && g.s[0] == '-')
			count_hyphen(c, i);
		begins = p->mark == MARK_STOP || p->lines > 0 ||
		         p->mark == MARK_QUOTE;
		since = p->mark == MARK_STOP || p->lines > 1 ? 0 : since + 1;
	}
}

static int
bits(double x)
{
	return (int)lround(16 * log2(x));
}

static int
within(int x, int low, int high)
{
	return x < low ? low : x > high ? high : x;
}

static int
clip(double a, double b)
{
	return within(bits((a + 0.5) / (b + 0.5)), -160, 160);
}

/* What the habits say of any gap. */
static void
weigh_habits(const struct scene *c, struct habits *h)
{
	int *x = h->all, k;
	double up = 0, down = 0;

	x[1] = clip(h->stops, h->words / 16);
	x[2] = clip(h->commas, h->words / 14);
	x[3] = clip(h->lowstops, h->stops);
	x[4] = clip(h->capcommas, h->commas);
	x[5] = clip(h->semis, h->commas);
	x[6] = clip(h->quotes + h->dquotes, h->words);
	x[7] = clip(h->singles, h->words);
	x[8] = clip(h->initials, h->bare);
	x[10] = bits(c->d->noise);
	x[11] = clip(h->abbreviated, h->undotted);
	for (k = 0; k < 26; k++) {
		up += h->capital[k];
		down += h->small[k];
		h->case_of[k] = clip(h->capital[k], h->small[k]);
		h->capitals[k] = bits(h->capital[k] + 1);
	}
	h->cases = clip(up, down);
}

void
signs_scan(struct scene *c, const struct mark_table *t)
{
	scan_words(c, t);
	count_habits(c);
	weigh_habits(c, &c->h);
}

void
signs_free(struct scene *c)
{
	free(c->v);
	map_free(&c->h.gaps);
	map_free(&c->h.dotted);
	map_free(&c->h.hyphened);
	map_free(&c->h.places);
}

int
signs_shape(const struct spot *p)
{
	int len = (int)(p->end - p->off);

	if (p->digit)
		return 0;
	if (len == 1)
		return p->upper ? 2 : 1;
	return p->caps ? 5 : p->mixed ? 4 : p->upper ? 6 : 3;
}

static const struct spot nothing = { .id = LM_UNKNOWN };

static uint32_t
said(const struct spot *p)
{
	return p->id;
}

static int
cost(const struct scene *c, uint32_t w2, uint32_t w1, uint32_t w)
{
	return lattice_word(&c->d->l, c->d->t->lm, w2, w1, w);
}

/* What the words beside a gap cost with a stop there and without. */
static void
model_signs(const struct scene *c, size_t i, size_t j, int *x)
{
	const struct lm *lm = c->d->t->lm;
	const struct spot *l = &c->v[i], *r = &c->v[j];
	uint32_t s = LM_START, a, b, y, z;
	int flat, stop, next;

	a = i == 0 || c->v[i - 1].mark == MARK_STOP ? s : said(l - 1);
	b = said(l);
	y = said(r);
	z = j + 1 < c->n && r->mark != MARK_STOP ? said(r + 1) : s;
	flat = cost(c, a, b, y);
	next = cost(c, b, y, z);
	stop = cost(c, a, b, s);
	x[0] = within(flat + next - stop - cost(c, s, s, y) - cost(c, s, y, z),
	    -20 * LM_BIT, 20 * LM_BIT);
	x[1] = lm_unigram(lm, y) - flat;
	x[2] = lm_unigram(lm, z) - next;
	x[3] = stop;
	x[4] = lm_unigram(lm, y) - cost(c, s, s, y);
}

/* How often the model saw the word, in bits. */
static int
seen(const struct scene *c, uint32_t id)
{
	if (id < LM_FIRST)
		return id == LM_NUMBER ? -2 : -1;
	return (int)lround(log2(1 + (double)lm_count(c->d->t->lm, id)) * 4);
}

static int
joined(const struct scene *c, size_t i, size_t j, const char *with)
{
	struct str a = spelling(c, i), b = spelling(c, j);
	char s[LM_WORD_MAX], low[LM_WORD_MAX];
	size_t mark = *with != 0, n = a.n + mark + b.n;

	if (n >= LM_WORD_MAX)
		return seen(c, LM_UNKNOWN);
	memcpy(s, a.p, a.n);
	s[a.n] = *with;
	memcpy(s + a.n + mark, b.p, b.n);
	return seen(c, lexis_number(c->d->t, form_small(str_of(s, n), low)));
}

/* How often the document has a spelling. */
static int
uses(const struct scene *c, struct str s)
{
	int64_t *at = map_get(&c->d->index, s);

	return at == NULL || *at == 0 ? 0 : (int)c->d->forms[*at - 1].count;
}

/* How often the document writes the two with a hyphen, and as one word. */
static void
join_habits(const struct scene *c, size_t i, size_t j, int *x)
{
	char key[2 * LM_WORD_MAX];
	struct str s = hyphened(c, i, j, key);
	int64_t *n = map_get(&c->h.hyphened, s);
	size_t cut = c->v[i].end - c->v[i].off;

	x[0] = n == NULL ? 0 : (int)*n;
	x[1] = 0;
	if (s.n == 0)
		return;
	memmove(key + cut, key + cut + 1, s.n - cut - 1);
	x[1] = uses(c, str_of(key, s.n - 1));
}

static void
table_signs(const struct scene *c, const struct mark_table *t, size_t i,
    size_t j, int *x)
{
	static const struct mark_row none = { { -28, -31, -51, -51 },
		{ -28, -31, -51, -51 } };
	const struct mark_row *l, *r;
	struct buf b = { 0 };
	int64_t *pair;
	char low[LM_WORD_MAX];
	size_t k;

	l = c->v[i].row > 0 ? &t->v[c->v[i].row - 1] : &none;
	r = c->v[j].row > 0 ? &t->v[c->v[j].row - 1] : &none;
	for (k = 0; k < 4; k++) {
		x[k] = l->behind[k];
		x[4 + k] = r->before[k];
		x[8 + k] = l->behind[k] + r->before[k] - none.behind[k];
	}
	x[12] = 0;
	if (c->v[i].row > 0 && c->v[j].row > 0) {
		buf_put(&b, small(spelling(c, i), low));
		buf_putc(&b, ' ');
		buf_put(&b, small(spelling(c, j), low));
		if ((pair = map_get(&t->pairs, buf_str(&b))) != NULL) {
			x[8] = (int)(*pair >> 16) - 1000;
			x[9] = (int)(*pair & 0xffff) - 1000;
			x[12] = 1;
		}
		buf_free(&b);
	}
}

enum { LOOK = 400, LINE = 120 };

/* Bytes to the same mark before and behind, and whether it looks so. */
static int
away(const struct scene *c, size_t at, int step, char mark)
{
	struct str s = c->d->in;
	size_t i, k = at;

	for (i = 1; i < LOOK; i++) {
		if (step < 0 ? k == 0 : k + 1 >= s.n)
			break;
		k = step < 0 ? k - 1 : k + 1;
		if (s.p[k] == mark)
			return (int)i;
		if (s.p[k] == '\n' && k > 0 && s.p[k - 1] == '\n')
			break;
	}
	return LOOK;
}

/* Bytes to the end of the line, or back to its beginning. */
static int
line_part(const struct scene *c, size_t at, int step)
{
	struct str s = c->d->in;
	size_t n = step < 0 ? at : s.n - at;
	const char *end;

	if (n > LINE)
		n = LINE;
	end = step < 0 ? memrchr(s.p + at - n, '\n', n)
	               : memchr(s.p + at, '\n', n);
	return end == NULL ? (int)n
	       : step < 0  ? (int)(s.p + at - 1 - end)
	                   : (int)(end - (s.p + at));
}

static int
ahead(const struct scene *c, size_t j)
{
	size_t k;

	for (k = j; k < c->n && k < j + 60; k++)
		if (c->v[k].mark == MARK_STOP || c->v[k].lines > 1)
			break;
	return (int)(k - j);
}

static void
habit_signs(const struct scene *c, size_t i, const struct gap *g, int *x)
{
	const struct habits *h = &c->h;
	char low[LM_WORD_MAX];
	struct str s = dotted_key(c, i, low);
	int64_t *n = map_get(&h->gaps, str_of(g->s, g->n));

	memcpy(x, h->all, sizeof(h->all));
	x[0] = bits(((n == NULL ? 0 : (double)*n) + 0.5) / (h->words + 20));
	n = s.n > 0 ? map_get(&h->dotted, s) : NULL;
	x[9] =
	    n == NULL ? -200 : clip((double)(*n >> 32), (double)(uint32_t)*n);
}

static int
first_mark(struct str s)
{
	static const char marks[] = " ,.;:!?-'\"()*";
	size_t i;

	for (i = 0; i < s.n; i++)
		if (s.p[i] != ' ' && strchr(marks, s.p[i]) != NULL)
			return (int)(strchr(marks, s.p[i]) - marks);
	return s.n == 0 ? -1 : 0;
}

static void
word_signs(
    const struct scene *c, const struct spot *l, const struct spot *r, int *x)
{
	const struct lm *lm = c->d->t->lm;

	x[0] = (int)(l->end - l->off);
	x[1] = (int)(r->end - r->off);
	x[2] = seen(c, l->id);
	x[3] = seen(c, r->id);
	x[4] = l->id < LM_FIRST ? -1 : (int)lm_title(lm, l->id);
	x[5] = r->id < LM_FIRST ? -1 : (int)lm_title(lm, r->id);
}

/* The mark that is not in the guess, or else a quotation mark. */
static char
odd_mark(const struct gap *g, struct str to)
{
	size_t k;

	for (k = 0; k < g->n; k++)
		if ((g->s[k] == '\'' || g->s[k] == '"') &&
		    memchr(to.p, g->s[k], to.n) == NULL)
			return g->s[k];
	for (k = 0; k < g->n; k++)
		if (g->s[k] == '\'' || g->s[k] == '"' || g->s[k] == '(')
			return g->s[k];
	return 0;
}

/* What is between the two, if anything. */
static void
speck_signs(const struct scene *c, size_t i, size_t j, int *x)
{
	const struct spot *p = &c->v[i + 1];
	int with, without;

	x[0] = (int)(j - i);
	if (j < i + 2)
		return;
	with = cost(c, said(&c->v[i]), said(p), said(&c->v[j])) +
	       cost(c, i > 0 ? said(p - 2) : LM_START, said(p - 1), said(p));
	without = cost(
	    c, i > 0 ? said(p - 2) : LM_START, said(p - 1), said(&c->v[j]));
	x[1] = with - without;
	x[2] = (int)(p->end - p->off);
	x[3] = seen(c, p->id);
	x[4] = signs_shape(p);
}

static int
letter_at(const struct scene *c, size_t at)
{
	return (unsigned char)c->d->in.p[at] & 0x7f;
}

/* And how it looks, and what is on its sides. */
static void
scrap_signs(const struct scene *c, size_t i, size_t j, int *x)
{
	const struct spot *p = &c->v[i + 1];
	struct gap a, b;

	if (j != i + 2)
		return;
	gap_read(c->d->in, c->v[i].end, p->off, &a);
	gap_read(c->d->in, p->end, c->v[j].off, &b);
	x[0] = uses(c, spelling(c, i + 1));
	x[1] = letter_at(c, p->off);
	x[2] = letter_at(c, p->end - 1);
	x[3] = a.lines;
	x[4] = b.lines;
	x[5] = first_mark(str_of(a.s, a.n));
	x[6] = first_mark(str_of(b.s, b.n));
	x[7] = joined(c, i, i + 1, "");
	x[8] = joined(c, i + 1, j, "");
}

enum { NEARBY = 8 };

/* What the words about a gap are like. */
static void
near_signs(
    const struct scene *c, size_t i, size_t j, const struct gap *g, int *x)
{
	size_t a = i > NEARBY ? i - NEARBY : 0;
	size_t z = j + NEARBY < c->n ? j + NEARBY : c->n - 1;
	size_t k;

	for (k = 0; k < AROUND; k++)
		x[k] = (int)(c->v[z].sum[k] - c->v[a].sum[k]);
	x += AROUND;
	x[0] = i > 0 ? seen(c, c->v[i - 1].id) : -9;
	x[1] = j + 1 < c->n ? seen(c, c->v[j + 1].id) : -9;
	x[2] = letter_at(c, c->v[i].off);
	x[3] = letter_at(c, c->v[i].end - 1);
	x[4] = joined(c, i, j, "-");
	x[5] = within((int)(g->at[g->n] - g->at[0]), 0, 99);
	x[6] = (g->s[0] == ' ') + 2 * (g->n > 0 && g->s[g->n - 1] == ' ');
}

static int
letter_code(const struct scene *c, size_t i)
{
	return letter_at(c, c->v[i].off);
}

/* What the document says of capitals of this letter, and of any. */
static void
capital_signs(const struct scene *c, size_t j, int *x)
{
	const struct habits *h = &c->h;
	int letter = letter_code(c, j), k = (letter | 0x20) - 'a';
	char low[LM_WORD_MAX];

	x[0] = letter;
	x[4] = uses(c, spelling(c, j));
	x[5] = uses(c, small(spelling(c, j), low));
	if (k < 0 || k > 25)
		return;
	x[1] = h->case_of[k];
	x[2] = h->cases;
	x[3] = h->capitals[k];
}

static unsigned char
pause_kind(const struct spot *p)
{
	static const unsigned char kinds[] = {
		[MARK_NONE] = PAUSE_NONE,
		[MARK_COMMA] = PAUSE_COMMA,
		[MARK_STOP] = PAUSE_STOP,
		[MARK_SEMI] = PAUSE_SEMI,
		[MARK_DASH] = PAUSE_DASH,
		[MARK_QUOTE] = PAUSE_QUOTE,
		[MARK_OTHER] = PAUSE_OTHER,
	};

	return p->lines > 1                         ? PAUSE_UNKNOWN
	       : p->mark == MARK_QUOTE && p->n == 1 ? PAUSE_INNER
	                                            : kinds[p->mark];
}

/* Word k, or nothing if the text has none. */
static const struct spot *
spot_at(const struct scene *c, size_t k)
{
	static const struct spot none = { .lines = 2 };

	return k < c->n ? &c->v[k] : &none;
}

/* The marks that the words on both sides ask for, each over none. */
static void
pause_signs(const struct scene *c, const struct mark_table *t, size_t i,
    size_t j, int *x)
{
	struct pause_view at;
	int z[PAUSES];
	size_t k;

	if (t->pauses == NULL)
		return;
	/* Before the first word k wraps round, to none. */
	for (k = 0; k < PAUSE_SIDE; k++) {
		at.word[k] = spot_at(c, i + k + 1 - PAUSE_SIDE)->word;
		at.word[PAUSE_SIDE + k] = spot_at(c, j + k)->word;
	}
	for (k = 0; k < PAUSE_GAPS / 2; k++) {
		at.gap[k] = pause_kind(spot_at(c, i + k - PAUSE_GAPS / 2));
		at.gap[PAUSE_GAPS / 2 + k] = pause_kind(spot_at(c, j + k));
	}
	at.capital[0] = spot_at(c, i - 1)->upper;
	at.capital[1] = c->v[i].upper;
	at.capital[2] = spot_at(c, j + 1)->upper;
	pauses_weigh(t->pauses, &at, z);
	for (k = 1; k < PAUSES; k++)
		x[k - 1] = within(z[k] - z[0], -320, 320);
}

void
signs_of(const struct scene *c, const struct mark_table *t, size_t i, size_t j,
    const struct gap *g, int x[MARK_SIGNS])
{
	const struct spot *l = &c->v[i], *r = &c->v[j];
	const struct spot *l2 = i > 0 ? l - 1 : &nothing;
	const struct spot *r2 = j + 1 < c->n ? r + 1 : &nothing;

	memset(x, 0, MARK_SIGNS * sizeof(*x));
	habit_signs(c, i, g, x + HABITS);
	model_signs(c, i, j, x + MODEL);
	table_signs(c, t, i, j, x + TABLE);
	word_signs(c, l, r, x + WORDS);
	x[SHAPES] = signs_shape(l);
	x[SHAPES + 1] = signs_shape(r);
	x[SHAPES + 2] = signs_shape(l2);
	x[SHAPES + 3] = signs_shape(r2);
	x[PLACE] = g->lines;
	x[PLACE + 1] = within(l->since, 0, 60);
	x[PLACE + 2] = ahead(c, j);
	x[PLACE + 3] = line_part(c, l->end, -1);
	x[PLACE + 4] = line_part(c, r->off, 1);
	x[BESIDE] = i > 0 ? l2->mark : -1;
	x[BESIDE + 1] = r->mark;
	x[JOINED] = joined(c, i, j, "");
	x[JOINED + 1] = joined(c, i, j, "'");
	join_habits(c, i, j, x + JOINED + 2);
	x[READ] = first_mark(str_of(g->s, g->n));
	x[READ + 1] = g->n;
	speck_signs(c, i, j, x + SPECKS);
	capital_signs(c, j, x + CAPITALS);
	pause_signs(c, t, i, j, x + PAUSE);
	near_signs(c, i, j, g, x + NEAR);
	scrap_signs(c, i, j, x + SCRAP);
}

/* The first character that is not in the guess, and where it is. */
static void
odd_signs(const struct scene *c, const struct gap *g, struct str to, int *x)
{
	uint32_t u;
	size_t k = 0, at;

	while (k < g->n && k < to.n && g->s[k] == to.p[k])
		k++;
	x[1] = (int)k;
	if (k == g->n)
		return;
	at = g->at[k];
	u = at < c->d->in.n ? utf8_next(c->d->in, &at) : 0;
	x[0] = u < 0x3000 ? (int)u : 0x3000;
}

/* What kind_of finds, among the pauses; what is none of them is no pause. */
static int
pause_of(struct str s, const int *pause)
{
	switch (kind_of(s)) {
	case MARK_COMMA:
		return pause[PAUSE_COMMA - 1];
	case MARK_STOP:
		return pause[PAUSE_STOP - 1];
	case MARK_SEMI:
		return pause[PAUSE_SEMI - 1];
	case MARK_DASH:
		return pause[PAUSE_DASH - 1];
	case MARK_QUOTE:
		return s.n == 1 ? pause[PAUSE_INNER - 1] : 0;
	default:
		return 0;
	}
}

void
signs_guess(const struct scene *c, size_t i, size_t j, const struct gap *g,
    const struct guess *u, int x[MARK_SIGNS])
{
	char mark = odd_mark(g, u->to);

	x[ODDS] = u->odds;
	x[ODDS + 1] = first_mark(u->to);
	x[ODDS + 2] = (int)u->to.n;
	x[ODDS + 3] = mark == 0 ? -1 : away(c, g->at[0], -1, mark);
	x[ODDS + 4] = mark == 0 ? -1 : away(c, g->at[g->n] - 1, 1, mark);
	usage_signs(c, i, j, str_of(g->s, g->n), u->to, x + USED);
	odd_signs(c, g, u->to, x + ODD);
	x[ODD + 2] = u->stays;
	x[ODD + 3] = u->seen;
	x[ODDS + 5] = pause_of(u->to, x + PAUSE) -
	              pause_of(str_of(g->s, g->n), x + PAUSE);
}
