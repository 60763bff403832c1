#include <stdlib.h>

#include "map.h"
#include "tree.h"

enum {
	MAYBE = 1 << 22, /* bits */
	HELD = 16,       /* bytes of a word, in its key */
};

/* A word, by its first bytes, which are at hand where it may lie anywhere in
 * memory. */
struct key {
	uint64_t first[2];
	uint32_t word, n; /* and its length */
};

struct range {
	uint32_t node;
	size_t lo, hi, depth;
};

/* A tree in the making: the words in its order. */
struct making {
	const struct str *words;
	struct tree *tree;
	struct key *key;
	int back;
	struct range *todo;
	size_t ntodo, todocap;
};

static unsigned char
byte_at(const struct making *m, uint32_t word, size_t depth)
{
	struct str s = m->words[word];

	return (unsigned char)s.p[m->back ? s.n - 1 - depth : depth];
}

/* Eight bytes from a place on. */
static uint64_t
bytes_at(const struct making *m, uint32_t word, size_t depth)
{
	size_t i, end = m->words[word].n;
	uint64_t x = 0;

	if (depth >= end)
		return 0;
	if (end > depth + 8)
		end = depth + 8;
	for (i = depth; i < end; i++)
		x = x << 8 | byte_at(m, word, i);
	return x << (64 - 8 * (end - depth));
}

/* Sort by 16 bits of the key. */
static void
sort_by(const struct key *in, struct key *out, size_t n, int shift)
{
	size_t *at = mem_new(1 << 16, sizeof(*at)), i, sum = 0, k;

	for (i = 0; i < n; i++)
		at[in[i].first[0] >> shift & 0xffff]++;
	for (i = 0; i < 1 << 16; i++) {
		k = at[i];
		at[i] = sum;
		sum += k;
	}
	for (i = 0; i < n; i++)
		out[at[in[i].first[0] >> shift & 0xffff]++] = in[i];
	free(at);
}

/* Does a word whose first eight bytes are those of another come after it? */
static int
after(const struct making *m, const struct key *a, const struct key *b)
{
	size_t i;

	if (a->first[1] != b->first[1])
		return a->first[1] > b->first[1];
	for (i = HELD; i < a->n && i < b->n; i++)
		if (byte_at(m, a->word, i) != byte_at(m, b->word, i))
			return byte_at(m, a->word, i) > byte_at(m, b->word, i);
	return a->n > b->n;
}

/* Merge two sorted runs that follow each other. */
static void
merge(const struct making *m, struct key *v, size_t mid, size_t n,
    struct key *room)
{
	size_t a = 0, b = mid, k = 0;

	memcpy(room, v, mid * sizeof(*v));
	while (a < mid && b < n)
		v[k++] = after(m, &room[a], &v[b]) ? v[b++] : room[a++];
	memcpy(v + k, room + a, (mid - a) * sizeof(*v));
}

static void
sort_tail(const struct making *m, struct key *v, size_t n, struct key *room)
{
	size_t width, i;

	for (width = 1; width < n; width *= 2)
		for (i = 0; i + width < n; i += 2 * width)
			merge(m, v + i, width,
			    n - i < 2 * width ? n - i : 2 * width, room);
}

static void
sort(struct making *m, size_t n)
{
	struct key *room = mem_new(n + 1, sizeof(*room));
	size_t i, from;
	int shift;

	m->key = mem_new(n + 1, sizeof(*m->key));
	for (i = 0; i < n; i++)
		m->key[i] = (struct key){ { bytes_at(m, (uint32_t)i, 0),
			                      bytes_at(m, (uint32_t)i, 8) },
			(uint32_t)i, (uint32_t)m->words[i].n };
	for (shift = 0; shift < 64; shift += 32) {
		sort_by(m->key, room, n, shift);
		sort_by(room, m->key, n, shift + 16);
	}
	for (from = 0; from < n; from = i) {
		for (i = from + 1;
		     i < n && m->key[i].first[0] == m->key[from].first[0]; i++)
			continue;
		if (i > from + 1)
			sort_tail(m, m->key + from, i - from, room);
	}
	free(room);
}

static inline unsigned char
key_byte(const struct making *m, size_t i, size_t depth)
{
	if (depth >= HELD)
		return byte_at(m, m->key[i].word, depth);
	return (unsigned char)(m->key[i].first[depth / 8] >>
	                       (56 - 8 * (depth % 8)));
}

/* Give a node its children, and each child its range of the words. */
static void
branch(struct making *m, struct range r)
{
	struct tree *t = m->tree;
	size_t i = r.lo, from;
	unsigned char c;

	if (m->key[i].n == r.depth)
		t->word[r.node] = m->key[i++].word + 1;
	t->v[r.node].child = (uint32_t)t->n;
	while (i < r.hi) {
		from = i;
		c = key_byte(m, i, r.depth);
		while (i < r.hi && key_byte(m, i, r.depth) == c)
			i++;
		m->todo =
		    mem_room(m->todo, m->ntodo, &m->todocap, sizeof(*m->todo));
		m->todo[m->ntodo++] =
		    (struct range){ (uint32_t)t->n, from, i, r.depth + 1 };
		t->v[t->n++].byte = c;
		t->v[r.node].nchild++;
	}
}

