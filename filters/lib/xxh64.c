#include "xxh64.h"

static const uint64_t p1 = 0x9e3779b185ebca87u, p2 = 0xc2b2ae3d27d4eb4fu,
                      p3 = 0x165667b19e3779f9u, p4 = 0x85ebca77c2b2ae63u,
                      p5 = 0x27d4eb2f165667c5u;

static uint64_t
rotl(uint64_t x, int r)
{
	return x << r | x >> (64 - r);
}

static uint64_t
load(const char *p, size_t n)
{
	const unsigned char *u = (const unsigned char *)p;
	uint64_t x = 0;

	while (n-- > 0)
		x = x << 8 | u[n];
	return x;
}

static uint64_t
word(uint64_t acc, uint64_t x)
{
	return rotl(acc + x * p2, 31) * p1;
}

static uint64_t
merge(uint64_t h, uint64_t v)
{
	return (h ^ word(0, v)) * p1 + p4;
}

uint64_t
xxh64(struct str s)
{
	uint64_t v[4] = { p1 + p2, p2, 0, 0 - p1 }, h = p5;
	size_t at = 0, i;

	if (s.n >= 32) {
		for (; s.n - at >= 32; at += 32)
			for (i = 0; i < 4; i++)
				v[i] = word(v[i], load(s.p + at + 8 * i, 8));
		h = rotl(v[0], 1) + rotl(v[1], 7) + rotl(v[2], 12) +
		    rotl(v[3], 18);
		for (i = 0; i < 4; i++)
			h = merge(h, v[i]);
	}
	h += s.n;
	for (; s.n - at >= 8; at += 8)
		h = rotl(h ^ word(0, load(s.p + at, 8)), 27) * p1 + p4;
	if (s.n - at >= 4) {
		h = rotl(h ^ load(s.p + at, 4) * p1, 23) * p2 + p3;
		at += 4;
	}
	for (; at < s.n; at++)
		h = rotl(h ^ (unsigned char)s.p[at] * p5, 11) * p1;
	h = (h ^ h >> 33) * p2;
	h = (h ^ h >> 29) * p3;
	return h ^ h >> 32;
}
