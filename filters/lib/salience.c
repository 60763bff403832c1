#include <stdlib.h>

#include "dict.h"
#include "lm.h"
#include "map.h"
#include "salience.h"
#include "sentence.h"
#include "token.h"
#include "unicode.h"

struct salience_tables {
	struct sentences *sentences;
	struct lm *lm;
	struct map leaning; /* words that lean on the sentence before */
	struct map person;  /* I, you, we */
	struct map stop;    /* words that say nothing of the matter */
};

enum {
	PLAIN_WEIGHT = 12, /* bits, where there is no model to ask */
	LEAST_BITS = 9,    /* more frequent words have no weight */
	PROSE_WORDS = 6,   /* at least, in a sentence of prose */
};

struct salience_tables *
salience_open(const struct settings *s)
{
	struct salience_tables *t = mem_new(1, sizeof(*t));
	struct tsv rows = { .text = dict_map(s, "summary-words.tsv", 0) };
	struct str f[2];

	t->sentences = sentences_open(s);
	t->lm = lm_open(s);
	while (tsv_next(&rows, f, NELEM(f)) > 0) {
		if (str_eq(f[0], STR("lean")))
			map_borrow(&t->leaning, f[1]);
		else if (str_eq(f[0], STR("person")))
			map_borrow(&t->person, f[1]);
		else if (str_eq(f[0], STR("stop")))
			map_borrow(&t->stop, f[1]);
		else
			dict_broken(s, "summary-words.tsv", rows.line,
			    "neither lean, person nor stop");
	}
	return t;
}

void
salience_close(struct salience_tables *t)
{
	sentences_close(t->sentences);
	lm_close(t->lm);
	map_free(&t->leaning);
	map_free(&t->person);
	map_free(&t->stop);
	free(t);
}

/* One text while it is read. */
struct reading {
	const struct salience_tables *t;
	struct str s;
	struct salience *out;
	struct map words; /* small letters, to numbers from 1 */
	uint32_t *count;  /* of each */
	uint32_t *bits;   /* how rare each is, 0 for no weight */
	uint32_t *mark;   /* the sentence that had it last, from 1 */
	size_t cap, cap_bits, cap_mark;
	struct buf small;
};

/* How rare a word is, in bits. */
static uint32_t
rarity(const struct salience_tables *t, struct str word)
{
	int cost;

	if (map_has(&t->stop, word) || word.n < 3)
		return 0;
	if (t->lm == NULL)
		return PLAIN_WEIGHT;
	cost = lm_unigram(t->lm, lm_word(t->lm, word)) / LM_BIT;
	return cost < LEAST_BITS ? 0 : (uint32_t)(cost > 20 ? 20 : cost);
}

static uint32_t
number_of(struct reading *r, struct str small)
{
	int64_t *n = map_put(&r->words, small);
	size_t at = r->words.n - 1;

	if (*n == 0) {
		*n = (int64_t)r->words.n;
		r->count = mem_room(r->count, at, &r->cap, sizeof(*r->count));
		r->bits = mem_room(r->bits, at, &r->cap_bits, sizeof(*r->bits));
		r->mark = mem_room(r->mark, at, &r->cap_mark, sizeof(*r->mark));
		r->count[at] = r->mark[at] = 0;
		r->bits[at] = rarity(r->t, small);
	}
	return (uint32_t)*n - 1;
}

static void
add_term(struct salience *o, uint32_t term)
{
	o->term = mem_room(o->term, o->used, &o->term_cap, sizeof(*o->term));
	o->term[o->used++] = term;
}

/* Words as wc(1) counts them. */
static uint32_t
count_words(struct str s)
{
	uint32_t n = 0;
	size_t at, next;
	int in = 0, space;

	for (at = 0; at < s.n; at = next) {
		next = at;
		space = uc_space(utf8_next(s, &next));
		n += !space && !in;
		in = !space;
	}
	return n;
}

/* Do quotation marks and brackets come in pairs? */
static int
is_paired(struct str s)
{
	size_t at, next, straight = 0;
	int curly = 0, round = 0;
	uint32_t c;

	for (at = 0; at < s.n; at = next) {
		next = at;
		c = utf8_next(s, &next);
		straight += c == '"';
		curly += (c == 0x201c) - (c == 0x201d);
		round += (c == '(') - (c == ')');
		if (round < 0 || curly < 0)
			return 0;
	}
	return straight % 2 == 0 && curly == 0 && round == 0;
}

