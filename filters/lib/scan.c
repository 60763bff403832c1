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

static unsigned
block_letters(const unsigned char *p)
{
	__m128i v = _mm_loadu_si128((const __m128i *)(const void *)p);

	v = _mm_or_si128(v, _mm_set1_epi8(0x20));
	v = _mm_sub_epi8(v, _mm_set1_epi8('a'));
	v = _mm_cmpeq_epi8(_mm_min_epu8(v, _mm_set1_epi8(25)), v);
	return (unsigned)__builtin_popcount((unsigned)_mm_movemask_epi8(v));
}
#else
static unsigned
block_letters(const unsigned char *p)
{
	unsigned i, n = 0;

	for (i = 0; i < 16; i++)
		n += (p[i] | 32u) - 'a' < 26;
	return n;
}

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

int
scan_letters(const unsigned char *p, size_t n, size_t max)
{
	size_t i, letters = 0;

	for (i = 0; n - i >= 16 && letters <= max; i += 16)
		letters += block_letters(p + i);
	for (; i < n && letters <= max; i++)
		letters += (p[i] | 32u) - 'a' < 26;
	return letters > max;
}
