#include <strings.h>

#include "johab.h"

/* What five bits stand for; -1 is nothing, and 0 in vowels and finals the
 * part that is not there. */
static const signed char initials[32] = {
	-1,
	0,
	1,
	2,
	3,
	4,
	5,
	6,
	7,
	8,
	9,
	10,
	11,
	12,
	13,
	14,
	15,
	16,
	17,
	18,
	19,
	-1,
	-1,
	-1,
	-1,
	-1,
	-1,
	-1,
	-1,
	-1,
	-1,
	-1,
};
static const signed char vowels[32] = {
	-1,
	-1,
	0,
	1,
	2,
	3,
	4,
	5,
	-1,
	-1,
	6,
	7,
	8,
	9,
	10,
	11,
	-1,
	-1,
	12,
	13,
	14,
	15,
	16,
	17,
	-1,
	-1,
	18,
	19,
	20,
	21,
	-1,
	-1,
};
static const signed char finals[32] = {
	-1,
	0,
	1,
	2,
	3,
	4,
	5,
	6,
	7,
	8,
	9,
	10,
	11,
	12,
	13,
	14,
	15,
	16,
	-1,
	17,
	18,
	19,
	20,
	21,
	22,
	23,
	24,
	25,
	26,
	27,
	-1,
	-1,
};

/* The consonants as letters of their own. */
static const uint16_t consonants[20] = {
	0,
	0x3131,
	0x3132,
	0x3134,
	0x3137,
	0x3138,
	0x3139,
	0x3141,
	0x3142,
	0x3143,
	0x3145,
	0x3146,
	0x3147,
	0x3148,
	0x3149,
	0x314a,
	0x314b,
	0x314c,
	0x314d,
	0x314e,
};

int
johab_is(const char *name)
{
	return strcasecmp(name, JOHAB) == 0 || strcasecmp(name, "cp1361") == 0;
}

static uint32_t
syllable(unsigned w)
{
	int i = initials[w >> 10 & 31], v = vowels[w >> 5 & 31];
	int f = finals[w & 31];

	if (i < 0 || v < 0 || f < 0)
		return UTF8_BAD;
	if (i > 0 && v > 0)
		return 0xac00 + (uint32_t)((i - 1) * 21 + v - 1) * 28 +
		       (uint32_t)f;
	if (i == 0 && v > 0 && f == 0)
		return 0x314f + (uint32_t)v - 1;
	if (i > 0 && v == 0 && f == 0)
		return consonants[i];
	return UTF8_BAD;
}

/* Two rows of KS X 1001 to a first byte, the first row in what is left of
 * the second byte below A1. */
static void
ks_bytes(unsigned a, unsigned b, char *ks)
{
	unsigned row, col;

	row = a < 0xe0 ? (a - 0xd9) * 2 + 0xa1 : (a - 0xe0) * 2 + 0xca;
	if (b >= 0xa1) {
		row++;
		col = b;
	} else {
		col = 0xa1 + (b < 0x91 ? b - 0x31 : b - 0x43);
	}
	ks[0] = (char)row;
	ks[1] = (char)col;
}

uint32_t
johab_next(struct str s, size_t *at, char *ks)
{
	unsigned a = (unsigned char)s.p[*at], b;

	++*at;
	if (a < 0x80)
		return a;
	if (*at >= s.n)
		return UTF8_BAD;
	b = (unsigned char)s.p[*at];
	if (a >= 0x84 && a <= 0xd3 && b >= 0x41 && b != 0x7f && b <= 0xfe) {
		++*at;
		return syllable(a << 8 | b);
	}
	if (((a >= 0xd9 && a <= 0xde) || (a >= 0xe0 && a <= 0xf9)) &&
	    ((b >= 0x31 && b <= 0x7e) || (b >= 0x91 && b <= 0xfe))) {
		++*at;
		ks_bytes(a, b, ks);
		return JOHAB_KS;
	}
	return UTF8_BAD;
}
