#include <stdlib.h>

#include "io.h"
#include "lmbuild.h"
#include "lmfile.h"

static void
put16(struct buf *out, uint32_t x)
{
	buf_putc(out, (int)(x & 0xff));
	buf_putc(out, (int)(x >> 8 & 0xff));
}

static void
put32(struct buf *out, uint32_t x)
{
	put16(out, x & 0xffff);
	put16(out, x >> 16);
}

static void
set32(struct buf *out, size_t i, uint32_t x)
{
	int k;

	for (k = 0; k < 4; k++)
		out->p[4 * i + (size_t)k] = (char)(x >> 8 * k);
}

void
lmbuild_code_add(struct lmbuild_code *c, uint32_t cost)
{
	const uint32_t top = NELEM(c->n) - 1;

	c->n[cost < top ? cost : top]++;
}

static unsigned
cell_of(const struct lmbuild_code *c, uint32_t cost)
{
	const unsigned cells = (1u << c->bits) - 1;

	/* No cost has a cell of its own: it is most of the back-offs. */
	if (cost == 0)
		return 0;
	if (cost <= c->low)
		return 1;
	if (cost >= c->high)
		return cells;
	return 1 + (cost - c->low) * (cells - 1) / (c->high - c->low + 1);
}

unsigned
lmbuild_code_of(const struct lmbuild_code *c, uint32_t cost)
{
	return cell_of(c, cost);
}

void
lmbuild_code_make(struct lmbuild_code *c, unsigned bits, uint16_t *meaning)
{
	uint64_t all = 0, sum = 0;
	uint32_t i;
	unsigned k;

	c->bits = bits;
	c->low = c->high = 1;
	for (i = 1; i < NELEM(c->n); i++)
		all += c->n[i];
	for (i = 1; i < NELEM(c->n) && all > 0; i++) {
		if (sum <= all / 2000)
			c->low = i;
		if (sum < all - all / 2000)
			c->high = i;
		sum += c->n[i];
	}
	memset(c->sum, 0, sizeof(c->sum));
	memset(c->count, 0, sizeof(c->count));
	for (i = 0; i < NELEM(c->n); i++) {
		k = cell_of(c, i);
		c->sum[k] += c->n[i] * i;
		c->count[k] += (uint32_t)c->n[i];
	}
	for (k = 0; k < 1u << bits; k++)
		meaning[k] = (uint16_t)(c->count[k] == 0
		                            ? 0
		                            : (c->sum[k] + c->count[k] / 2) /
		                                  c->count[k]);
}

/* A section begins at a multiple of eight. */
static void
begin(struct buf *out, int section)
{
	while (out->n % 8 != 0)
		buf_putc(out, 0);
	set32(out, (size_t)(H_SECTIONS + 2 * section), (uint32_t)out->n);
}

static void
end(struct buf *out, int section, size_t start)
{
	set32(out, (size_t)(H_SECTIONS + 2 * section + 1),
	    (uint32_t)(out->n - start));
}

static void
put_section(struct buf *out, int section, struct buf *b)
{
	begin(out, section);
	buf_put(out, buf_str(b));
	end(out, section, out->n - b->n);
	buf_free(b);
}

static void
put_vocabulary(const struct lmbuild *b, struct buf *out)
{
	size_t n = b->words - b->first, slots = n + n / 3 + 8, i, at;
	struct buf lengths = { 0 }, blocks = { 0 }, text = { 0 }, s = { 0 };
	const struct map_entry *e;
	uint32_t *slot;

	slot = mem_new(slots, sizeof(*slot));
	for (i = 0; i < n; i++) {
		e = &b->map.v[b->entry[i]];
		if (i % LMFILE_PARTS == 0)
			put32(&blocks, (uint32_t)text.n);
		buf_putc(&lengths, (int)e->key.n);
		buf_put(&text, e->key);
		at = lmfile_slot(e->hash, (uint32_t)slots);
		while (slot[at] != 0)
			at = at + 1 < slots ? at + 1 : 0;
		slot[at] = b->first + (uint32_t)i;
	}
	if (n % LMFILE_PARTS == 0)
		put32(&blocks, (uint32_t)text.n);
	for (i = 0; i < slots; i++)
		put32(&s, slot[i]);
	free(slot);
	set32(out, H_SLOTS, (uint32_t)slots);
	put_section(out, S_LENGTHS, &lengths);
	put_section(out, S_BLOCKS, &blocks);
	put_section(out, S_SPELLINGS, &text);
	put_section(out, S_SLOTS, &s);
}

static int
of_255(uint32_t part, uint32_t whole)
{
	return whole == 0 ? 0
	                  : (int)(((uint64_t)part * 255 + whole / 2) / whole);
}

