/*
 * A list of words, searched for those that a reading may have been.
 *
 * trie_near walks the words and the reading together, cheapest first, by
 * the confusions of a channel and by how rare the words are; so what it
 * finds comes in order of the sum, and its work is bounded by states, not by
 * the size of the list: by so many at each place of the reading, so that
 * what is read badly from its first letter on is followed to its end.  It walks from both ends: of what was confused half
 * at most falls on one of the halves of a word, so a walk may begin with
 * little to spend, and spend all of it only behind the middle.
 */
#ifndef TRIE_H
#define TRIE_H

#include "channel.h"

struct trie;

struct near {
	uint32_t word;  /* index into the list */
	short cost;     /* of what was confused */
	short total;    /* and of the word's rarity */
	short confused; /* how many confusions it took */
};

enum shape { SHAPE_LOWER, SHAPE_TITLE, SHAPE_UPPER };

enum { TRIE_RARE = CHANNEL_BIT / 2 }; /* a step of rarity */

/* The words must be lower case, without doubles, and outlive the trie, as
 * must what each costs for its rarity. */
struct trie *trie_open(
    const struct str *words, const unsigned char *rare, size_t n);
void trie_close(struct trie *);

/* The index of a word, or UINT32_MAX. */
uint32_t trie_find(const struct trie *, struct str word);

struct search;

struct search *search_new(void); /* room to search in, used again */
void search_free(struct search *);

/* The words that may have been read so, when they are written in a shape:
 * at most max with a total of at most bound, cheapest first.  work is the
 * most states looked at, at each place.  A search is used with one channel. */
size_t trie_near(struct trie *, const struct channel *, struct search *,
    struct str reading, enum shape, int bound, size_t work, struct near *out,
    size_t max);

#endif
