#include <math.h>
#include <stdlib.h>
#include <sys/mman.h>

#include "dict.h"
#include "die.h"
#include "io.h"
#include "lmfile.h"
#include "lmtext.h"
#include "map.h"

/* Costs are added as chances in steps of 1/32 bit of their difference;
 * past 9 bits the smaller chance does not count. */
enum { STEP = LM_BIT / 32, STEPS = 9 * 32 };

enum { LETTERS_MAX = 1000 }; /* what is longer costs no more */

struct lmfile {
	struct str all, part[NSECTION];
	uint32_t first, words, slots;
	struct fuse bigrams, trigrams, grams;
	uint16_t codes[NCODES];
};

struct lm {
	struct lmfile file[2]; /* the model, and its extension */
	size_t n;              /* of them */
	int share[2];          /* what each one's share costs */
	uint16_t more[STEPS];  /* what a second chance takes off */
	uint32_t count[256];   /* what the codes of counts mean */
};

static uint32_t
number(struct str s, size_t i)
{
	const unsigned char *p = (const unsigned char *)s.p + 4 * i;

	return (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 |
	       (uint32_t)p[3] << 24;
}

static unsigned
small(struct str s, size_t i)
{
	const unsigned char *p = (const unsigned char *)s.p + 2 * i;

	return p[0] | (unsigned)p[1] << 8;
}

static unsigned
byte(struct str s, size_t i)
{
	return (unsigned char)s.p[i];
}

uint32_t
lmfile_count(unsigned code)
{
	uint32_t n = 0;

	for (; code > 0; code--)
		n += n / 16 + 1;
	return n;
}

unsigned
lmfile_count_code(uint64_t count)
{
	uint32_t n = 0;
	unsigned code = 0;

	while (code < 255 && n + n / 16 + 1 <= count) {
		n += n / 16 + 1;
		code++;
	}
	return code;
}

uint32_t
lmfile_cost(double p)
{
	__extension__ typedef unsigned __int128 u128;
	uint64_t x;
	int32_t log;
	int e, i, bits = 0;

	if (p >= 1)
		return 0;
	if (p < 1e-18)
		p = 1e-18;
	x = (uint64_t)(frexp(p, &e) * 9223372036854775808.0) << 1;
	/* p is x / 2^63 * 2^(e - 1); each squaring gives a bit of log x. */
	for (i = 0; i < 12; i++) {
		x = (uint64_t)((u128)x * x >> 64);
		bits = bits << 1 | (int)(x >> 63);
		if (!(x >> 63))
			x <<= 1;
	}
	log = (e - 1) * 4096 + bits;
	return (uint32_t)(-log + 8) / 16;
}

/* Sections whose length the header's numbers decide. */
static int
lengths_right(const struct lmfile *f)
{
	size_t own = f->words - f->first;

	return f->part[S_LENGTHS].n == own &&
	       f->part[S_BLOCKS].n == (own / LMFILE_PARTS + 1) * 4 &&
	       f->part[S_SLOTS].n == (size_t)f->slots * 4 &&
	       f->part[S_COSTS].n == (size_t)f->words * 2 &&
	       f->part[S_BACKS].n == f->words &&
	       f->part[S_FACTS].n == own * 4 &&
	       f->part[S_CODES].n == NCODES * 2 && f->part[S_LETTERS].n == 512;
}

static const char *
read_file(struct lmfile *f, struct str s)
{
	size_t i, off, n;

	if (s.n < LMFILE_HEADER || number(s, H_MAGIC0) != LMFILE_MAGIC0 ||
	    number(s, H_MAGIC1) != LMFILE_MAGIC1)
		return "not a language model";
	if (number(s, H_VERSION) != LMFILE_VERSION)
		return "a language model of another version";
	if (number(s, H_LENGTH) != s.n)
		return "a language model that was cut short";
	f->all = s;
	f->first = number(s, H_FIRST);
	f->words = number(s, H_WORDS);
	f->slots = number(s, H_SLOTS);
	for (i = 0; i < NSECTION; i++) {
		off = number(s, H_SECTIONS + 2 * i);
		n = number(s, H_SECTIONS + 2 * i + 1);
		if (off > s.n || n > s.n - off)
			return "a damaged language model";
		f->part[i] = str_cut(s, off, off + n);
	}
	if (f->first < LM_FIRST || f->words < f->first ||
	    f->words >= (uint32_t)1 << LMFILE_ID || f->slots == 0 ||
	    !lengths_right(f) || !fuse_open(&f->bigrams, f->part[S_BIGRAMS]) ||
	    !fuse_open(&f->trigrams, f->part[S_TRIGRAMS]) ||
	    !fuse_open(&f->grams, f->part[S_GRAMS]) ||
	    f->bigrams.bits != BITS_BI + BITS_BACK ||
	    f->trigrams.bits != BITS_TRI ||
	    f->grams.bits != BITS_GRAM + BITS_BACK)
		return "a damaged language model";
	for (i = 0; i < NCODES; i++)
		f->codes[i] = (uint16_t)small(f->part[S_CODES], i);
	return NULL;
}

static void
open_file(struct lm *lm, const char *path)
{
	struct lmfile *f = &lm->file[lm->n++], *base = &lm->file[0];
	const char *why = read_file(f, io_map(path));

	if (why != NULL)
		die("%s: %s", path, why);
	if (f == base ? f->first != LM_FIRST
	              : number(f->all, H_BASE) != number(base->all, H_STAMP) ||
	                    f->first != base->words)
		die("%s: made for another language model", path);
}

/* 2^-1/32 in 64 bits; its powers are the chances that the steps mean. */
static void
fill_more(struct lm *lm)
{
	double p = 1;
	int i;

	for (i = 0; i < STEPS; i++) {
		lm->more[i] = (uint16_t)(LM_BIT - lmfile_cost((1 + p) / 2));
		p *= 0.97857206208770009;
	}
}

struct lm *
lm_load(const char *model, const char *modern)
{
	struct lm *lm = mem_new(1, sizeof(*lm));
	uint32_t share;
	unsigned i;

	open_file(lm, model);
	if (modern != NULL) {
		open_file(lm, modern);
		share = number(lm->file[1].all, H_SHARE);
		if (share == 0 || share >= 256)
			die("%s: a damaged language model", modern);
		lm->share[0] = (int)lmfile_cost((256 - share) / 256.0);
		lm->share[1] = (int)lmfile_cost(share / 256.0);
	}
	fill_more(lm);
	for (i = 0; i < NELEM(lm->count); i++)
		lm->count[i] = lmfile_count(i);
	return lm;
}

struct lm *
lm_open(const struct settings *s)
{
	struct buf model = { 0 }, modern = { 0 };
	struct lm *lm = NULL;
	int more;

	if (dict_path(s, "model.bin", &model)) {
		more = dict_path(s, "modern.bin", &modern);
		lm = lm_load(model.p, more ? modern.p : NULL);
	}
	buf_free(&model);
	buf_free(&modern);
	return lm;
}

void
lm_close(struct lm *lm)
{
	size_t i;

	if (lm == NULL)
		return;
	for (i = 0; i < lm->n; i++)
		munmap((void *)(uintptr_t)lm->file[i].all.p, lm->file[i].all.n);
	free(lm);
}

uint32_t
lm_words(const struct lm *lm)
{
	return lm->file[lm->n - 1].words;
}

static const struct lmfile *
holder(const struct lm *lm, uint32_t w)
{
	return lm->n == 2 && w >= lm->file[1].first ? &lm->file[1]
	                                            : &lm->file[0];
}

static struct str
spelling(const struct lmfile *f, uint32_t w)
{
	size_t i = w - f->first, k, n;
	size_t off = number(f->part[S_BLOCKS], i / LMFILE_PARTS);

	for (k = i - i % LMFILE_PARTS; k < i; k++)
		off += byte(f->part[S_LENGTHS], k);
	n = byte(f->part[S_LENGTHS], i);
	if (off > f->part[S_SPELLINGS].n || n > f->part[S_SPELLINGS].n - off)
		return STR("");
	return str_cut(f->part[S_SPELLINGS], off, off + n);
}

struct str
lm_str(const struct lm *lm, uint32_t w)
{
	return w < LM_FIRST || w >= lm_words(lm) ? STR("")
	                                         : spelling(holder(lm, w), w);
}

static uint32_t
find_in(const struct lmfile *f, struct str folded, uint64_t hash)
{
	uint32_t w, i, tries;

	i = lmfile_slot(hash, f->slots);
	for (tries = 0; tries < f->slots; tries++) {
		w = number(f->part[S_SLOTS], i);
		if (w < f->first || w >= f->words)
			break;
		if (byte(f->part[S_LENGTHS], w - f->first) == folded.n &&
		    str_eq(spelling(f, w), folded))
			return w;
		i = i + 1 < f->slots ? i + 1 : 0;
	}
	return LM_UNKNOWN;
}

static uint32_t
find(const void *model, struct str folded)
{
	const struct lm *lm = model;
	uint64_t hash = hash_bytes(folded);
	uint32_t w = LM_UNKNOWN;
	size_t i;

	for (i = 0; i < lm->n && w == LM_UNKNOWN; i++)
		w = find_in(&lm->file[i], folded, hash);
	return w;
}

uint32_t
lm_word(const struct lm *lm, struct str word)
{
	char z[LM_WORD_MAX];
	size_t i, n;

	for (i = 0; i < word.n; i++)
		if (word.p[i] >= '0' && word.p[i] <= '9')
			return LM_NUMBER;
	n = lmtext_fold(word, z);
	return n == 0 ? LM_UNKNOWN : find(lm, str_of(z, n));
}

size_t
lm_split(const struct lm *lm, struct str word, uint32_t id[LM_PARTS])
{
	if ((id[0] = lm_word(lm, word)) != LM_UNKNOWN)
		return 1;
	return lmtext_split(word, find, lm, id);
}

int
lm_scan(const struct lm *lm, struct str text, size_t *at, struct lm_token *t)
{
	struct lmtext_piece p;

	if (!lmtext_next(text, at, &p))
		return 0;
	lmtext_token(text, &p, at, find, lm, t);
	return 1;
}

static int
unigram(const struct lmfile *f, uint32_t w)
{
	return w < f->words ? (int)small(f->part[S_COSTS], w) : LMFILE_NONE;
}

/* A bigram, as its table has it; -1 where it has none. */
static int32_t
pair(const struct lmfile *f, uint32_t w1, uint32_t w)
{
	return w1 < f->words && w < f->words
	           ? fuse_get(&f->bigrams, lmfile_bi(w1, w))
	           : -1;
}

/* What falling back from the words behind w1 costs, and from those behind w2
 * w1, of which v was found.  Where the model has nothing behind them,
 * nothing. */
static int
back_one(const struct lmfile *f, uint32_t w1)
{
	return w1 < f->words
	           ? f->codes[CODES_WORD_BACK + byte(f->part[S_BACKS], w1)]
	           : 0;
}

static int
back_two(const struct lmfile *f, int32_t v)
{
	return v < 0 ? 0 : f->codes[CODES_BACK + (v & ((1 << BITS_BACK) - 1))];
}

/* What w costs behind a context, where v was found of w1 w.  A trigram is
 * there only where the bigram that ends it is too, and where falling back
 * from the one that begins it costs something. */
static int
behind(const struct lmfile *f, const struct lm_context *c, size_t i, uint32_t w,
    int32_t v, int *order)
{
	int bi;

	*order = 1;
	if (v < 0)
		return unigram(f, w) == LMFILE_NONE
		           ? LMFILE_NONE
		           : unigram(f, w) + c->back1[i] + c->back2[i];
	*order = 2;
	bi = c->back2[i] + f->codes[CODES_BI + (v >> BITS_BACK)];
	if (c->back2[i] == 0 ||
	    (v = fuse_get(&f->trigrams, lmfile_tri(c->w2, c->w1, w))) < 0)
		return bi;
	*order = 3;
	return f->codes[CODES_TRI + v];
}

void
lm_fetch(const struct lm *lm, const struct lm_context *c, uint32_t w)
{
	size_t i;

	for (i = 0; i < lm->n; i++) {
		fuse_fetch(&lm->file[i].bigrams, lmfile_bi(c->w1, w));
		if (c->back2[i] > 0)
			fuse_fetch(
			    &lm->file[i].trigrams, lmfile_tri(c->w2, c->w1, w));
	}
}

void
lm_enter(const struct lm *lm, uint32_t w2, uint32_t w1, struct lm_context *c)
{
	size_t i;

	const struct lmfile *f;

	*c = (struct lm_context){ .w2 = w2, .w1 = w1 };
	for (i = 0; i < lm->n; i++)
		fuse_fetch(&lm->file[i].bigrams, lmfile_bi(w2, w1));
	for (i = 0; i < lm->n; i++) {
		f = &lm->file[i];
		c->back1[i] = back_one(f, w1);
		c->back2[i] = back_two(f, pair(f, w2, w1));
	}
}

/* The cost of a chance that is the sum of two. */
static int
both(const struct lm *lm, int a, int b)
{
	int least = a < b ? a : b, apart = (a < b ? b : a) - least;

	apart = (apart + STEP / 2) / STEP;
	return apart < STEPS ? least - lm->more[apart] : least;
}

/* v is what is found of w1 w in each model. */
static int
cost(const struct lm *lm, const struct lm_context *c, uint32_t w, int32_t v[2],
    int *order)
{
	int each[2], found, k;
	size_t i;

	/* All the tables at once: waiting for memory is most of it. */
	lm_fetch(lm, c, w);
	*order = 0;
	for (i = 0; i < lm->n; i++) {
		v[i] = pair(&lm->file[i], c->w1, w);
		k = behind(&lm->file[i], c, i, w, v[i], &found);
		each[i] = lm->share[i] + k;
		if (k < LMFILE_NONE && found > *order)
			*order = found;
	}
	return lm->n == 1 ? each[0] : both(lm, each[0], each[1]);
}

int
lm_behind(const struct lm *lm, const struct lm_context *c, uint32_t w)
{
	int32_t v[2];
	int order;

	return cost(lm, c, w, v, &order);
}

int
lm_go(const struct lm *lm, struct lm_context *c, uint32_t w)
{
	int32_t v[2];
	int order, x = cost(lm, c, w, v, &order);
	unsigned short back2[2] = { 0, 0 };
	size_t i;

	for (i = 0; i < lm->n; i++)
		back2[i] = (unsigned short)back_two(&lm->file[i], v[i]);
	lm_went(lm, c, w, back2);
	return x;
}

void
lm_went(const struct lm *lm, struct lm_context *c, uint32_t w,
    const unsigned short back2[2])
{
	size_t i;

	c->w2 = c->w1;
	c->w1 = w;
	for (i = 0; i < lm->n; i++) {
		c->back1[i] = back_one(&lm->file[i], w);
		c->back2[i] = back2[i];
	}
}

int
lm_cost(const struct lm *lm, uint32_t w2, uint32_t w1, uint32_t w)
{
	struct lm_context c;

	lm_enter(lm, w2, w1, &c);
	return lm_behind(lm, &c, w);
}

int
lm_order(const struct lm *lm, uint32_t w2, uint32_t w1, uint32_t w)
{
	struct lm_context c;
	int32_t v[2];
	int order;

	lm_enter(lm, w2, w1, &c);
	cost(lm, &c, w, v, &order);
	return order;
}

int
lm_unigram(const struct lm *lm, uint32_t w)
{
	int a = lm->share[0] + unigram(&lm->file[0], w);

	if (lm->n == 1)
		return a;
	return both(lm, a, lm->share[1] + unigram(&lm->file[1], w));
}

static unsigned
fact(const struct lm *lm, uint32_t w, size_t which)
{
	const struct lmfile *f = holder(lm, w);

	if (w < f->first || w >= f->words)
		return 0;
	return byte(f->part[S_FACTS], 4 * (size_t)(w - f->first) + which);
}

uint32_t
lm_count(const struct lm *lm, uint32_t w)
{
	return lm->count[fact(lm, w, 0)];
}

unsigned
lm_title(const struct lm *lm, uint32_t w)
{
	return fact(lm, w, 1);
}

unsigned
lm_capitals(const struct lm *lm, uint32_t w)
{
	return fact(lm, w, 2);
}

/* What byte n of the letters p costs behind those before it. */
static int
letter_cost(const struct lmfile *f, const unsigned char *p, size_t n)
{
	size_t long_as = n < LMFILE_SPELL - 1 ? n : LMFILE_SPELL - 1;
	const int back = (1 << BITS_BACK) - 1;
	int32_t v;
	int sum = 0;

	for (; long_as > 0; long_as--) {
		v = fuse_get(
		    &f->grams, lmfile_gram(p + n - long_as, long_as + 1));
		if (v >= 0)
			return sum + f->codes[CODES_GRAM + (v >> BITS_BACK)];
		v = fuse_get(&f->grams, lmfile_gram(p + n - long_as, long_as));
		if (v >= 0)
			sum += f->codes[CODES_GRAM_BACK + (v & back)];
	}
	return sum + (int)small(f->part[S_LETTERS], p[n]);
}

int
lm_spell(const struct lm *lm, struct str word)
{
	unsigned char p[LM_WORD_MAX + 2] = { LETTER_BEGIN };
	char z[LM_WORD_MAX];
	size_t n = lmtext_fold(word, z), i;
	int sum = 0;

	if (n == 0)
		return (int)(word.n < LETTERS_MAX ? word.n + 1 : LETTERS_MAX) *
		       8 * LM_BIT;
	memcpy(p + 1, z, n);
	p[n + 1] = LETTER_END;
	for (i = 1; i <= n + 1; i++)
		sum += letter_cost(&lm->file[0], p, i);
	return sum;
}