static int
ends_well(struct str s, uint32_t *last)
{
	size_t at = s.n;
	uint32_t c = 0;

	while (at > 0) {
		c = utf8_prev(s, &at);
		if (c != '"' && c != '\'' && c != ')' && c != ']' &&
		    c != 0x2019 && c != 0x201d && c != 0xbb)
			break;
	}
	*last = c;
	return c == '.' || c == '!' || c == '?' || c == 0x2026 || c == 0x3002 ||
	       c == 0x964 || c == 0x61f || c == 0x6d4;
}

static int
begins_well(struct str s)
{
	size_t at = 0;
	uint32_t c = 0;

	while (at < s.n) {
		c = utf8_next(s, &at);
		if (c != '"' && c != '\'' && c != '(' && c != '[' &&
		    c != 0x2018 && c != 0x201c && c != 0xab)
			break;
	}
	return uc_digit(c) || (uc_letter(c) && !uc_lower(c));
}

static void
read_words(struct reading *r, struct sentence_facts *f, size_t i)
{
	size_t at = f->off, words = 0, names = 0;
	struct salience *o = r->out;
	struct str small;
	struct token t;
	uint32_t n;

	f->first_term = (uint32_t)o->used;
	while (token_next(str_of(r->s.p, f->end), at, &t)) {
		r->small.n = 0;
		uc_put_lower(&r->small, token_str(r->s, &t));
		small = buf_str(&r->small);
		if (words == 0)
			f->leans = map_has(&r->t->leaning, small) != 0;
		else
			names += t.upper;
		words++;
		if (map_has(&r->t->person, small))
			f->feature[F_PERSON] = 1000;
		n = number_of(r, small);
		r->count[n]++;
		if (r->bits[n] > 0 && r->mark[n] != i + 1)
			add_term(o, n);
		r->mark[n] = (uint32_t)i + 1;
		at = t.end;
	}
	f->terms = (uint32_t)o->used - f->first_term;
	f->feature[F_NAMES] = words > 1 ? (int)(names * 1000 / (words - 1)) : 0;
}

static void
read_sentence(struct reading *r, size_t i)
{
	struct sentence_facts *f = &r->out->v[i];
	struct str s = str_cut(r->s, f->off, f->end);
	uint32_t last;
	size_t k;

	f->words = count_words(s);
	f->paired = is_paired(s) != 0;
	read_words(r, f, i);
	f->prose =
	    ends_well(s, &last) && begins_well(s) && f->words >= PROSE_WORDS;
	f->feature[F_ASKS] = last == '?' ? 1000 : 0;
	f->feature[F_SHORT] = f->words < 12 ? 1000 : 0;
	f->feature[F_LONG] = f->words > 30 ? 1000 : 0;
	f->feature[F_WORDS] = f->words < 50 ? (int)f->words * 20 : 1000;
	f->feature[F_QUOTES] =
	    str_chr(s, 0, '"') < s.n || str_find(s, 0, STR("\u201c")) < s.n
	        ? 1000
	        : 0;
	for (k = 0; k < s.n; k++)
		if (s.p[k] >= '0' && s.p[k] <= '9')
			f->feature[F_NUMBERS] = 1000;
}

/* The share of the weight of the marked words that a sentence has. */
static int
share(const struct salience *o, const struct sentence_facts *f,
    const unsigned char *marked, uint64_t all)
{
	uint64_t sum = 0;
	uint32_t i, n;

	for (i = 0; i < f->terms; i++) {
		n = o->term[f->first_term + i];
		if (marked[n])
			sum += o->weight[n];
	}
	return all == 0 ? 0 : (int)(sum * 1000 / all);
}

static uint64_t
weight_of(const struct salience *o, const struct sentence_facts *f)
{
	uint64_t sum = 0;
	uint32_t i;

	for (i = 0; i < f->terms; i++)
		sum += o->weight[o->term[f->first_term + i]];
	return sum;
}

