#include <stdlib.h>

#include "dict.h"
#include "map.h"
#include "names.h"

enum {
	BITS = 1 << 17,
	LETTERS = 27, /* a to z, and the end */
};

struct names {
	struct str table[2]; /* sorted by name */
	struct str proper;
	/* The words of proper, roughly: those alone, and parts of pairs. */
	uint64_t alone[BITS / 64], part[BITS / 64];
	unsigned char odd[LETTERS][LETTERS][LETTERS];
};

static void
set_bit(uint64_t *bits, struct str word)
{
	size_t h = hash_bytes(word) & (BITS - 1);

	bits[h / 64] |= (uint64_t)1 << (h & 63);
}

static int
has_bit(const uint64_t *bits, struct str word)
{
	size_t h = hash_bytes(word) & (BITS - 1);

	return bits[h / 64] >> (h & 63) & 1;
}

static void
set_bits(struct names *t)
{
	struct tsv tsv = { .text = t->proper };
	struct str f[2];
	size_t at;

	while (tsv_next(&tsv, f, 2) > 0) {
		at = str_chr(f[0], 0, ' ');
		set_bit(at < f[0].n ? t->part : t->alone, str_cut(f[0], 0, at));
		if (at < f[0].n)
			set_bit(t->part, str_cut(f[0], at + 1, f[0].n));
	}
}

/* The number of a letter; the edge of a word is '_' in the table. */
static int
letter(char c)
{
	return c >= 'a' && c <= 'z' ? c - 'a' : LETTERS - 1;
}

/* Rows are two letters and what each letter behind them costs. */
static void
read_letters(struct names *t, const struct settings *s)
{
	struct tsv tsv = { .text = dict_map(s, "name-letters.tsv", 0) };
	struct str f[2];
	size_t i;

	while (tsv_next(&tsv, f, 2) > 0) {
		if (f[0].n != 2 || f[1].n != LETTERS)
			dict_broken(s, "name-letters.tsv", tsv.line,
			    "not two letters and 27 costs");
		for (i = 0; i < LETTERS; i++)
			t->odd[letter(f[0].p[0])][letter(f[0].p[1])][i] =
			    (unsigned char)(f[1].p[i] - 'A');
	}
}

struct names *
names_open(const struct settings *s)
{
	struct names *t = mem_new(1, sizeof(*t));

	t->table[0] = dict_map(s, "names.tsv", 0);
	t->table[1] = dict_map(s, "names-wiki.tsv", 0);
	t->proper = dict_map(s, "proper.tsv", 0);
	set_bits(t);
	read_letters(t, s);
	return t;
}

int
names_odd(const struct names *t, struct str lower)
{
	int a = LETTERS - 1, b = LETTERS - 1, c, sum = 0;
	size_t i;

	for (i = 0; i <= lower.n; i++) {
		c = i < lower.n ? letter(lower.p[i]) : LETTERS - 1;
		sum += t->odd[a][b][c];
		a = b;
		b = c;
	}
	return sum;
}

/* The key of the line that begins at at. */
static struct str
line_key(struct str table, size_t at)
{
	size_t end = at;

	while (end < table.n && table.p[end] != '\t' && table.p[end] != '\n')
		end++;
	return str_cut(table, at, end);
}

/* The first line whose key is not before key; comments come first. */
static size_t
seek(struct str table, struct str key)
{
	size_t a = 0, b = table.n, m;

	while (a < b) {
		m = a + (b - a) / 2;
		while (m > a && table.p[m - 1] != '\n')
			m--;
		if (table.p[m] == '#' || str_cmp(line_key(table, m), key) < 0)
			a = str_chr(table, m, '\n') + 1;
		else
			b = m;
	}
	return a < table.n ? a : table.n;
}

/* The fields behind the key of the line at at, if it has that key. */
static struct str
value(struct str table, size_t at, struct str key)
{
	if (at >= table.n || !str_eq(line_key(table, at), key))
		return STR("");
	at += key.n;
	return str_cut(
	    table, at < table.n ? at + 1 : at, str_chr(table, at, '\n'));
}

int
names_none(const struct names *t)
{
	return t->table[0].n == 0;
}

unsigned
names_kind(const struct names *t, struct str lower)
{
	unsigned kind = 0;
	struct str v;
	size_t i, k;

	for (i = 0; i < NELEM(t->table); i++) {
		v = value(t->table[i], seek(t->table[i], lower), lower);
		for (k = 0; k < v.n; k++)
			kind |= v.p[k] == 'g'   ? NAME_GIVEN
			        : v.p[k] == 's' ? NAME_SURNAME
			        : v.p[k] == 'n' ? NAME_OTHER
			                        : NAME_SEEN;
	}
	return kind;
}

struct str
names_proper(const struct names *t, struct str lower)
{
	return value(t->proper, seek(t->proper, lower), lower);
}

int
names_maybe_proper(const struct names *t, struct str lower)
{
	return has_bit(t->alone, lower);
}

int
names_maybe_part(const struct names *t, struct str lower)
{
	return has_bit(t->part, lower);
}

void
names_close(struct names *t)
{
	free(t);
}
