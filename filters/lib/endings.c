#include "endings.h"

/* Endings that make another name, and not a mistake; and those that in a
 * name as well known as Russia or London are none. */
static const struct ending {
	char a[6], b[6];
} endings[] = {
	{ "", "s" }, { "", "es" }, { "", "a" }, { "", "e" }, { "", "i" },
	{ "", "o" }, { "", "y" }, { "", "n" }, { "", "z" }, { "", "an" },
	{ "", "en" }, { "", "in" }, { "", "ian" }, { "", "ean" },
	{ "", "er" }, { "", "ers" }, { "", "ic" }, { "", "ist" },
	{ "", "ish" }, { "", "ese" }, { "", "ite" }, { "", "ism" },
	{ "", "ov" }, { "", "ova" }, { "", "ev" }, { "", "eva" },
	{ "", "sky" }, { "", "ski" }, { "", "son" }, { "", "sen" },
	{ "", "man" }, { "", "mann" }, { "", "land" }, { "", "ville" },
	{ "", "ez" }, { "", "ich" }, { "", "ia" }, { "", "ae" }, { "", "ii" },
	{ "ski", "ska" }, { "sky", "skaya" }, { "sen", "son" },
	{ "sson", "son" }, { "men", "man" }, { "y", "ies" },
}, turns[] = {
	{ "i", "a" }, { "o", "a" }, { "y", "a" }, { "i", "o" }, { "e", "o" },
	{ "e", "a" }, { "o", "y" }, { "i", "y" }, { "e", "y" }, { "i", "s" },
	{ "i", "us" }, { "a", "an" }, { "a", "ov" }, { "a", "as" },
	{ "o", "os" }, { "as", "es" }, { "as", "ies" }, { "es", "is" },
	{ "ez", "es" }, { "er", "en" }, { "an", "on" }, { "on", "um" },
	{ "os", "us" }, { "us", "a" }, { "us", "um" }, { "us", "ans" },
	{ "ana", "ans" },
};

static int
is_ending(const struct letters *a, unsigned i, const char *end)
{
	size_t n = strlen(end), k;

	if (a->n - i != n)
		return 0;
	for (k = 0; k < n; k++)
		if (a->c[i + k] != (unsigned char)end[k])
			return 0;
	return 1;
}

static int
is_pair_of(const struct letters *a, const struct letters *b, unsigned i,
    const struct ending *e, size_t n)
{
	for (; n > 0; n--, e++)
		if ((is_ending(a, i, e->a) && is_ending(b, i, e->b)) ||
		    (is_ending(a, i, e->b) && is_ending(b, i, e->a)))
			return 1;
	return 0;
}

int
endings_relate(const struct letters *a, const struct letters *b, int well_known)
{
	unsigned same = 0, i;

	while (same < a->n && same < b->n && a->c[same] == b->c[same])
		same++;
	if (same > 0 && same + 1 == a->n + b->n - same &&
	    (a->n > b->n ? a : b)->c[same] == a->c[same - 1])
		return 0;
	for (i = same; i >= 3 && i + 3 > same; i--)
		if (is_pair_of(a, b, i, endings, NELEM(endings)) ||
		    (!well_known && is_pair_of(a, b, i, turns, NELEM(turns))))
			return 1;
	return 0;
}

int
endings_vowel(const struct letters *a, const struct letters *b)
{
	unsigned i, at = 0, n = 0;

	if (a->n != b->n || a->n < 3)
		return 0;
	for (i = 0; i < a->n; i++)
		if (a->c[i] != b->c[i]) {
			at = i;
			n++;
		}
	return n == 1 && at + 2 >= a->n && a->c[at] < 0x80 && b->c[at] < 0x80 &&
	       strchr("aeiouy", a->c[at]) != NULL &&
	       strchr("aeiouy", b->c[at]) != NULL;
}
