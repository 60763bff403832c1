#include <stdlib.h>

#include "alike.h"
#include "map.h"
#include "unicode.h"

enum {
	CHEAP = 5,   /* a known confusion */
	VOWELS = 6,  /* a vowel for a vowel */
	SWAP = 8,    /* two letters changed places */
	FIRST = 3,   /* more, where the first letter differs */
	BAND = 4,    /* letters that one may be ahead of the other */
	BUCKET = 64, /* words looked at under one key */
};

/* Letters taken for each other: by scanners, then by ear and in
 * transliteration.  A bit for each. */
#define L(c) ((uint32_t)1 << (#c[0] - 'a'))

static const uint32_t like[26] = {
	['a' - 'a'] = L(o),
	['b' - 'a'] = L(h) | L(p) | L(v),
	['c' - 'a'] = L(e) | L(k) | L(o) | L(s) | L(z),
	['d' - 'a'] = L(t),
	['e' - 'a'] = L(c) | L(o),
	['f' - 'a'] = L(l) | L(s) | L(t) | L(v),
	['g' - 'a'] = L(j) | L(k) | L(q),
	['h' - 'a'] = L(b),
	['i' - 'a'] = L(j) | L(l) | L(t) | L(y),
	['j' - 'a'] = L(g) | L(i) | L(l) | L(y) | L(z),
	['k' - 'a'] = L(c) | L(g) | L(q),
	['l' - 'a'] = L(f) | L(i) | L(j) | L(r) | L(t),
	['m' - 'a'] = L(n),
	['n' - 'a'] = L(m) | L(p) | L(u),
	['o' - 'a'] = L(a) | L(c) | L(e),
	['p' - 'a'] = L(b) | L(n),
	['q' - 'a'] = L(g) | L(k),
	['r' - 'a'] = L(l) | L(t),
	['s' - 'a'] = L(c) | L(f) | L(x) | L(z),
	['t' - 'a'] = L(d) | L(f) | L(i) | L(l) | L(r),
	['u' - 'a'] = L(n) | L(v),
	['v' - 'a'] = L(b) | L(f) | L(u) | L(w),
	['w' - 'a'] = L(v),
	['x' - 'a'] = L(s),
	['y' - 'a'] = L(i) | L(j),
	['z' - 'a'] = L(c) | L(j) | L(s),
};

/* And at the head of a name, where letters are large. */
static const uint32_t like_head[26] = {
	['b' - 'a'] = L(r),
	['c' - 'a'] = L(g),
	['d' - 'a'] = L(o),
	['e' - 'a'] = L(f),
	['f' - 'a'] = L(e),
	['g' - 'a'] = L(c),
	['h' - 'a'] = L(m) | L(n),
	['i' - 'a'] = L(l) | L(t),
	['k' - 'a'] = L(r),
	['l' - 'a'] = L(i),
	['m' - 'a'] = L(h),
	['n' - 'a'] = L(h),
	['o' - 'a'] = L(d) | L(q),
	['p' - 'a'] = L(r),
	['q' - 'a'] = L(o),
	['r' - 'a'] = L(b) | L(k) | L(p),
	['t' - 'a'] = L(i),
	['u' - 'a'] = L(v),
	['v' - 'a'] = L(u),
};

#define M(a, b)                                                                \
	{                                                                      \
		a, b, sizeof(a) - 1, sizeof(b) - 1                             \
	}

static const struct multi {
	char a[4], b[4];
	unsigned char na, nb;
} multis[] = {
	M("rn", "m"),
	M("ni", "m"),
	M("in", "m"),
	M("nn", "m"),
	M("cl", "d"),
	M("li", "h"),
	M("ii", "u"),
	M("ri", "n"),
	M("vv", "w"),
	M("lr", "k"),
	M("ti", "n"),
	M("il", "u"),
	M("lz", "k"),
	M("ie", "k"),
	M("li", "b"),
	M("tl", "h"),
	M("ph", "f"),
	M("ck", "k"),
	M("ck", "c"),
	M("kh", "ch"),
	M("kh", "k"),
	M("kh", "h"),
	M("gh", "g"),
	M("gh", "h"),
	M("th", "t"),
	M("ch", "sh"),
	M("ch", "k"),
	M("ch", "c"),
	M("sch", "sh"),
	M("tch", "ch"),
	M("sch", "s"),
	M("sh", "s"),
	M("zh", "j"),
	M("zh", "z"),
	M("dj", "j"),
	M("dz", "z"),
	M("ts", "z"),
	M("tz", "z"),
	M("ks", "x"),
	M("qu", "k"),
	M("qu", "kw"),
	M("ee", "i"),
	M("ea", "i"),
	M("ie", "i"),
	M("ee", "y"),
	M("oo", "u"),
	M("ou", "u"),
	M("au", "o"),
	M("aw", "o"),
	M("ae", "e"),
	M("oe", "o"),
	M("ue", "u"),
	M("ai", "ei"),
	M("ai", "e"),
	M("ey", "y"),
	M("iy", "y"),
	M("ij", "y"),
	M("ya", "ia"),
	M("yu", "iu"),
	M("io", "yo"),
};

