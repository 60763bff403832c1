/*
 * A map from byte strings to numbers, in the order they were put: entry i
 * is the i-th new key.  Keys are copied unless map_borrow put them.  A map
 * of all zeros is empty and ready to use.
 */
#ifndef MAP_H
#define MAP_H

#include "buf.h"

struct map_entry {
	struct str key;
	uint64_t hash;
	int64_t value;
};

struct map {
	struct map_entry *v;
	size_t n, cap;
	uint32_t *slot; /* entry + 1, or 0 */
	size_t slots;   /* a power of two, or 0 */
	char **keys;    /* blocks that hold the copied keys */
	size_t nkeys, keyscap, used;
};

/* The same on every machine and in every run. */
uint64_t hash_bytes(struct str);

/* The value of key, to read or to set, 0 where it is new.  It stays good
 * until the next put. */
int64_t *map_put(struct map *, struct str key);       /* copies key */
int64_t *map_borrow(struct map *, struct str key);    /* key must outlive it */
int64_t *map_get(const struct map *, struct str key); /* NULL: not there */
size_t map_entry_of(const struct map *, const int64_t *value);
int map_has(const struct map *, struct str key);
void map_free(struct map *);

#endif
