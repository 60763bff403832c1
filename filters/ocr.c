/*
 * ocr - mend words that were misread
 *
 * Each piece of the text may stay as it is, at the cost of its spelling and
 * of its place among its neighbours; or be read as a word that the confusions
 * of print explain, at their cost; or be cut into words; or be joined with
 * its neighbours.  The cheapest way through the text is found (lattice.h),
 * and each change on it is judged by what speaks for and against it.
 *
 * What is no word is looked at everywhere, but for names in clean texts; a
 * word is doubted only in a noisy text.  Specks, stops and spaces about marks
 * have rules of their own.  Numbers, addresses, tags, and what is not UTF-8
 * are left alone; case and line ends stay.  Nothing is done in a language
 * without a model and confusions.
 */
#include <limits.h>
#include <math.h>
#include <stdlib.h>

#include "channel.h"
#include "lattice.h"
#include "lm.h"
#include "map.h"
#include "piece.h"
#include "trie.h"
#include "unicode.h"
#include "words.h"

enum {
	PASSES = 8,
	BLOCK = 2000, /* pieces, and then to the end of a sentence */
	BLOCK_MAX = 3000,
	FEATURES = 16, /* of a change, to judge it by */
	JUDGED = 10,   /* rules that are */
};

static const double LOW_NOISE = 0.3;   /* up to here, little is looked for */
static const double REAL_NOISE = 0.15; /* from here on words are doubted */

enum rule_id {
	MISREAD,
	NAME,
	REAL_WORD,
	CASE,
	SPLIT,
	MERGE,
	MARKS,
	DIGITS,
	JUNK,
	STOP,
	MARK_SPACE,
	MARK_STRAY,
	POUND,
};

static const struct rule rules[] = {
	[MISREAD] = { "misread", "what is no word read as the word it was",
	    91 },
	[NAME] = { "misread-name", "the same, where it begins with a capital",
	    90 },
	[REAL_WORD] = { "real-word",
	    "a word that is out of place read as "
	    "the one it was",
	    90 },
	[CASE] = { "case", "a capital or a small letter misread", 77 },
	[SPLIT] = { "split", "words that run together", 90 },
	[MERGE] = { "merge", "one word read as two", 96 },
	[MARKS] = { "marks", "letters read as marks", 82 },
	[DIGITS] = { "digits", "letters read as digits", 85 },
	[JUNK] = { "junk", "specks read as letters between words", 83 },
	[STOP] = { "stop",
	    "the stop of a sentence, lost, misread or seen "
	    "where there is none",
	    84 },
	[MARK_SPACE] = { "mark-space", "a space before a mark", 97 },
	[MARK_STRAY] = { "mark-stray", "a speck read as a mark beside a word",
	    85 },
	[POUND] = { "pound", "the sign of the pound, lost before a number",
	    95 },
};

enum {
	CANDS = 16,       /* found for one spelling */
	CACHED = 1 << 16, /* spellings */
};

struct nears {
	size_t first, n;
};

struct tables {
	struct lm *lm;
	struct words *words;
	struct channel channel;
	int space_lost, space_gained; /* in CHANNEL_BITs */
	struct str *list;             /* the words of the trie, sorted */
	uint32_t *id;                 /* and their numbers in the model */
	size_t nlist;
	struct trie *trie;
	struct search *search;
	struct map searched; /* spellings, to places in found */
	struct nears *found;
	size_t nfound, foundcap;
	struct near *near;
	size_t nnear, nearcap;
	struct map spelt; /* spellings, to places in forms */
	struct form *forms;
	size_t formcap;
	struct map doubted; /* words seldom read rightly: odds in 1/1000 */
	double weights[JUDGED][FEATURES];
	int evidence;
	struct map dotted; /* the model's words that end in a stop */
};

/* A spelling as it stands in the document. */
struct form {
	struct str text; /* folded */
	uint32_t id[LM_PARTS];
	unsigned n, count;
	unsigned char known;    /* 0 no word, 1 perhaps, 2 a word */
	unsigned char searched; /* 1 narrowly, 2 widely */
	unsigned char shape;
	int spell;
	int doubt; /* odds in 1/1000 that it was not read rightly */
	size_t cand, ncand;
};

struct cand {
	uint32_t id;
	int cost; /* in CHANNEL_BITs */
	unsigned char shape;
};

/* An arc that changes the text. */
struct change {
	size_t off, end;
	size_t text, ntext; /* in the pool of texts */
	enum rule_id rule;
	int channel;
	int gain;
	double x[FEATURES];
};

struct doc {
	struct tables *t;
	int shift; /* what each confusion costs more in this text */
	struct str in;
	struct pieces p;
	uint32_t *form; /* of each piece */
	struct form *forms;
	size_t nforms, formcap;
	struct map index;
	struct cand *cands;
	size_t ncands, candcap;
	struct change *changes;
	size_t nchanges, changecap;
	struct buf pool;
	struct lattice l;
	uint32_t end;                 /* of the block at hand */
	int space_lost, space_gained; /* in CHANNEL_BITs */
	int *surprise;                /* what each piece costs as it stands */
	double noise, unknown;
};

/* ---- tables ---- */

struct entry {
	struct str s;
	uint32_t id;
};

static int
by_word(const void *a, const void *b)
{
	return str_cmp(
	    ((const struct entry *)a)->s, ((const struct entry *)b)->s);
}

static int
letters_only(struct str s)
{
	size_t i;

	for (i = 0; i < s.n; i++)
		if ((s.p[i] < 'a' || s.p[i] > 'z') && s.p[i] != '\'' &&
		    (unsigned char)s.p[i] < 0x80)
			return 0;
	return s.n > 0 && s.p[0] != '\'';
}

