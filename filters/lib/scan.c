#include "scan.h"

static int
place(unsigned c, unsigned next)
{
	return c == '"' || c == '\'' || c == '`' || c == '\n' ||
	       (c | 0x20) == 0xe2 || ((c == '.' || c == '-') && next == c);
}

/* The byte behind the block is not looked at: a stop or a hyphen that ends
 * it is always a place. */
#ifdef __SSE2__
#include <emmintrin.h>

static uint64_t
bits(__m128i v)
{
	return (uint64_t)(unsigned)_mm_movemask_epi8(v);
}

static __m128i
is(__m128i v, int c)
{
	return _mm_cmpeq_epi8(v, _mm_set1_epi8((char)c));
}

uint64_t
scan_block(const unsigned char *p)
{
	uint64_t mask = 0, stop = 0, dash = 0;
	__m128i v, m;
	int i;

	for (i = 0; i < 4; i++) {
		v = _mm_loadu_si128((const __m128i *)(const void *)p + i);
		m = _mm_or_si128(is(v, '"'), is(v, '\''));
		m = _mm_or_si128(m, _mm_or_si128(is(v, '`'), is(v, '\n')));
		m = _mm_or_si128(
		    m, is(_mm_or_si128(v, _mm_set1_epi8(0x20)), 0xe2));
		mask |= bits(m) << (16 * i);
		stop |= bits(is(v, '.')) << (16 * i);
		dash |= bits(is(v, '-')) << (16 * i);
	}
	return mask | (stop & (stop >> 1 | (uint64_t)1 << 63)) |
	       (dash & (dash >> 1 | (uint64_t)1 << 63));
}
#else
uint64_t
scan_block(const unsigned char *p)
{
	uint64_t mask = 0;
	int i;

	for (i = 0; i < 64; i++)
		if (place(p[i], i < 63 ? p[i + 1] : p[i]))
			mask |= (uint64_t)1 << i;
	return mask;
}
#endif

uint64_t
scan_rest(const unsigned char *p, size_t n)
{
	uint64_t mask = 0;
	size_t i;

	for (i = 0; i < n; i++)
		if (place(p[i], i + 1 < n ? p[i + 1] : 0))
			mask |= (uint64_t)1 << i;
	return mask;
}
