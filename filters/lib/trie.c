#include <stdlib.h>

#include "map.h"
#include "tree.h"

enum { MAYBE = 1 << 22 }; /* bits */

/* A word, by its first bytes. */
struct key {
	uint64_t first;
	uint32_t word;
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

static uint64_t
first_bytes(const struct making *m, uint32_t word)
{
	size_t i, n = m->words[word].n;
	uint64_t x = 0;

	for (i = 0; i < 8; i++)
		x = x << 8 | (i < n ? byte_at(m, word, i) : 0);
	return x;
}

/* Sort by 16 bits of the key. */
static void
sort_by(const struct key *in, struct key *out, size_t n, int shift)
{
	size_t *at = mem_new(1 << 16, sizeof(*at)), i, sum = 0, k;

	for (i = 0; i < n; i++)
		at[in[i].first >> shift & 0xffff]++;
	for (i = 0; i < 1 << 16; i++) {
		k = at[i];
		at[i] = sum;
		sum += k;
	}
	for (i = 0; i < n; i++)
		out[at[in[i].first >> shift & 0xffff]++] = in[i];
	free(at);
}

/* Sort by all bytes up to a place: a range whose first bytes are alike, all
 * of them behind it. */
static int
after(const struct making *m, uint32_t a, uint32_t b)
{
	size_t na = m->words[a].n, nb = m->words[b].n, i;

	for (i = 8; i < na && i < nb; i++)
		if (byte_at(m, a, i) != byte_at(m, b, i))
			return byte_at(m, a, i) > byte_at(m, b, i);
	return na > nb;
}

/* Merge two sorted runs that follow each other. */
static void
merge(const struct making *m, struct key *v, size_t mid, size_t n,
    struct key *room)
{
	size_t a = 0, b = mid, k = 0;

	memcpy(room, v, mid * sizeof(*v));
	while (a < mid && b < n)
		v[k++] = after(m, room[a].word, v[b].word) ? v[b++] : room[a++];
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
		m->key[i] =
		    (struct key){ first_bytes(m, (uint32_t)i), (uint32_t)i };
	for (shift = 0; shift < 64; shift += 32) {
		sort_by(m->key, room, n, shift);
		sort_by(room, m->key, n, shift + 16);
	}
	for (from = 0; from < n; from = i) {
		for (i = from + 1;
		     i < n && m->key[i].first == m->key[from].first; i++)
			continue;
		if (i > from + 1)
			sort_tail(m, m->key + from, i - from, room);
	}
	free(room);
}

static void
add_child(struct tree *t, unsigned char byte)
{
	t->v = mem_room(t->v, t->n, &t->cap, sizeof(*t->v));
	t->word = mem_room(t->word, t->n, &t->wordcap, sizeof(*t->word));
	t->word[t->n] = 0;
	t->v[t->n++] = (struct node){ .byte = byte };
}

static unsigned char
key_byte(const struct making *m, size_t i, size_t depth)
{
	if (depth >= 8)
		return byte_at(m, m->key[i].word, depth);
	return (unsigned char)(m->key[i].first >> (56 - 8 * depth));
}

/* Give a node its children, and each child its range of the words. */
static void
branch(struct making *m, struct range r)
{
	struct tree *t = m->tree;
	size_t i = r.lo, from;
	unsigned char c;

	if (m->words[m->key[i].word].n == r.depth)
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
		add_child(t, c);
		t->v[r.node].nchild++;
	}
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

static void
make_tree(struct trie *t, int back)
{
	struct making m = { t->words, &t->tree[back], NULL, back, NULL, 0, 0 };
	struct range r = { 0, 0, t->n, 0 };
	size_t i;

	sort(&m, t->n);
	add_child(m.tree, 0);
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
tree_child(const struct tree *t, uint32_t node, unsigned char byte)
{
	const struct node *p = &t->v[node];
	uint32_t bit = (uint32_t)1 << tree_bit(byte), i;

	if ((p->kids & bit) == 0)
		return 0;
	if (byte >= 'a' && byte <= 'z')
		return tree_kid(p, bit);
	for (i = p->child; i < p->child + p->nchild; i++)
		if (t->v[i].byte == byte)
			return i;
	return 0;
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