static void
make_trie(struct tables *t)
{
	uint32_t w, n = lm_words(t->lm);
	struct entry *v = mem_new(n, sizeof(*v));
	size_t i, k = 0;

	for (w = LM_FIRST; w < n; w++) {
		v[k].s = lm_str(t->lm, w);
		v[k].id = w;
		if (v[k].s.n > 1 && v[k].s.p[v[k].s.n - 1] == '.')
			*map_borrow(
			    &t->dotted, str_cut(v[k].s, 0, v[k].s.n - 1)) = w;
		k += (size_t)letters_only(v[k].s);
	}
	qsort(v, k, sizeof(*v), by_word);
	t->list = mem_new(k, sizeof(*t->list));
	t->id = mem_new(k, sizeof(*t->id));
	for (i = 0; i < k; i++) {
		t->list[i] = v[i].s;
		t->id[i] = v[i].id;
	}
	t->nlist = k;
	free(v);
	t->trie = trie_open(t->list, k);
}

static void
read_doubted(struct tables *t, const struct settings *s)
{
	static const char name[] = "misreadings.tsv";
	struct tsv rows = { .text = dict_map(s, name, 0) };
	struct str f[3];
	int64_t read, right;

	while (tsv_next(&rows, f, 3) > 0) {
		read = str_num(f[1]);
		right = str_num(f[2]);
		if (read < 1 || right < 0 || right > read)
			dict_broken(s, name, rows.line, "not two counts");
		*map_put(&t->doubted, f[0]) =
		    (2 * (read - right) + 1) * 1000 / (2 * right + 1);
	}
}

static int
rule_named(struct str name)
{
	int i;

	for (i = 0; i < JUDGED; i++)
		if (str_eq(name, str_from(rules[i].name)))
			return i;
	return -1;
}

/* A decimal fraction with three digits behind the point. */
static double
fraction(struct str s)
{
	double x = 0;
	size_t i;

	for (i = 0; i < s.n; i++)
		if (s.p[i] >= '0' && s.p[i] <= '9')
			x = x * 10 + (s.p[i] - '0');
	return (s.n > 0 && s.p[0] == '-' ? -x : x) / 1000;
}

static void
read_weights(struct tables *t, const struct settings *s)
{
	static const char name[] = "judge.tsv";
	struct tsv rows = { .text = dict_map(s, name, 0) };
	struct str f[FEATURES + 1];
	size_t i;
	int r;

	while (tsv_next(&rows, f, FEATURES + 1) > 0) {
		if ((r = rule_named(f[0])) < 0)
			dict_broken(s, name, rows.line, "no such rule");
		for (i = 0; i < FEATURES; i++)
			t->weights[r][i] = fraction(f[i + 1]);
	}
}

static void *
open_tables(const struct settings *s)
{
	struct tables *t = mem_new(1, sizeof(*t));

	t->lm = lm_open(s);
	t->words = words_open(s);
	channel_open(&t->channel, s);
	t->space_lost = channel_cost(&t->channel, STR(" "), STR(""));
	t->space_gained = channel_cost(&t->channel, STR(""), STR(" "));
	t->search = search_new();
	read_doubted(t, s);
	read_weights(t, s);
	t->evidence = settings_get(s, "evidence") != NULL;
	return t;
}

static void
close_tables(void *tables)
{
	struct tables *t = tables;

	lm_close(t->lm);
	words_close(t->words);
	channel_free(&t->channel);
	search_free(t->search);
	map_free(&t->searched);
	free(t->found);
	free(t->near);
	trie_close(t->trie);
	map_free(&t->spelt);
	free(t->forms);
	map_free(&t->doubted);
	map_free(&t->dotted);
	free(t->list);
	free(t->id);
	free(t);
}

/* ---- forms ---- */

static struct str
small(struct str s, char *out)
{
	size_t i;

	for (i = 0; i < s.n; i++)
		out[i] =
		    s.p[i] >= 'A' && s.p[i] <= 'Z' ? s.p[i] | 0x20 : s.p[i];
	return str_of(out, s.n);
}

/* The number of a word of small letters, LM_UNKNOWN if it is none. */
static uint32_t
word_id(const struct doc *d, struct str s)
{
	uint32_t at = trie_find(d->t->trie, s);

	return at == UINT32_MAX ? LM_UNKNOWN : d->t->id[at];
}

static int
is_known(const struct doc *d, const struct form *f)
{
	size_t i;
	int known = 2;

	for (i = 0; i < f->n; i++)
		if (f->id[i] == LM_UNKNOWN)
			known = 0;
		else if (f->id[i] >= LM_FIRST &&
		         lm_count(d->t->lm, f->id[i]) < 40)
			known = known < 1 ? known : 1;
	if (known < 2 && d->t->words != NULL &&
	    words_know(d->t->words, f->text))
		known = 2;
	return known;
}

static enum shape
shape_of(struct str s)
{
	size_t i, lower = 0, upper = 0;

	for (i = 0; i < s.n; i++) {
		lower += s.p[i] >= 'a' && s.p[i] <= 'z';
		upper += s.p[i] >= 'A' && s.p[i] <= 'Z';
	}
	if (upper > 1 && upper > lower)
		return SHAPE_UPPER;
	return s.n > 0 && s.p[0] >= 'A' && s.p[0] <= 'Z' ? SHAPE_TITLE
	                                                 : SHAPE_LOWER;
}

static int
doubt_of(const struct doc *d, struct str s)
{
	struct buf b = { 0 };
	int64_t *odds;

	uc_put_lower(&b, s);
	odds = map_get(&d->t->doubted, buf_str(&b));
	buf_free(&b);
	return odds == NULL ? 0 : *odds > 1000000 ? 1000000 : (int)*odds;
}