static void
put_words(const struct lmbuild *b, struct buf *out, uint16_t *codes)
{
	struct lmbuild_code *code = mem_new(1, sizeof(*code));
	struct buf costs = { 0 }, backs = { 0 }, facts = { 0 };
	const struct lmbuild_word *x;
	uint32_t w;

	for (w = 0; w < b->words; w++)
		lmbuild_code_add(code, b->back1[w]);
	lmbuild_code_make(code, 8, codes + CODES_WORD_BACK);
	for (w = 0; w < b->words; w++) {
		put16(
		    &costs, b->p1[w] > 0 ? lmfile_cost(b->p1[w]) : LMFILE_NONE);
		buf_putc(&backs, (int)lmbuild_code_of(code, b->back1[w]));
		if (w < b->first)
			continue;
		x = &b->word[b->entry[w - b->first]];
		buf_putc(&facts, (int)lmfile_count_code(x->clean + x->noisy));
		buf_putc(&facts, of_255(x->title, x->inner));
		buf_putc(&facts, of_255(x->capitals, x->inner));
		buf_putc(&facts, 0);
	}
	free(code);
	put_section(out, S_COSTS, &costs);
	put_section(out, S_BACKS, &backs);
	put_section(out, S_FACTS, &facts);
}

static void
put_pairs(const struct lmbuild *b, struct buf *out, uint16_t *codes)
{
	struct lmbuild_code *cost = mem_new(1, sizeof(*cost));
	struct lmbuild_code *back = mem_new(1, sizeof(*back));
	uint64_t *key = mem_new(b->npair + 1, sizeof(*key));
	uint32_t *value = mem_new(b->npair + 1, sizeof(*value));
	struct buf table = { 0 };
	size_t i;

	for (i = 0; i < b->npair; i++) {
		if (b->pair[i].raw > 0)
			lmbuild_code_add(cost, lmfile_cost(b->pair[i].p));
		lmbuild_code_add(back, b->pair[i].back);
	}
	lmbuild_code_make(cost, BITS_BI, codes + CODES_BI);
	lmbuild_code_make(back, BITS_BACK, codes + CODES_BACK);
	for (i = 0; i < b->npair; i++) {
		key[i] = b->pair[i].key;
		value[i] = lmbuild_code_of(cost, lmfile_cost(b->pair[i].p))
		               << BITS_BACK |
		           lmbuild_code_of(back, b->pair[i].back);
	}
	fuse_build(&table, key, value, b->npair, CHECK_BI, BITS_BI + BITS_BACK);
	put_section(out, S_BIGRAMS, &table);
	free(cost);
	free(back);
	free(key);
	free(value);
}

static void
put_triples(const struct lmbuild *b, struct buf *out, uint16_t *codes)
{
	struct lmbuild_code *cost = mem_new(1, sizeof(*cost));
	uint32_t *value = mem_new(b->ntriple + 1, sizeof(*value));
	struct buf table = { 0 };
	size_t i;

	for (i = 0; i < b->ntriple; i++)
		lmbuild_code_add(cost, b->cost[i]);
	lmbuild_code_make(cost, BITS_TRI, codes + CODES_TRI);
	for (i = 0; i < b->ntriple; i++)
		value[i] = lmbuild_code_of(cost, b->cost[i]);
	fuse_build(&table, b->triple, value, b->ntriple, CHECK_TRI, BITS_TRI);
	put_section(out, S_TRIGRAMS, &table);
	free(cost);
	free(value);
}

static void
put_header(const struct lmbuild *b, struct buf *out)
{
	memset(buf_grow(out, LMFILE_HEADER), 0, LMFILE_HEADER);
	set32(out, H_MAGIC0, LMFILE_MAGIC0);
	set32(out, H_MAGIC1, LMFILE_MAGIC1);
	set32(out, H_VERSION, LMFILE_VERSION);
	set32(out, H_FIRST, b->first);
	set32(out, H_WORDS, b->words);
	set32(out, H_SHARE, b->share);
}

void
lmbuild_write(struct lmbuild *b, struct buf *out)
{
	struct buf letters = { 0 }, grams = { 0 }, meanings = { 0 };
	uint16_t codes[NCODES] = { 0 };
	struct str base;
	size_t i;

	put_header(b, out);
	put_vocabulary(b, out);
	put_words(b, out, codes);
	put_pairs(b, out, codes);
	put_triples(b, out, codes);
	lmbuild_letters(
	    b, &letters, &grams, codes + CODES_GRAM, codes + CODES_GRAM_BACK);
	put_section(out, S_LETTERS, &letters);
	put_section(out, S_GRAMS, &grams);
	for (i = 0; i < NCODES; i++)
		put16(&meanings, codes[i]);
	put_section(out, S_CODES, &meanings);
	set32(out, H_LENGTH, (uint32_t)out->n);
	set32(out, H_STAMP,
	    (uint32_t)hash_bytes(str_cut(buf_str(out), LMFILE_HEADER, out->n)) |
	        1);
	if (b->base_path != NULL) {
		base = io_map(b->base_path);
		memcpy(out->p + 4 * H_BASE, base.p + 4 * H_STAMP, 4);
	}
}