/* What the text calls itself: the first sentence that is no prose, if it
 * stands before all prose; then the words of the first one that is. */
static void
compare(struct reading *r, enum feature what, size_t with)
{
	unsigned char *marked = mem_new(r->words.n, 1);
	const struct sentence_facts *f = &r->out->v[with];
	uint64_t all = weight_of(r->out, f);
	size_t i;

	for (i = 0; i < f->terms; i++)
		marked[r->out->term[f->first_term + i]] = 1;
	for (i = 0; i < r->out->n; i++)
		if (i != with)
			r->out->v[i].feature[what] =
			    share(r->out, &r->out->v[i], marked, all);
	free(marked);
}

static void
weigh(struct reading *r)
{
	struct salience *o = r->out;
	uint64_t best = 1, dense = 1, w;
	struct sentence_facts *f;
	uint32_t once, k;
	size_t i;

	o->nterms = r->words.n;
	o->weight = mem_new(o->nterms, sizeof(*o->weight));
	for (i = 0; i < o->nterms; i++)
		o->weight[i] = r->count[i] * r->bits[i];
	for (i = 0; i < o->n; i++) {
		w = weight_of(o, &o->v[i]);
		if (o->v[i].prose && w > best)
			best = w;
		if (o->v[i].prose && w / o->v[i].words > dense)
			dense = w / o->v[i].words;
	}
	for (i = 0; i < o->n; i++) {
		f = &o->v[i];
		w = weight_of(o, f);
		f->feature[F_CENTER] = w > best ? 1000 : (int)(w * 1000 / best);
		w = f->words == 0 ? 0 : w / f->words;
		f->feature[F_DENSE] =
		    w > dense ? 1000 : (int)(w * 1000 / dense);
		for (once = k = 0; k < f->terms; k++)
			once += r->count[o->term[f->first_term + k]] == 1;
		f->feature[F_RARE] =
		    f->terms == 0 ? 0 : (int)(once * 1000 / f->terms);
	}
}

static void
place(struct reading *r)
{
	struct salience *o = r->out;
	size_t i, rank = 0, prose = 0, first = o->n;
	struct sentence_facts *f;

	for (i = 0; i < o->n; i++) {
		prose += o->v[i].prose;
		if (o->v[i].prose && first == o->n)
			first = i;
	}
	for (i = 0; i < o->n; i++) {
		f = &o->v[i];
		f->feature[F_FIRST] = rank == 0 ? 1000 : 0;
		f->feature[F_SECOND] = rank == 1 ? 1000 : 0;
		f->feature[F_THIRD] = rank == 2 ? 1000 : 0;
		f->feature[F_EARLY] = (int)(1000 / (1 + rank));
		f->feature[F_PLACE] =
		    prose == 0 ? 0 : (int)(rank * 1000 / prose);
		f->feature[F_OPENS] =
		    i == 0 || f[-1].paragraph != f->paragraph ? 1000 : 0;
		rank += f->prose;
	}
	if (first < o->n)
		compare(r, F_LEAD, first);
	if (first > 0 && first < o->n)
		compare(r, F_TITLE, 0);
}

void
salience_read(const struct salience_tables *t, struct str s, struct salience *o)
{
	struct reading r = { .t = t, .s = s, .out = o };
	struct spans spans = { 0 };
	uint32_t paragraph = 0;
	size_t i;

	sentences_split(t->sentences, s, &spans);
	o->v = mem_new(spans.n, sizeof(*o->v));
	o->n = spans.n;
	for (i = 0; i < o->n; i++) {
		o->v[i].off = spans.v[i].off;
		o->v[i].end = spans.v[i].end;
		if (i > 0 && memchr(s.p + o->v[i - 1].end, '\n',
		                 o->v[i].off - o->v[i - 1].end) != NULL)
			paragraph++;
		o->v[i].paragraph = paragraph;
		read_sentence(&r, i);
	}
	weigh(&r);
	place(&r);
	spans_free(&spans);
	map_free(&r.words);
	free(r.count);
	free(r.bits);
	free(r.mark);
	buf_free(&r.small);
}

void
salience_free(struct salience *o)
{
	free(o->v);
	free(o->term);
	free(o->weight);
	memset(o, 0, sizeof(*o));
}