/* A word of small letters in which a digit stands for one. */
static int
digit_word(struct str s)
{
	size_t i, digits = 0, letters = 0;

	for (i = 0; i < s.n; i++) {
		digits += s.p[i] >= '0' && s.p[i] <= '9';
		letters += s.p[i] >= 'a' && s.p[i] <= 'z';
	}
	return digits == 1 && letters >= 3 && letters + digits == s.n &&
	       s.p[0] >= 'a' && s.p[0] <= 'z';
}

/* The model takes apart what has marks; the rest is looked up here. */
static size_t
find_form(const struct doc *d, struct str s, uint32_t id[LM_PARTS])
{
	char low[LM_WORD_MAX];
	size_t i;

	if (digit_word(s)) {
		id[0] = LM_UNKNOWN;
		return 1;
	}
	if (s.n <= sizeof(low)) {
		id[0] = word_id(d, small(s, low));
		if (id[0] != LM_UNKNOWN)
			return 1;
	}
	for (i = 0; i < s.n; i++)
		if ((s.p[i] | 0x20) < 'a' || (s.p[i] | 0x20) > 'z')
			return lm_split(d->t->lm, s, id);
	return 1;
}

/* What is known of a spelling, which is found once for all texts. */
static struct form
look_up(const struct doc *d, struct str folded)
{
	struct tables *t = d->t;
	struct form f = { .text = folded };
	int64_t *at;

	if (t->spelt.n >= CACHED)
		map_free(&t->spelt);
	at = map_put(&t->spelt, folded);
	if (*at > 0)
		return t->forms[*at - 1];
	f.n = (unsigned)find_form(d, folded, f.id);
	f.shape = (unsigned char)shape_of(folded);
	f.known = (unsigned char)is_known(d, &f);
	if (f.n == 1 && f.id[0] == LM_UNKNOWN)
		f.spell = lm_spell(t->lm, folded);
	f.doubt = doubt_of(d, folded);
	t->forms =
	    mem_room(t->forms, t->spelt.n - 1, &t->formcap, sizeof(*t->forms));
	t->forms[t->spelt.n - 1] = f;
	*at = (int64_t)t->spelt.n;
	return f;
}

static uint32_t
form_of(struct doc *d, struct str folded)
{
	int64_t *at = map_put(&d->index, folded);

	if (*at == 0) {
		d->forms = mem_room(
		    d->forms, d->nforms, &d->formcap, sizeof(*d->forms));
		d->forms[d->nforms] = look_up(d, folded);
		d->forms[d->nforms++].text = d->index.v[d->index.n - 1].key;
		*at = (int64_t)d->nforms;
	}
	return (uint32_t)*at - 1;
}

static void
make_forms(struct doc *d)
{
	struct buf b = { 0 };
	size_t i;

	d->form = mem_new(d->p.n, sizeof(*d->form));
	for (i = 0; i < d->p.n; i++) {
		b.n = 0;
		channel_fold(str_cut(d->in, d->p.v[i].off, d->p.v[i].end), &b);
		d->form[i] = form_of(d, buf_str(&b));
		d->forms[d->form[i]].count++;
	}
	buf_free(&b);
}

/* How much of the text is no word: what is in lower case, so that names do
 * not count. */
static void
measure_noise(struct doc *d)
{
	size_t i, n = 0, unknown = 0;
	const struct form *f;

	for (i = 0; i < d->p.n; i++) {
		f = &d->forms[d->form[i]];
		if (d->p.v[i].kind != PIECE_WORD || f->text.n < 3 ||
		    f->shape != SHAPE_LOWER)
			continue;
		n++;
		unknown += f->known == 0;
	}
	d->unknown = ((double)unknown + 0.5) / ((double)n + 50);
	d->noise = d->unknown / 0.07;
	if (d->noise > 2.5)
		d->noise = 2.5;
	if (d->noise < 0.02)
		d->noise = 0.02;
}

/* ---- candidates ---- */

/* A spelling is searched once, for all texts: what is found does not depend
 * on them. */
static struct nears
nears(struct tables *t, struct str reading, enum shape shape, int bound,
    size_t work, size_t max)
{
	struct near v[CANDS];
	struct buf key = { 0 };
	int64_t *at;
	size_t n, i;

	if (t->searched.n >= CACHED) {
		map_free(&t->searched);
		t->nnear = t->nfound = 0;
	}
	buf_printf(&key, "%d %d ", (int)shape, bound);
	buf_put(&key, reading);
	at = map_put(&t->searched, buf_str(&key));
	buf_free(&key);
	if (*at == 0) {
		n = trie_near(t->trie, &t->channel, t->search, reading, shape,
		    bound, work, v, max);
		t->found = mem_room(
		    t->found, t->nfound, &t->foundcap, sizeof(*t->found));
		t->found[t->nfound] = (struct nears){ t->nnear, n };
		*at = (int64_t)++t->nfound;
		for (i = 0; i < n; i++) {
			t->near = mem_room(
			    t->near, t->nnear, &t->nearcap, sizeof(*t->near));
			t->near[t->nnear++] = v[i];
		}
	}
	return t->found[*at - 1];
}

static void
add_cands(struct doc *d, struct form *f, struct str reading, enum shape shape,
    int bound, size_t work, size_t max)
{
	struct nears found = nears(d->t, reading, shape, bound, work, max);
	const struct near *v;
	struct cand *c;
	size_t i;

	for (i = 0; i < found.n; i++) {
		v = &d->t->near[found.first + i];
		d->cands = mem_room(
		    d->cands, d->ncands, &d->candcap, sizeof(*d->cands));
		c = &d->cands[d->ncands++];
		c->id = d->t->id[v->word];
		c->cost = v->cost + v->confused * d->shift;
		c->shape = (unsigned char)shape;
		f->ncand++;
	}
}

static int
like_capital(char c)
{
	return strchr("lijt1!|f[]{}()/\\ILVv0OcswWx", c) != NULL ||
	       (unsigned char)c >= 0x80;
}