/* The last letters of both sides of a multi. */
static const uint32_t last_of[26] = {
	['a' - 'a'] = L(a) | L(i),
	['b' - 'a'] = L(i),
	['c' - 'a'] = L(h) | L(k),
	['d' - 'a'] = L(l),
	['e' - 'a'] = L(e) | L(i) | L(k) | L(o) | L(u) | L(y),
	['f' - 'a'] = L(h),
	['g' - 'a'] = L(h),
	['h' - 'a'] = L(c) | L(f) | L(g) | L(h) | L(i) | L(j) | L(k) | L(l) |
	              L(s) | L(t) | L(z),
	['i' - 'a'] = L(a) | L(b) | L(e) | L(h) | L(i) | L(m) | L(n) | L(u),
	['j' - 'a'] = L(h) | L(j) | L(y),
	['k' - 'a'] = L(c) | L(e) | L(h) | L(k) | L(r) | L(u) | L(z),
	['l' - 'a'] = L(d) | L(h) | L(u),
	['m' - 'a'] = L(i) | L(n),
	['n' - 'a'] = L(i) | L(m),
	['o' - 'a'] = L(e) | L(o) | L(u) | L(w),
	['r' - 'a'] = L(k),
	['s' - 'a'] = L(h) | L(x) | L(z),
	['t' - 'a'] = L(h),
	['u' - 'a'] = L(e) | L(i) | L(k) | L(l) | L(o) | L(u) | L(w),
	['v' - 'a'] = L(w),
	['w' - 'a'] = L(o) | L(u) | L(v),
	['x' - 'a'] = L(s),
	['y' - 'a'] = L(e) | L(j) | L(y),
	['z' - 'a'] = L(h) | L(k) | L(s) | L(z),
};

static int
is_small(uint16_t c)
{
	return c >= 'a' && c <= 'z';
}

static int
is_vowel(uint16_t c)
{
	return is_small(c) &&
	       ((L(a) | L(e) | L(i) | L(o) | L(u) | L(y)) >> (c - 'a') & 1) !=
	           0;
}

/* Is b among those that the table has for a? */
static int
is_in(const uint32_t *table, uint16_t a, uint16_t b)
{
	return is_small(a) && is_small(b) &&
	       (table[a - 'a'] >> (b - 'a') & 1) != 0;
}

int
alike_letters(struct str word, struct letters *l)
{
	size_t at = 0;
	uint32_t c;

	l->n = 0;
	while (at < word.n) {
		c = utf8_next(word, &at);
		if (!uc_letter(c))
			continue;
		if (l->n == ALIKE_LETTERS)
			return 0;
		c = uc_tolower(uc_base(c));
		l->c[l->n++] = (uint16_t)(c ^ c >> 16);
	}
	return l->n > 0;
}

static int
single_cost(uint16_t a, uint16_t b, int head)
{
	if (a == b)
		return 0;
	if (is_in(like, a, b) || (head && is_in(like_head, a, b)))
		return CHEAP;
	return is_vowel(a) && is_vowel(b) ? VOWELS : ALIKE_EDIT;
}

/* What letter i costs that the other word lacks. */
static int
extra_cost(const struct letters *l, unsigned i)
{
	uint16_t before = i > 0 ? l->c[i - 1] : 0;
	uint16_t behind = i + 1 < l->n ? l->c[i + 1] : 0;

	if (l->c[i] == before || l->c[i] == behind)
		return CHEAP;
	if (l->c[i] == 'h' && before != 0 && !is_vowel(before))
		return VOWELS;
	if (is_vowel(l->c[i]) && (is_vowel(before) || is_vowel(behind)))
		return VOWELS + 1;
	return ALIKE_EDIT;
}

/* Do the letters before i end with s? */
static int
ends(const struct letters *l, unsigned i, const char *s, unsigned n)
{
	unsigned k;

	if (n > i || l->c[i - 1] != (unsigned char)s[n - 1])
		return 0;
	for (k = 0; k + 1 < n; k++)
		if (l->c[i - n + k] != (unsigned char)s[k])
			return 0;
	return 1;
}

