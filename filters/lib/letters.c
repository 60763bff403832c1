#include <stdlib.h>

#include "dict.h"
#include "letters.h"
#include "unicode.h"

enum {
	SMALL = 0x2000, /* alphabets lie under this */
	FOREIGN = 30,   /* a letter that the language does not write */
	CASE_MIX = 14,  /* a capital right after a small letter */
	RARE_CHAR = 38, /* of thousands, not among the frequent */
	LANGS = 64,
};

struct language {
	char name[16];
	uint8_t *index; /* of a small letter, from 1; SMALL of them */
	uint8_t *rank;  /* or the cost of each of thousands; 64 Ki */
	struct str alphabet;
	const char *square;
	size_t n; /* of a row */
};

struct letters {
	struct language v[LANGS];
	size_t n;
};

static unsigned
log2_twice(unsigned n)
{
	unsigned bits = 0, m;

	for (m = n; m > 1; m >>= 1)
		bits++;
	/* The half bit: n^2 against 2^(2 bits + 1). */
	return 2 * bits + ((uint64_t)n * n >= (uint64_t)2 << (2 * bits));
}

static void
take_many(struct language *l, struct str chars)
{
	size_t at = 0;
	unsigned i;
	uint32_t c;

	l->rank = mem_new(1 << 16, 1);
	for (i = 0; at < chars.n; i++)
		if ((c = utf8_next(chars, &at)) < 1 << 16)
			l->rank[c] = (uint8_t)(6 + log2_twice(i + 16));
}

static int
take_alphabet(struct language *l, struct str alphabet, struct str square)
{
	size_t at = 0;
	uint32_t c;

	l->index = mem_new(SMALL, 1);
	for (l->n = 1; at < alphabet.n && l->n < 255; l->n++)
		if ((c = utf8_next(alphabet, &at)) < SMALL)
			l->index[c] = (uint8_t)l->n;
	l->alphabet = alphabet;
	l->square = square.p;
	return square.n == l->n * l->n;
}

struct letters *
letters_open(const struct settings *s)
{
	struct settings mul = *s;
	struct letters *t = mem_new(1, sizeof(*t));
	struct tsv tsv = { 0 };
	struct language *l;
	struct str f[3];

	mul.lang = "mul";
	tsv.text = dict_map(&mul, "letters.tsv", 1);
	while (tsv_next(&tsv, f, 3) == 3 && t->n < LANGS) {
		l = &t->v[t->n++];
		if (f[0].n >= sizeof(l->name))
			dict_broken(&mul, "letters.tsv", tsv.line,
			    "no language has so long a name");
		memcpy(l->name, f[0].p, f[0].n);
		if (f[2].n == 0)
			take_many(l, f[1]);
		else if (!take_alphabet(l, f[1], f[2]))
			dict_broken(&mul, "letters.tsv", tsv.line,
			    "not a square of costs");
	}
	return t;
}

void
letters_close(struct letters *t)
{
	size_t i;

	for (i = 0; i < t->n; i++) {
		free(t->v[i].index);
		free(t->v[i].rank);
	}
	free(t);
}

size_t
letters_languages(const struct letters *t)
{
	return t->n;
}

const char *
letters_name(const struct letters *t, size_t lang)
{
	return t->v[lang].name;
}

int
letters_many(const struct letters *t, size_t lang)
{
	return t->v[lang].rank != NULL;
}

struct str
letters_alphabet(const struct letters *t, size_t lang)
{
	return t->v[lang].rank != NULL ? STR("") : t->v[lang].alphabet;
}

static size_t
index_of(const struct language *l, uint32_t c)
{
	return c < SMALL ? l->index[uc_tolower(c) % SMALL] : 0;
}

int
letters_has(const struct letters *t, size_t lang, uint32_t c)
{
	const struct language *l = &t->v[lang];

	if (l->rank != NULL)
		return c < 1 << 16 && l->rank[c] != 0;
	return index_of(l, c) != 0;
}