static void
search(struct doc *d, struct form *f, int widely, int bound)
{
	int len = (int)f->text.n;
	size_t max = widely ? 12 : 6, work = widely ? 1000 : 300;

	if (f->searched > widely)
		return;
	f->searched = (unsigned char)(1 + widely);
	f->cand = d->ncands;
	f->ncand = 0;
	if (bound == 0 && d->noise < LOW_NOISE)
		bound = (8 + (len < 12 ? len : 12)) * CHANNEL_BIT;
	else if (bound == 0)
		bound = (12 + 2 * (len < 12 ? len : 12)) * CHANNEL_BIT;
	add_cands(d, f, f->text, (enum shape)f->shape, bound, work, max);
	if (f->ncand > 0 && d->cands[f->cand].cost > 0 &&
	    bound > d->cands[f->cand].cost + 4 * CHANNEL_BIT)
		bound = d->cands[f->cand].cost + 4 * CHANNEL_BIT;
	else if (bound > 14 * CHANNEL_BIT)
		bound = 14 * CHANNEL_BIT;
	if (f->shape == SHAPE_LOWER && like_capital(f->text.p[0]))
		add_cands(d, f, f->text, SHAPE_TITLE, bound, work, max);
	if (f->shape == SHAPE_TITLE)
		add_cands(d, f, f->text, SHAPE_LOWER, bound, work, max);
	if (f->shape == SHAPE_UPPER && len <= 3)
		add_cands(d, f, f->text, SHAPE_TITLE, bound, work, max);
}

/* ---- arcs ---- */

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
	if ((id = map_get(&d->t->dotted, small(last, s))) != NULL) {
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
		        doubt_cost(d, f),
		    a.id[0], (enum shape)f->shape);
	}
	say(d, &a, f->text);
	lattice_put(&d->l, &a);
}

static void
put_shaped(struct buf *b, struct str word, enum shape shape)
{
	size_t from = b->n, i;

	if (shape == SHAPE_UPPER) {
		uc_put_upper(b, word);
		return;
	}
	buf_put(b, word);
	if (shape == SHAPE_TITLE)
		for (i = from; i == from && i < b->n; i++)
			if (b->p[i] >= 'a' && b->p[i] <= 'z')
				b->p[i] = (char)(b->p[i] - 32);
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
		if (same_word(f, c) && c->shape == f->shape)
			continue;
		if (same_word(f, c)) {
			x = *c;
			/* It is at the beginning that case is misread. */
			x.cost -= 3 * CHANNEL_BIT;
			c = &x;
		}
		word_arc(d, i, i + 1, c,
		    same_word(f, c) ? CASE : rule_of(d, i, f), p->off, p->end);
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
			while (off > limit && off > p->off - 1 &&
			       (unsigned char)d->in.p[off - 1] > ' ')
				off--;
			if (off == p->off)
				continue;
		}
		if (utf8_valid(str_cut(d->in, off, end)) != end - off)
			continue;
		at = form_of(d, reading(d, off, end, &b));
		f = &d->forms[at];
		search(d, f, 1, 0);
		for (k = 0; k < f->ncand; k++)
			word_arc(d, i, i + 1, &d->cands[f->cand + k], MARKS,
			    off, end);
	}
	buf_free(&b);
}

static int
may_split(const struct doc *d, uint32_t id, struct str s)
{
	if (id < LM_FIRST)
		return 0;
	if (s.n == 1)
		return s.p[0] == 'a' || s.p[0] == 'i';
	return lm_unigram(d->t->lm, id) < (s.n < 3 ? 11 : 16) * LM_BIT;
}

enum { RUN_MAX = 40 };

/* The best way to cut a run of letters into words. */
struct cuts {
	int cost[RUN_MAX + 1];
	size_t from[RUN_MAX + 1], words[RUN_MAX + 1];
	uint32_t id[RUN_MAX + 1];
};

static void
cut_run(const struct doc *d, struct str s, struct cuts *c)
{
	size_t i, j;
	uint32_t id;
	int cost;

	c->cost[0] = 0;
	c->words[0] = 0;
	for (j = 1; j <= s.n; j++) {
		c->cost[j] = INT_MAX;
		for (i = j > 20 ? j - 20 : 0; i < j; i++) {
			if (c->cost[i] == INT_MAX || c->words[i] == ARC_WORDS ||
			    s.p[i] == '\'')
				continue;
			id = word_id(d, str_cut(s, i, j));
			if (!may_split(d, id, str_cut(s, i, j)))
				continue;
			cost = c->cost[i] + lm_unigram(d->t->lm, id) +
			       from_channel(d->space_lost);
			if (cost >= c->cost[j])
				continue;
			c->cost[j] = cost;
			c->from[j] = i;
			c->words[j] = c->words[i] + 1;
			c->id[j] = id;
		}
	}
}

static void
split_arcs(struct doc *d, uint32_t i)
{
	const struct form *f = &d->forms[d->form[i]];
	const struct piece *p = &d->p.v[i];
	struct arc a = { .from = i, .to = i + 1 };
	struct change ch = {
		.off = p->off, .end = p->end, .rule = SPLIT, .text = d->pool.n
	};
	enum shape shape;
	struct str s = f->text, word;
	struct cuts c;
	char low[RUN_MAX];
	size_t k, j;

	if (s.n < 4 || s.n > RUN_MAX)
		return;
	s = small(s, low);
	cut_run(d, s, &c);
	if (c.cost[s.n] == INT_MAX || c.words[s.n] < 2)
		return;
	a.n = (unsigned char)c.words[s.n];
	for (k = a.n, j = s.n; k > 0; j = c.from[j])
		a.id[--k] = c.id[j];
	for (k = 0; k < a.n; k++) {
		word = lm_str(d->t->lm, a.id[k]);
		shape = k > 0 && f->shape == SHAPE_TITLE ? SHAPE_LOWER
		                                         : (enum shape)f->shape;
		if (k > 0)
			buf_putc(&d->pool, ' ');
		put_shaped(&d->pool, word, real_shape(d, a.id[k], shape));
	}
	ch.ntext = d->pool.n - ch.text;
	ch.channel = d->space_lost * (a.n - 1);
	set_cost(
	    d, &a, from_channel(ch.channel), a.id[0], (enum shape)f->shape);
	say(d, &a, word);
	a.what = put_change(d, &ch);
	lattice_put(&d->l, &a);
}

