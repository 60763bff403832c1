/*
 * A table from 64-bit keys to small numbers that does not hold its keys: a
 * binary fuse filter (Graf and Lemire 2022) whose cells carry a value beside
 * the fingerprint.  It takes 1.13 cells a key.  A key that was never put is
 * taken for one that was with a chance of 2 to the -check.
 *
 * The bytes are the same on every machine, and may be mapped as they are.
 */
#ifndef FUSE_H
#define FUSE_H

#include "buf.h"

struct fuse {
	const unsigned char *cells;
	uint64_t seed;
	uint32_t span;        /* cells of a segment, a power of two */
	uint32_t starts;      /* cells that a key's first may be */
	unsigned check, bits; /* of the fingerprint, of the value */
};

/* Append a table of n different keys.  check + bits is at most 32. */
void fuse_build(struct buf *out, const uint64_t *key, const uint32_t *value,
    size_t n, unsigned check, unsigned bits);

/* Make f the table that those bytes are; 0 if they are none. */
int fuse_open(struct fuse *f, struct str bytes);

/* The value of key, or -1. */
int32_t fuse_get(const struct fuse *f, uint64_t key);

/* Key will be asked for soon: have memory bring what that takes. */
void fuse_fetch(const struct fuse *f, uint64_t key);

/* Two numbers, well mixed. */
static inline uint64_t
fuse_mix(uint64_t a, uint64_t b)
{
	__extension__ typedef unsigned __int128 u128;
	u128 m = (u128)(a ^ 0x9e3779b97f4a7c15u) * (b ^ 0xe7037ed1a0b428dbu);

	return (uint64_t)m ^ (uint64_t)(m >> 64);
}

#endif
