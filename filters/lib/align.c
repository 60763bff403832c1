#include <assert.h>
#include <string.h>

#include "align.h"

enum { BLOCKS = ALIGN_MAX / 64 };

struct column {
	uint64_t up[BLOCKS], down[BLOCKS];
	uint64_t is[BLOCKS][256]; /* where in a each byte stands */
};

/* One block's step: in is the difference, -1, 0 or 1, that crosses its first
 * row; the value the one that crosses its last. */
static int
step(uint64_t *up, uint64_t *down, uint64_t is, int in, uint64_t last)
{
	uint64_t x, h, p, q, v = is | *down;
	int out;

	is |= (uint64_t)(in < 0);
	x = (((is & *up) + *up) ^ *up) | is;
	p = *down | ~(x | *up);
	q = *up & x;
	out = (p & last) != 0 ? 1 : (q & last) != 0 ? -1 : 0;
	h = p << 1 | (uint64_t)(in > 0);
	q = q << 1 | (uint64_t)(in < 0);
	*up = q | ~(v | h);
	*down = h & v;
	return out;
}

/* The lowest distance at the last row, and the column where it first is.
 * With open, a may begin anywhere in b; back reads both backwards. */
static size_t
columns(const uint8_t *a, size_t m, const uint8_t *b, size_t n, int open,
    int back, size_t *end)
{
	struct column c;
	size_t blocks = (m + 63) / 64, i, j, dist = m, best = m;
	const uint64_t top = (uint64_t)1 << 63;
	uint64_t last = (uint64_t)1 << ((m - 1) & 63);
	uint8_t k;
	int carry;

	memset(c.is, 0, blocks * sizeof(c.is[0]));
	for (i = 0; i < m; i++)
		c.is[i / 64][back ? a[m - 1 - i] : a[i]] |= (uint64_t)1
		                                            << (i & 63);
	memset(c.up, 0xff, sizeof(c.up));
	memset(c.down, 0, sizeof(c.down));
	*end = 0;
	for (j = 0; j < n; j++) {
		k = back ? b[n - 1 - j] : b[j];

		carry = open ? 0 : 1;
		for (i = 0; i < blocks; i++)
			carry = step(&c.up[i], &c.down[i], c.is[i][k], carry,
			    i + 1 == blocks ? last : top);
		dist += (size_t)carry;
		if (dist < best) {
			best = dist;
			*end = j + 1;
		}
	}
	return best;
}

size_t
align_short(const uint8_t *a, size_t m, const uint8_t *b, size_t n)
{
	uint64_t is[256] = { 0 }, up = ~(uint64_t)0, down = 0;
	uint64_t last = (uint64_t)1 << ((m - 1) & 63);
	size_t i, dist = m, best = m;

	assert(m > 0 && m <= 64);
	for (i = 0; i < m; i++)
		is[a[i]] |= (uint64_t)1 << i;
	for (i = 0; i < n; i++) {
		dist += (size_t)step(&up, &down, is[b[i]], 0, last);
		if (dist < best)
			best = dist;
	}
	return best;
}

struct fit
align_fit(const uint8_t *a, size_t m, const uint8_t *b, size_t n, size_t most)
{
	struct fit f = { m, 0, 0 };
	size_t len;

	assert(m <= ALIGN_MAX);
	if (m == 0 || n == 0)
		return f;
	f.dist = columns(a, m, b, n, 1, 0, &f.end);
	if (f.end > 0 && f.dist <= most) {
		columns(a, m, b, f.end, 0, 1, &len);
		f.from = f.end - len;
	}
	return f;
}
