#include <stdlib.h>

#include "map.h"

enum { BLOCK = 1 << 16 };

static uint64_t
mix(uint64_t a, uint64_t b)
{
	__extension__ typedef unsigned __int128 u128;
	u128 m = (u128)a * b;

	return (uint64_t)m ^ (uint64_t)(m >> 64);
}

static uint64_t
load64(const char *p)
{
	const unsigned char *u = (const unsigned char *)p;

	return (uint64_t)u[0] | (uint64_t)u[1] << 8 | (uint64_t)u[2] << 16 |
	       (uint64_t)u[3] << 24 | (uint64_t)u[4] << 32 |
	       (uint64_t)u[5] << 40 | (uint64_t)u[6] << 48 |
	       (uint64_t)u[7] << 56;
}

/* Folded multiplication, as in wyhash. */
uint64_t
hash_bytes(struct str s)
{
	const uint64_t k0 = 0xa0761d6478bd642fu, k1 = 0xe7037ed1a0b428dbu;
	uint64_t h = k0 ^ s.n, last = 0;
	size_t i;

	for (i = 0; s.n - i >= 8; i += 8)
		h = mix(load64(s.p + i) ^ k1, h ^ k0);
	for (; i < s.n; i++)
		last = last << 8 | (unsigned char)s.p[i];
	return mix(last ^ k1, h ^ k0);
}

/* Where the search for a hash begins.  Of keys of a few bytes hash_bytes is
 * little but a product by their length: mixed again it spreads. */
static size_t
first_slot(const struct map *m, uint64_t hash)
{
	return mix(hash ^ hash >> 32, 0x9e3779b97f4a7c15u) & (m->slots - 1);
}

static size_t
find(const struct map *m, struct str key, uint64_t hash)
{
	size_t i = first_slot(m, hash);
	const struct map_entry *e;

	for (; m->slot[i] != 0; i = (i + 1) & (m->slots - 1)) {
		e = &m->v[m->slot[i] - 1];
		if (e->hash == hash && str_eq(e->key, key))
			break;
	}
	return i;
}

static void
rehash(struct map *m)
{
	size_t i, at;

	m->slots = m->slots == 0 ? 64 : m->slots * 2;
	free(m->slot);
	m->slot = mem_new(m->slots, sizeof(*m->slot));
	for (i = 0; i < m->n; i++) {
		at = first_slot(m, m->v[i].hash);
		while (m->slot[at] != 0)
			at = (at + 1) & (m->slots - 1);
		m->slot[at] = (uint32_t)i + 1;
	}
}

static struct str
keep(struct map *m, struct str key)
{
	char *p;

	if (m->nkeys == 0 || key.n > BLOCK - m->used) {
		m->keys =
		    mem_room(m->keys, m->nkeys, &m->keyscap, sizeof(*m->keys));
		m->keys[m->nkeys++] = mem_new(key.n > BLOCK ? key.n : BLOCK, 1);
		m->used = 0;
	}
	p = m->keys[m->nkeys - 1] + m->used;
	memcpy(p, key.p, key.n);
	m->used = key.n > BLOCK ? BLOCK : m->used + key.n;
	return str_of(p, key.n);
}

static int64_t *
put(struct map *m, struct str key, int copy)
{
	uint64_t hash = hash_bytes(key);
	struct map_entry *e;
	size_t at;

	if (m->n * 2 >= m->slots)
		rehash(m);
	at = find(m, key, hash);
	if (m->slot[at] != 0)
		return &m->v[m->slot[at] - 1].value;
	m->v = mem_room(m->v, m->n, &m->cap, sizeof(*m->v));
	e = &m->v[m->n++];
	e->key = copy ? keep(m, key) : key;
	e->hash = hash;
	e->value = 0;
	m->slot[at] = (uint32_t)m->n;
	return &e->value;
}

int64_t *
map_put(struct map *m, struct str key)
{
	return put(m, key, 1);
}

int64_t *
map_borrow(struct map *m, struct str key)
{
	return put(m, key, 0);
}

int64_t *
map_get(const struct map *m, struct str key)
{
	size_t at;

	if (m->n == 0)
		return NULL;
	at = find(m, key, hash_bytes(key));
	return m->slot[at] == 0 ? NULL : &m->v[m->slot[at] - 1].value;
}

size_t
map_entry_of(const struct map *m, const int64_t *value)
{
	/* Entries are in one array, and the value is in them. */
	return (size_t)((const char *)value - (const char *)&m->v[0].value) /
	       sizeof(*m->v);
}

int
map_has(const struct map *m, struct str key)
{
	return map_get(m, key) != NULL;
}

void
map_free(struct map *m)
{
	size_t i;

	for (i = 0; i < m->nkeys; i++)
		free(m->keys[i]);
	free(m->keys);
	free(m->slot);
	free(m->v);
	memset(m, 0, sizeof(*m));
}