static int
min(int a, int b)
{
	return a < b ? a : b;
}

typedef int row_t[ALIKE_LETTERS + 1];

static int
multi_cost(const struct letters *a, unsigned i, const struct letters *b,
    unsigned j, row_t *d)
{
	const struct multi *m;
	int best = ALIKE_NEVER;

	for (m = multis; m < multis + NELEM(multis); m++) {
		if (ends(a, i, m->a, m->na) && ends(b, j, m->b, m->nb))
			best = min(best, d[i - m->na][j - m->nb]);
		if (ends(a, i, m->b, m->nb) && ends(b, j, m->a, m->na))
			best = min(best, d[i - m->nb][j - m->na]);
	}
	return best + CHEAP;
}

/* The least cost from which a multi could lead to the cell i, j. */
static int
reach(unsigned i, unsigned j, row_t *d)
{
	unsigned x, y;
	int best = ALIKE_NEVER;

	for (x = 1; x <= 3 && x <= i; x++)
		for (y = 1; y <= 3 && y <= j; y++)
			best = min(best, d[i - x][j - y]);
	return best;
}

/* What two words cost each other, letter by letter. */
struct both {
	const struct letters *a, *b;
	int most;
	int extra_a[ALIKE_LETTERS], extra_b[ALIKE_LETTERS];
	row_t d[ALIKE_LETTERS + 1];
};

/* The cost of the first i letters of a and the first j of b. */
static int
cell(struct both *w, unsigned i, unsigned j)
{
	const uint16_t *a = w->a->c + i, *b = w->b->c + j;
	row_t *d = w->d;
	int best = i == 0 && j == 0 ? 0 : ALIKE_NEVER, far;

	if (i > 0)
		best = min(best, d[i - 1][j] + w->extra_a[i - 1]);
	if (j > 0)
		best = min(best, d[i][j - 1] + w->extra_b[j - 1]);
	if (i == 0 || j == 0)
		return best;
	if (d[i - 1][j - 1] < best)
		best = min(best,
		    d[i - 1][j - 1] + single_cost(a[-1], b[-1], i + j == 2));
	if (i > 1 && j > 1 && a[-1] == b[-2] && a[-2] == b[-1])
		best = min(best, d[i - 2][j - 2] + SWAP);
	if (best > CHEAP && is_in(last_of, a[-1], b[-1]) &&
	    (far = reach(i, j, d) + CHEAP) < best && far <= w->most)
		best = min(best, multi_cost(w->a, i, w->b, j, d));
	return best;
}

int
alike_cost(const struct letters *a, const struct letters *b, int most)
{
	struct both w;
	unsigned i, j, from, to;
	int best, row, last = 0, last2 = 0;

	if (a->n > b->n + BAND || b->n > a->n + BAND)
		return ALIKE_NEVER;
	w.a = a;
	w.b = b;
	w.most = most;
	for (i = 0; i < a->n; i++)
		w.extra_a[i] = extra_cost(a, i);
	for (j = 0; j < b->n; j++)
		w.extra_b[j] = extra_cost(b, j);
	for (i = 0; i <= a->n; i++) {
		from = i > BAND ? i - BAND : 0;
		to = i + BAND < b->n ? i + BAND : b->n;
		row = ALIKE_NEVER;
		for (j = 0; j < from; j++)
			w.d[i][j] = ALIKE_NEVER;
		for (; j <= to; j++) {
			w.d[i][j] = cell(&w, i, j);
			row = min(row, w.d[i][j]);
		}
		for (; j <= b->n; j++)
			w.d[i][j] = ALIKE_NEVER;
		/* No confusion reaches back farther than three rows. */
		if (min(row, min(last, last2)) > most)
			return ALIKE_NEVER;
		last2 = last;
		last = row;
	}
	best = w.d[a->n][b->n];
	return a->c[0] != b->c[0] && best > 0 ? best + FIRST : best;
}

/* The hash of l without its letter skip. */
static uint64_t
hash_but(const struct letters *l, unsigned skip, int tag)
{
	char b[2 * ALIKE_LETTERS + 1];
	size_t n = 0;
	unsigned i;

	for (i = 0; i < l->n; i++)
		if (i != skip) {
			b[n++] = (char)(l->c[i] & 0xff);
			if (l->c[i] > 0x7f)
				b[n++] = (char)(l->c[i] >> 8);
		}
	b[n++] = (char)tag;
	return hash_bytes(str_of(b, n));
}

