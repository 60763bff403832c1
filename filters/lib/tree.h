/*
 * The words of a trie as a tree, between who makes it and who searches it:
 * one from their beginnings, one from their ends.
 */
#ifndef TREE_H
#define TREE_H

#include "trie.h"

/* The children of a node lie together, in order of their bytes. */
struct node {
	uint32_t child;
	uint32_t kids; /* the letters of its children, a bit each */
	uint32_t all;  /* and of everything behind it */
	unsigned byte : 8, nchild : 7;
	unsigned near : 4, far : 5; /* bytes to the next and last word end */
	unsigned rare : 8;          /* the least of the words behind it */
};

enum { TREE_NEAR = 15, TREE_FAR = 31 }; /* bytes, or more */

struct tree {
	struct node *v;
	uint32_t *word; /* index + 1 of that which ends at each; or 0 */
	size_t n;
};

struct trie {
	const struct str *words;
	const unsigned char *rare;
	size_t n;
	struct tree tree[2]; /* from the front, and from the back */
	uint64_t *maybe;     /* bits, set by the hash of each word */
};

/* Make the tree from the back, which only a search takes. */
void tree_turn(struct trie *);

/* How many bits are set. */
static inline int
tree_ones(uint32_t x)
{
	x -= x >> 1 & 0x55555555;
	x = (x & 0x33333333) + (x >> 2 & 0x33333333);
	x = (x + (x >> 4)) & 0x0f0f0f0f;
	return (int)(x * 0x01010101 >> 24);
}

enum { TREE_HIGH = 27, TREE_OTHER = 28, TREE_BITS = 29 };

/* The place of a byte's bit, in the order of the bytes: the apostrophe, the
 * letters, and one for what is not ASCII; and one for all the rest. */
static inline unsigned
tree_bit(unsigned char c)
{
	if (c >= 'a' && c <= 'z')
		return 1u + c - 'a';
	return c == '\'' ? 0 : c >= 0x80 ? TREE_HIGH : TREE_OTHER;
}

/* Does a word end at a node?  Its place in the tree's words is far. */
static inline int
tree_ends(const struct node *n)
{
	return n->near == 0;
}

/* The child of a node by a bit that it has, and only one child with it:
 * letters have a bit each, in their order. */
static inline uint32_t
tree_kid(const struct node *n, uint32_t bit)
{
	return n->child + (uint32_t)tree_ones(n->kids & (bit - 1));
}

/* The child of a node by a byte; 0 if there is none. */
static inline uint32_t
tree_child(const struct tree *t, uint32_t node, unsigned char byte)
{
	const struct node *p = &t->v[node];
	uint32_t bit = (uint32_t)1 << tree_bit(byte), i;

	if ((p->kids & bit) == 0)
		return 0;
	i = tree_kid(p, bit);
	if (byte >= 'a' && byte <= 'z')
		return i;
	for (; i < p->child + p->nchild; i++)
		if (t->v[i].byte == byte)
			return i;
	return 0;
}

#endif