/* Pieces i to j - 1, whose letters make a word as they are. */
static void
join_arc(struct doc *d, uint32_t i, uint32_t j)
{
	const struct piece *p = &d->p.v[i];
	struct buf b = { 0 };
	struct cand c = { .cost = d->space_gained };
	char low[LM_WORD_MAX];
	uint32_t k;

	for (k = i; k < j; k++) {
		const struct form *f = &d->forms[d->form[k]];

		if (d->p.v[k].kind != PIECE_WORD || f->text.n > 20 ||
		    (k > i && f->shape != SHAPE_LOWER &&
		        (f->shape != p->shape || f->shape == SHAPE_TITLE)))
			goto end;
		buf_put(&b, f->text);
		if (k > i + 1)
			c.cost += d->space_gained;
		if (k > i && d->p.v[k].off > d->p.v[k - 1].end + 1)
			c.cost += 4 * CHANNEL_BIT;
	}
	c.shape = p->shape;
	if (p->shape == SHAPE_UPPER && d->p.v[i + 1].shape == SHAPE_LOWER)
		c.shape = SHAPE_TITLE;
	c.id = word_id(d, small(buf_str(&b), low));
	if (c.id >= LM_FIRST && lm_count(d->t->lm, c.id) > 20)
		word_arc(d, i, j, &c, MERGE, p->off, d->p.v[j - 1].end);
end:
	buf_free(&b);
}

/* Pieces i to j - 1 as one word. */
static void
merge_arcs(struct doc *d, uint32_t i, uint32_t j)
{
	const struct piece *p = &d->p.v[i], *q = &d->p.v[j - 1];
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
	search(d, f, 1, (int)(10 + f->text.n) * CHANNEL_BIT);
	for (k = 0; k < f->ncand; k++)
		word_arc(
		    d, i, j, &d->cands[f->cand + k], MERGE, p->off, q->end);
	buf_free(&b);
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
	search(d, f, 1, 0);
	for (k = 0; k < f->ncand; k++)
		word_arc(d, i, i + 2, &d->cands[f->cand + k], rule_of(d, i, f),
		    p->off, q->end);
}

static int
changeable(const struct doc *d, uint32_t i)
{
	const struct piece *p = &d->p.v[i];

	return (p->kind == PIECE_WORD || p->kind == PIECE_ODD) &&
	       d->in.p[p->off] != '#' && p->end - p->off <= 40 &&
	       utf8_valid(str_cut(d->in, p->off, p->end)) == p->end - p->off;
}

/* A word of some length stands for itself. */
static int
mergeable(const struct doc *d, uint32_t i)
{
	const struct form *f = &d->forms[d->form[i]];

	return changeable(d, i) && (f->known < 2 || f->text.n < 4);
}

static int
can_merge(const struct doc *d, uint32_t i)
{
	const struct piece *p = &d->p.v[i];

	return i + 1 < d->p.n && !p->line && d->p.v[i + 1].off - p->end <= 2 &&
	       mergeable(d, i) && mergeable(d, i + 1);
}