/* What scanners and ears merge: rn is m, cl is d, kh and ck are k. */
static void
fold(const struct letters *l, struct letters *out)
{
	unsigned i;
	uint16_t c, next;

	out->n = 0;
	for (i = 0; i < l->n; i++) {
		c = l->c[i];
		next = i + 1 < l->n ? l->c[i + 1] : 0;
		if (next == c)
			continue;
		if ((c == 'r' && next == 'n') || (c == 'c' && next == 'l') ||
		    (c == 'c' && next == 'k') || (c == 'p' && next == 'h')) {
			c = c == 'r'      ? 'm'
			    : next == 'k' ? 'k'
			    : next == 'h' ? 'f'
			                  : 'd';
			i++;
		}
		out->c[out->n++] = c;
	}
}

/* The consonants, each for its class. */
static void
bones(const struct letters *l, struct letters *out)
{
	static const char from[] = "bpcqkszxvfgjdt", to[] = "bbkkksssffggtt";
	const char *f;
	unsigned i;
	uint16_t c;

	out->n = 0;
	for (i = 0; i < l->n; i++) {
		c = l->c[i];
		if (is_vowel(c) || c == 'h' || c == 'w')
			continue;
		f = c < 0x80 && c != 0 ? strchr(from, c) : NULL;
		c = f != NULL ? (uint16_t)to[f - from] : c;
		if (out->n == 0 || out->c[out->n - 1] != c)
			out->c[out->n++] = c;
	}
}

size_t
alike_keys(const struct letters *l, uint64_t key[ALIKE_KEYS])
{
	struct letters f, b;
	unsigned i;
	size_t n = 0;

	fold(l, &f);
	for (i = 0; i <= f.n; i++)
		key[n++] = hash_but(&f, i, 1);
	bones(&f, &b);
	for (i = b.n > 3 ? 0 : b.n; b.n > 2 && i <= b.n; i++)
		key[n++] = hash_but(&b, i, 2);
	return n;
}

void
alike_put(struct alike *x, const struct letters *l, uint32_t id)
{
	uint64_t key[ALIKE_KEYS];
	size_t i, n = alike_keys(l, key);

	for (i = 0; i < n; i++) {
		x->v = mem_room(x->v, x->n, &x->cap, sizeof(*x->v));
		x->v[x->n++] = (struct alike_entry){ key[i], id };
	}
}

static int
by_key(const void *a, const void *b)
{
	const struct alike_entry *x = a, *y = b;

	if (x->key != y->key)
		return x->key < y->key ? -1 : 1;
	return x->id < y->id ? -1 : x->id > y->id;
}

void
alike_sort(struct alike *x)
{
	size_t i;

	if (x->n == 0)
		return;
	qsort(x->v, x->n, sizeof(*x->v), by_key);
	for (x->nbits = 1024; x->nbits < 16 * x->n;)
		x->nbits *= 2;
	x->bits = mem_new(x->nbits / 64, sizeof(*x->bits));
	for (i = 0; i < x->n; i++)
		x->bits[(x->v[i].key & (x->nbits - 1)) / 64] |=
		    (uint64_t)1 << (x->v[i].key & 63);
}

/* The first entry with this key, or n. */
static size_t
bound(const struct alike *x, uint64_t key)
{
	size_t a = 0, b = x->n, m;

	while (a < b) {
		m = a + (b - a) / 2;
		if (x->v[m].key < key)
			a = m + 1;
		else
			b = m;
	}
	return a;
}

static size_t
add(uint32_t *ids, size_t n, size_t max, uint32_t id)
{
	size_t i;

	for (i = n; i > 0 && ids[i - 1] > id; i--)
		continue;
	if (n == max || (i > 0 && ids[i - 1] == id))
		return n;
	memmove(ids + i + 1, ids + i, (n - i) * sizeof(*ids));
	ids[i] = id;
	return n + 1;
}

size_t
alike_find(
    const struct alike *x, const struct letters *l, uint32_t *ids, size_t max)
{
	uint64_t key[ALIKE_KEYS];
	size_t i, k, n = alike_keys(l, key), found = 0, seen;

	for (i = 0; i < n && x->n > 0; i++) {
		k = key[i] & (x->nbits - 1);
		if ((x->bits[k / 64] >> (k & 63) & 1) == 0)
			continue;
		seen = 0;
		for (k = bound(x, key[i]);
		     k < x->n && x->v[k].key == key[i] && seen++ < BUCKET; k++)
			found = add(ids, found, max, x->v[k].id);
	}
	return found;
}

void
alike_free(struct alike *x)
{
	free(x->v);
	free(x->bits);
	memset(x, 0, sizeof(*x));
}