/* Give a node the one word behind it: most nodes have no other. */
static void
lead_on(struct making *m, struct range r)
{
	struct tree *t = m->tree;
	const struct key *k = &m->key[r.lo];
	size_t depth;

	for (depth = r.depth; depth < k->n; depth++) {
		t->v[r.node].child = (uint32_t)t->n;
		t->v[r.node].nchild = 1;
		r.node = (uint32_t)t->n;
		t->v[t->n++].byte = key_byte(m, r.lo, depth);
	}
	t->word[r.node] = k->word + 1;
}

/* Children lie behind their parents: sum up from the end. */
static void
sum_up(struct tree *t, const unsigned char *rare)
{
	struct node *n, *c;
	size_t i, k;

	for (i = t->n; i-- > 0;) {
		n = &t->v[i];
		n->near = t->word[i] != 0 ? 0 : TREE_NEAR;
		n->rare = t->word[i] != 0 ? rare[t->word[i] - 1] : 255;
		for (k = 0; k < n->nchild; k++) {
			c = &t->v[n->child + k];
			n->kids |= (uint32_t)1 << tree_bit(c->byte);
			n->all |= c->all;
			if (c->near + 1 < n->near)
				n->near = (c->near + 1) & TREE_NEAR;
			if (c->far >= n->far)
				n->far = c->far < TREE_FAR
				             ? (c->far + 1) & TREE_FAR
				             : TREE_FAR;
			if (c->rare < n->rare)
				n->rare = c->rare;
		}
		n->all |= n->kids;
	}
}

/* Room for the root and a node for each byte, of which that is not touched
 * which is not needed. */
static void
plant(struct making *m, size_t n)
{
	size_t i, most = 1;

	for (i = 0; i < n; i++)
		most += m->key[i].n;
	m->tree->v = mem_new(most, sizeof(*m->tree->v));
	m->tree->word = mem_new(most, sizeof(*m->tree->word));
	m->tree->n = 1;
}

static void
make_tree(struct trie *t, int back)
{
	struct making m = { t->words, &t->tree[back], NULL, back, NULL, 0, 0 };
	struct range r = { 0, 0, t->n, 0 };
	size_t i;

	sort(&m, t->n);
	plant(&m, t->n);
	if (t->n > 0)
		branch(&m, r);
	/* What is near the root lies together in memory, and so do the ends
	 * of words behind it. */
	for (i = 0; i < m.ntodo && m.todo[i].depth < 4; i++) {
		r = m.todo[i];
		branch(&m, r);
	}
	while (m.ntodo > i) {
		r = m.todo[--m.ntodo];
		if (r.hi - r.lo == 1)
			lead_on(&m, r);
		else
			branch(&m, r);
	}
	free(m.key);
	free(m.todo);
	sum_up(m.tree, t->rare);
}

static uint64_t
bit_of(struct str word)
{
	uint64_t h = hash_bytes(word);

	return (h ^ h >> 32) * 0x9e3779b97f4a7c15u >> 42;
}

static void
set_bit(uint64_t *maybe, struct str word)
{
	uint64_t bit = bit_of(word);

	maybe[bit / 64] |= (uint64_t)1 << bit % 64;
}

struct trie *
trie_open(const struct str *words, const unsigned char *rare, size_t n)
{
	struct trie *t = mem_new(1, sizeof(*t));
	size_t i;

	t->words = words;
	t->rare = rare;
	t->n = n;
	t->maybe = mem_new(MAYBE / 64, sizeof(*t->maybe));
	for (i = 0; i < n; i++)
		set_bit(t->maybe, words[i]);
	make_tree(t, 0);
	return t;
}

void
tree_turn(struct trie *t)
{
	if (t->tree[1].n == 0)
		make_tree(t, 1);
}

void
trie_close(struct trie *t)
{
	int i;

	if (t == NULL)
		return;
	for (i = 0; i < 2; i++) {
		free(t->tree[i].v);
		free(t->tree[i].word);
	}
	free(t->maybe);
	free(t);
}

uint32_t
trie_find(const struct trie *t, struct str word)
{
	const struct tree *f = &t->tree[0];
	uint64_t bit = bit_of(word);
	uint32_t node = 0;
	size_t i;

	/* Most are none, and the way through the tree is slow. */
	if ((t->maybe[bit / 64] >> bit % 64 & 1) == 0)
		return UINT32_MAX;
	for (i = 0; i < word.n; i++)
		if ((node = tree_child(f, node, (unsigned char)word.p[i])) == 0)
			return UINT32_MAX;
	return f->word[node] == 0 ? UINT32_MAX : f->word[node] - 1;
}