static int
unknown_at(const struct doc *d, uint32_t i)
{
	return d->p.v[i].kind != PIECE_NUMBER && d->forms[d->form[i]].known < 2;
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
	if (p->line)
		return d->noise > 0.1 && !p->hyphen && !p->stop && p->tight &&
		       gap <= 2 && p[1].shape == SHAPE_LOWER;
	return gap == 1
	           ? d->in.p[p->end] == ' ' || unknown_at(d, i) ||
	                 unknown_at(d, i + 1)
	           : gap == 2 && (unknown_at(d, i) || unknown_at(d, i + 1)) &&
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

static int
one_of(struct str s, const char *list)
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

/* No mark but a quotation can stand behind such a word. */
static int
never_marked(const struct doc *d, uint32_t i)
{
	char low[LM_WORD_MAX];
	struct str s = d->forms[d->form[i]].text;

	return s.n <= 5 &&
	       one_of(small(s, low), "the a an of my his our their your its "
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
		if (never_marked(d, i))
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

static void
arcs(struct doc *d, uint32_t i)
{
	struct form *f = &d->forms[d->form[i]];
	int u = unknown_at(d, i);

	keep_arc(d, i);
	stop_arcs(d, i);
	if (!changeable(d, i))
		return;
	junk_arc(d, i);
	/* Clean texts are full of names that no list holds. */
	if (u && d->noise < REAL_NOISE && f->shape != SHAPE_LOWER)
		return;
	if (u) {
		search(d, f, 1, 0);
		word_arcs(d, i);
		wider_arcs(d, i);
		split_arcs(d, i);
	} else if (d->noise > REAL_NOISE && d->p.v[i].kind == PIECE_WORD &&
	           d->surprise[i] > LM_BIT) {
		search(d, f, 0, 11 * CHANNEL_BIT);
		word_arcs(d, i);
	}
	if (i + 2 > d->end)
		return;
	if (near_piece(d, i)) {
		join_arc(d, i, i + 2);
		if (i + 3 <= d->end && near_piece(d, i + 1))
			join_arc(d, i, i + 3);
	}
	if (broken_at(d, i))
		broken_arcs(d, i);
	if (d->noise > REAL_NOISE && can_merge(d, i) &&
	    (u || unknown_at(d, i + 1))) {
		merge_arcs(d, i, i + 2);
		if (i + 3 <= d->end && can_merge(d, i + 1))
			merge_arcs(d, i, i + 3);
	}
}

/* ---- decoding ---- */

/* How much less likely each piece is where it stands than anywhere. */
static void
measure_surprise(struct doc *d)
{
	struct context c = { LM_START, LM_START };
	struct arc a;
	uint32_t i;

	d->surprise = mem_new(d->p.n + 1, sizeof(*d->surprise));
	for (i = 0; i < d->p.n; i++) {
		keep_arc(d, i);
		a = d->l.v[d->l.n - 1];
		d->l.n--;
		d->surprise[i] = arc_cost(d->t->lm, &a, &c) - a.cost;
		if (a.n == 1 && a.id[0] >= LM_FIRST)
			d->surprise[i] -=
			    lm_unigram(d->t->lm, a.id[0]) - 8 * LM_BIT;
	}
}

/* The arc that takes a broken word as it is, for one that changes it. */
static int
broken_keep(const struct doc *d, size_t at, size_t *i)
{
	const struct arc *a = &d->l.v[d->l.path[at]];

	if (a->to != a->from + 2 || !d->p.v[a->from].hyphen)
		return 0;
	for (*i = d->l.path[at]; *i > 0 && d->l.v[*i].from == a->from; --*i)
		if (d->l.v[*i].what == 0 && d->l.v[*i].to == a->to)
			return 1;
	return 0;
}

/* How much the path would cost more with a change taken back. */
static int
gain(const struct doc *d, size_t at)
{
	const struct arc *a = &d->l.v[d->l.path[at]];
	struct context c = { LM_START, LM_START }, with, without;
	int cost_with, cost_without = 0;
	size_t i, from = at > 2 ? at - 2 : 0;
	uint32_t k;

	for (i = from; i < at; i++)
		arc_cost(d->t->lm, &d->l.v[d->l.path[i]], &c);
	with = without = c;
	cost_with = arc_cost(d->t->lm, a, &with);
	if (broken_keep(d, at, &i))
		cost_without = arc_cost(d->t->lm, &d->l.v[i], &without);
	else
		for (k = a->from; k < a->to; k++) {
			for (i = d->l.path[at]; i > 0 && d->l.v[i].from > k;
			     i--)
				continue;
			while (i > 0 && d->l.v[i - 1].from >= k)
				i--;
			while (d->l.v[i].from < k)
				i++;
			cost_without +=
			    arc_cost(d->t->lm, &d->l.v[i], &without);
		}
	for (i = at + 1; i < d->l.npath && i <= at + 2; i++) {
		cost_with += arc_cost(d->t->lm, &d->l.v[d->l.path[i]], &with);
		cost_without +=
		    arc_cost(d->t->lm, &d->l.v[d->l.path[i]], &without);
	}
	return cost_without - cost_with;
}

/* Break a word where the old one was broken. */
static struct str
hang(struct doc *d, struct str old, struct str word, struct buf *out)
{
	size_t a = 0, b, k, end, best = 0;
	int cost, left, least = INT_MAX;

	while ((unsigned char)old.p[a] > ' ')
		a++;
	end = a;
	while (a > 0 &&
	       (old.p[a - 1] == '-' || (unsigned char)old.p[a - 1] == 0xac ||
	           (unsigned char)old.p[a - 1] == 0xc2))
		a--;
	b = str_chr(old, a, '\n');
	while (b < old.n && (unsigned char)old.p[b] <= ' ')
		b++;
	for (k = 1; k < word.n; k++) {
		left = channel_cost(
		    &d->t->channel, str_cut(word, 0, k), str_cut(old, 0, a));
		cost = channel_cost(&d->t->channel, str_cut(word, k, word.n),
		    str_cut(old, b, old.n));
		if (left == INT_MAX || cost == INT_MAX || left + cost >= least)
			continue;
		least = left + cost;
		best = k;
	}
	buf_put(out, str_cut(word, 0, best));
	if (a == end)
		buf_putc(out, '-');
	buf_put(out, str_cut(old, a, b));
	buf_put(out, str_cut(word, best, word.n));
	return buf_str(out);
}

static double
capped(double x, double top)
{
	return x < top ? x : top;
}

/* How much the best other change of the same pieces costs more. */
static int
rival(const struct doc *d, size_t at)
{
	const struct arc *a = &d->l.v[d->l.path[at]], *b;
	struct context c = { LM_START, LM_START }, x;
	size_t i = d->l.path[at], from = at > 2 ? at - 2 : 0, k;
	int mine, least = 20 * LM_BIT, cost;

	for (k = from; k < at; k++)
		arc_cost(d->t->lm, &d->l.v[d->l.path[k]], &c);
	x = c;
	mine = arc_cost(d->t->lm, a, &x);
	while (i > 0 && d->l.v[i - 1].from == a->from)
		i--;
	for (; i < d->l.n && d->l.v[i].from == a->from; i++) {
		b = &d->l.v[i];
		if (b == a || b->what == 0 || b->to != a->to ||
		    (b->n == a->n &&
		        memcmp(b->id, a->id, a->n * sizeof(*a->id)) == 0))
			continue;
		x = c;
		cost = arc_cost(d->t->lm, b, &x) - mine;
		if (cost < least)
			least = cost;
	}
	return least;
}

/* What speaks for and against a change. */
static void
features(const struct doc *d, size_t at, struct change *c)
{
	double *x = c->x;
	const struct arc *a = &d->l.v[d->l.path[at]];
	const struct form *f = &d->forms[d->form[a->from]];
	const struct piece *p = &d->p.v[a->from];
	int64_t *seen;
	double len = (double)(c->end - c->off);

	x[0] = 1;
	x[1] = capped((double)c->gain / LM_BIT, 40) / 10;
	x[2] = capped((double)c->gain / LM_BIT, 8) / 4;
	x[3] = (double)c->channel / CHANNEL_BIT / 10;
	x[4] = (double)c->channel / CHANNEL_BIT / (double)(c->ntext + 1);
	x[5] = log2(d->noise);
	x[6] = f->known == 2;
	x[7] = log2(1 + f->doubt / 1000.0) / 4;
	x[8] = capped(len, 12) / 4;
	x[9] = a->n > 0 && a->id[0] >= LM_FIRST
	           ? (double)lm_unigram(d->t->lm, a->id[0]) / LM_BIT / 10
	           : 0;
	x[10] = p->shape == SHAPE_TITLE && !p->begins;
	x[11] = p->shape == SHAPE_UPPER;
	x[12] = log2((double)f->count + 1);
	seen = map_get(&d->index, str_of(d->pool.p + c->text, c->ntext));
	x[13] = seen == NULL || *seen == 0
	            ? 0
	            : log2(1 + (double)d->forms[*seen - 1].count);
	x[14] = capped((double)rival(d, at) / LM_BIT, 12) / 4;
	x[15] = p->odd || p->digit;
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

/* Clean texts are full of rare words: the cleaner, the surer. */
static double
threshold(const struct doc *d, const struct change *c)
{
	double t = c->rule == NAME ? 1.4 : 0.7;

	if (d->noise < 0.4)
		t += 0.3 + log2(0.4 / d->noise);
	if (d->noise < 0.4 &&
	    (c->rule == SPLIT || c->rule == MERGE || c->rule == REAL_WORD))
		t += 2;
	if (c->rule == STOP)
		t += 0.5;
	if (c->rule == JUNK)
		t += 1.2;
	if (same_but_z(str_cut(d->in, c->off, c->end),
	        str_of(d->pool.p + c->text, c->ntext)))
		t += 5;
	return t;
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

static int
sure(const struct doc *d, const struct change *c)
{
	double z = 0;
	size_t i;

	for (i = 0; i < FEATURES; i++)
		z += d->t->weights[c->rule][i] * c->x[i];
	return z > threshold(d, c) || bar_as_i(d, c);
}

static void
emit(struct doc *d, const struct change *c, struct edits *out)
{
	struct str old = str_cut(d->in, c->off, c->end);
	struct str new = str_of(d->pool.p + c->text, c->ntext);
	struct buf note = { 0 }, hung = { 0 };
	size_t i;

	if (str_eq(old, new))
		return;
	if (memchr(old.p, '\n', old.n) != NULL)
		new = hang(d, old, new, &hung);
	edits_put(out, c->off, c->end - c->off, new, c->rule);
	if (d->t->evidence) {
		out->v[out->n - 1].held = !sure(d, c);
		for (i = 0; i < FEATURES; i++)
			buf_printf(&note, "%s%.3f", i > 0 ? " " : "", c->x[i]);
	} else {
		buf_printf(&note, "gain %.1f channel %.1f noise %.2f",
		    (double)c->gain / LM_BIT, (double)c->channel / CHANNEL_BIT,
		    d->noise);
	}
	edits_note(out, buf_str(&note));
	buf_free(&note);
	buf_free(&hung);
}

static int
blank_at(const struct doc *d, size_t at)
{
	return at >= d->in.n || (unsigned char)d->in.p[at] <= ' ';
}

/* What is wrong with the marks and spaces behind a piece. */
static void
mend_gap(struct doc *d, uint32_t i, struct edits *out)
{
	const struct piece *p = &d->p.v[i];
	size_t at = p->end, next = i + 1 < d->p.n ? p[1].off : d->in.n;
	const char *s = d->in.p;

	if (p->kind == PIECE_KEEP)
		return;
	if (next - at >= 2 && s[at] == ' ' &&
	    strchr(";:?!", s[at + 1]) != NULL && blank_at(d, at + 2))
		edits_put(out, at, 1, STR(""), MARK_SPACE);
	else if (d->noise > 0.3 && next - at >= 2 && i + 1 < d->p.n &&
	         s[next - 2] == ' ' && strchr(".,;:", s[next - 1]) != NULL &&
	         p[1].shape == SHAPE_LOWER && p[1].kind == PIECE_WORD &&
	         !p->line && d->forms[d->form[i + 1]].known)
		edits_put(out, next - 1, 1, STR(""), MARK_STRAY);
	else if (d->noise > 0.3 && p->kind == PIECE_WORD && next - at >= 2 &&
	         strchr(",;:'.", s[at]) != NULL && s[at + 1] == ' ' &&
	         i + 1 < d->p.n && p[1].shape == SHAPE_LOWER && s[at] != '.' &&
	         never_marked(d, i) &&
	         one_of(d->forms[d->form[i]].text,
	             "the a an of my his our their your its from at"))
		edits_put(out, at, 1, STR(""), MARK_STRAY);
}

/* The sign of the pound, which many machines could not write. */
static void
mend_pound(struct doc *d, uint32_t i, struct edits *out)
{
	const struct piece *p = &d->p.v[i];

	if (p->kind == PIECE_NUMBER && p->odd && p->end - p->off > 3 &&
	    str_starts(str_cut(d->in, p->off, p->end), STR("\uFFFD")) &&
	    d->in.p[p->off + 3] >= '0' && d->in.p[p->off + 3] <= '9')
		edits_put(out, p->off, 3, STR("\u00a3"), POUND);
}

/* Take what the path through a block of pieces would change. */
static size_t
mend(struct doc *d, size_t done, struct edits *out)
{
	const struct arc *a;
	const struct edit *e;
	struct change *c;
	size_t i;

	for (i = 0; i < d->l.npath; i++) {
		a = &d->l.v[d->l.path[i]];
		if (a->what != 0) {
			c = &d->changes[a->what - 1];
			c->gain = gain(d, i);
			features(d, i, c);
			if (c->off >= done && (sure(d, c) || d->t->evidence)) {
				emit(d, c, out);
				done = c->end + (c->off == c->end);
			}
		} else {
			mend_pound(d, a->to - 1, out);
		}
		if (d->p.v[a->to - 1].end < done)
			continue;
		mend_gap(d, a->to - 1, out);
		e = out->n > 0 ? &out->v[out->n - 1] : NULL;
		if (e != NULL && (size_t)e->off + e->len > done)
			done = (size_t)e->off + e->len;
	}
	return done;
}

/* Where a block that begins at a piece ends: behind a sentence if one does
 * in time, so that memory does not grow with the text. */
static uint32_t
block_end(const struct doc *d, uint32_t from)
{
	uint32_t k;

	for (k = from; k < d->p.n && k < from + BLOCK_MAX; k++)
		if (d->p.v[k].stop && k >= from + BLOCK)
			return k + 1;
	return k;
}

static void
decode(struct doc *d, struct edits *out)
{
	struct context c = { LM_START, LM_START };
	uint32_t k, from;
	size_t done = 0;

	for (from = 0; from < d->p.n; from = d->end) {
		d->end = block_end(d, from);
		for (k = from; k < d->end; k++)
			arcs(d, k);
		lattice_best(&d->l, d->t->lm, c, from, d->end);
		c = d->l.end;
		done = mend(d, done, out);
		lattice_clear(&d->l);
		d->nchanges = 0;
		d->pool.n = 0;
	}
}

/* Mend a text once. */
static void
pass(struct tables *t, struct str in, struct edits *out)
{
	struct doc d = { .t = t, .in = in };

	pieces_scan(in, &d.p);
	if (d.p.n > 0) {
		make_forms(&d);
		measure_noise(&d);
		d.shift = (int)lround(-log2(d.noise) * CHANNEL_BIT);
		d.space_lost = t->space_lost + d.shift;
		d.space_gained = t->space_gained + d.shift;
		if (d.noise > REAL_NOISE)
			measure_surprise(&d);
		decode(&d, out);
	}
	lattice_free(&d.l);
	pieces_free(&d.p);
	map_free(&d.index);
	buf_free(&d.pool);
	free(d.form);
	free(d.forms);
	free(d.cands);
	free(d.changes);
	free(d.surprise);
}

/* Which rule asked for what, by the place in the original. */
struct origin {
	size_t off;
	unsigned rule;
};

struct origins {
	struct origin *v;
	size_t n, cap;
};

static void
add_origins(
    struct origins *o, const struct edits *all, const struct edits *more)
{
	size_t i;

	for (i = 0; i < more->n; i++) {
		o->v = mem_room(o->v, o->n, &o->cap, sizeof(*o->v));
		o->v[o->n++] =
		    (struct origin){ edits_source(all, more->v[i].off),
			    more->v[i].rule };
	}
}

static int
by_off(const void *a, const void *b)
{
	const struct origin *x = a, *y = b;

	if (x->off != y->off)
		return x->off < y->off ? -1 : 1;
	return x->rule < y->rule ? -1 : x->rule > y->rule;
}

static void
put_all(const struct edits *all, struct origins *o, struct str in,
    struct edits *out)
{
	const struct edit *e;
	size_t i, at = 0;

	if (o->n > 1)
		qsort(o->v, o->n, sizeof(*o->v), by_off);
	for (i = 0; i < all->n; i++) {
		e = &all->v[i];
		while (at + 1 < o->n && o->v[at].off < e->off)
			at++;
		if (str_eq(str_cut(in, e->off, (size_t)e->off + e->len),
		        edit_text(all, e)))
			continue;
		edits_put(
		    out, e->off, e->len, edit_text(all, e), o->v[at].rule);
		edits_note(out, edit_note(all, e));
	}
}

/*
 * What one pass mends helps the next to see more, so passes go on until one
 * finds nothing: a text that comes out has nothing left to mend.  A text
 * that does not come to rest is left alone.
 */
static void
edit(const void *tables, struct str in, struct edits *out)
{
	struct tables *t = (struct tables *)(uintptr_t)tables;
	struct edits all = { 0 }, more = { 0 }, sum = { 0 };
	struct buf text = { 0 }, next = { 0 };
	struct origins o = { 0 };
	struct str now = in;
	int n;

	if (t->lm == NULL || t->channel.n == 0)
		return;
	if (t->trie == NULL)
		make_trie(t);
	if (t->evidence) {
		pass(t, in, out);
		return;
	}
	for (n = 0; n < PASSES; n++) {
		pass(t, now, &more);
		if (more.n == 0)
			break;
		add_origins(&o, &all, &more);
		edits_compose(&all, &more, now, &sum);
		edits_free(&all);
		all = sum;
		memset(&sum, 0, sizeof(sum));
		next.n = 0;
		edits_apply(&more, now, &next);
		buf_swap(&text, &next);
		now = buf_str(&text);
		edits_free(&more);
	}
	if (n < PASSES)
		put_all(&all, &o, in, out);
	edits_free(&all);
	edits_free(&more);
	buf_free(&text);
	buf_free(&next);
	free(o.v);
}

static const struct filter_option options[] = {
	{ "evidence", 0, NULL,
	    "hold what is too doubtful, and note the evidence" },
};

const struct filter ocr_filter = {
	.name = "ocr",
	.options = options,
	.noptions = NELEM(options),
	.summary = "mend words that were misread",
	.rules = rules,
	.nrules = NELEM(rules),
	.open = open_tables,
	.edit = edit,
	.close = close_tables,
};