/* What is no letter, in a text of any language. */
static unsigned
mark_cost(uint32_t c)
{
	if (c < 0x80)
		return c < 0x20 && c != '\n' && c != '\t' && c != '\r' ? 30 : 2;
	if (c == UTF8_BAD || c == 0xfffd)
		return 60;
	if (c < 0xa0)
		return 44;
	if (c == 0xa0 || (c >= 0x2013 && c <= 0x2026) || c == 0xab || c == 0xbb)
		return 12;
	if (c == 0xa7 || c == 0xa9 || c == 0xae || c == 0xb0 || c == 0xb7 ||
	    c == 0xbf || c == 0xa1 || c == 0x20ac || c == 0x2122 || c == 0xa3 ||
	    c == 0x2116)
		return 17;
	if (c >= 0x3000 && c <= 0x301f)
		return 12;
	if (c >= 0xff01 && c <= 0xffee)
		return 18;
	if (!uc_assigned(c))
		return 60;
	if (c < 0x100)
		return 24;
	return 28;
}

static unsigned
many_cost(const struct language *l, uint32_t b)
{
	if (b < 1 << 16 && l->rank[b] != 0)
		return l->rank[b];
	if (uc_letter(b) && b >= 0x3000)
		return RARE_CHAR;
	return uc_letter(b) ? FOREIGN : mark_cost(b);
}

unsigned
letters_cost(const struct letters *t, size_t lang, uint32_t a, uint32_t b)
{
	const struct language *l = &t->v[lang];
	size_t i, j;
	unsigned cost;

	if (l->rank != NULL)
		return many_cost(l, b);
	i = index_of(l, a);
	j = index_of(l, b);
	if (j != 0) {
		cost = (unsigned)(l->square[i * l->n + j] - '0');
		if (uc_upper(b) && uc_lower(a))
			cost += CASE_MIX;
		return cost;
	}
	if (uc_letter(b))
		return FOREIGN;
	cost = i != 0 ? (unsigned)(l->square[i * l->n] - '0') : 0;
	return cost + mark_cost(b);
}

unsigned
letters_word(const struct letters *t, size_t lang, struct str word)
{
	size_t at = 0;
	uint32_t a = ' ', b;
	unsigned cost = 0;

	while (at < word.n) {
		b = utf8_next(word, &at);
		cost += letters_cost(t, lang, a, b);
		a = b;
	}
	return cost + letters_cost(t, lang, a, ' ');
}

void
letters_bytes(const uint32_t *chars, struct letters_byte *bytes)
{
	struct letters_byte *b;
	size_t i;
	uint32_t c;

	for (i = 0; i < 256; i++) {
		b = &bytes[i];
		c = chars[i];
		b->small = c == UTF8_BAD ? SMALL : uc_tolower(c);
		b->letter = (uint8_t)uc_letter(c);
		b->upper = (uint8_t)uc_upper(c);
		b->lower = (uint8_t)uc_lower(c);
		b->mark = (uint8_t)mark_cost(c);
	}
}

uint64_t
letters_total(const struct letters *t, size_t lang,
    const struct letters_byte *bytes, const struct letters_pair *v, size_t n)
{
	const struct language *l = &t->v[lang];
	const struct letters_byte *a, *b;
	uint8_t index[256];
	uint64_t total = 0;
	unsigned cost;
	size_t i;

	for (i = 0; i < 256; i++)
		index[i] =
		    bytes[i].small < SMALL ? l->index[bytes[i].small] : 0;
	for (i = 0; i < n; i++) {
		a = &bytes[v[i].a];
		b = &bytes[v[i].b];
		cost = 0;
		if (b->letter && b->upper && a->lower)
			cost = CASE_MIX;
		if (index[v[i].b] != 0)
			cost += (unsigned)(l->square[index[v[i].a] * l->n +
			                             index[v[i].b]] -
			                   '0');
		else if (b->letter)
			cost += FOREIGN;
		else
			cost += b->mark +
			        (index[v[i].a] == 0
			                ? 0
			                : (unsigned)(l->square[index[v[i].a] *
			                                       l->n] -
			                             '0'));
		total += (uint64_t)cost * v[i].count;
	}
	return total;
}
