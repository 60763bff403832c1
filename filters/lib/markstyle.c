#include "markstyle.h"
#include "scan.h"

enum { EN, DE, FR, ES, NL, LOW_RIGHT, DE_ANGLES };

#define S(s) STR_INIT(s)
static const struct forms table[] = {
	[EN] = { "en", { S("‘"), S("“") }, { S("’"), S("”") }, S("—"), 0, 0, 0,
	    0 },
	[DE] = { "de", { S("‚"), S("„") }, { S("‘"), S("“") }, S("–"), 1, 0, 0,
	    0 },
	[FR] = { "fr", { S("“"), S("«") }, { S("”"), S("»") }, S("—"), 0, 1, 0,
	    1 },
	[ES] = { "es", { S("“"), S("«") }, { S("”"), S("»") }, S("—"), 0, 1, 0,
	    0 },
	[NL] = { "nl", { S("‘"), S("“") }, { S("’"), S("”") }, S("–"), 0, 0, 0,
	    0 },
	/* Documents alone use these. */
	[LOW_RIGHT] = { "", { S("‚"), S("„") }, { S("’"), S("”") }, S("–"), 0,
	    0, 0, 0 },
	[DE_ANGLES] = { "", { S("›"), S("»") }, { S("‹"), S("«") }, S("–"), 0,
	    1, 1, 0 },
};

const struct forms *
forms_of(const char *lang)
{
	size_t i;

	for (i = 0; i < LOW_RIGHT; i++)
		if (strncmp(lang, table[i].lang, 2) == 0)
			return &table[i];
	return &table[EN];
}

static size_t
run(struct str s, size_t at)
{
	size_t n = 1;

	while (at + n < s.n && s.p[at + n] == s.p[at])
		n++;
	return n;
}

static size_t
count_mark(struct str s, size_t at, size_t one, struct mark_counts *c)
{
	int two, glyph;
	size_t n = mark_at(s, at, &two, &glyph);

	if (n == 0 && s.n - at > 2) {
		if (memcmp(s.p + at, "—", 3) == 0)
			c->dashes += one;
		else if (memcmp(s.p + at, "…", 3) == 0)
			c->ellipses += one;
		return 1;
	}
	if (n == 0)
		return 1;
	switch (glyph) {
	case MARK_STRAIGHT:
		c->straight[two] += one;
		break;
	case MARK_LEFT:
		c->left[two] += one;
		break;
	case MARK_RIGHT:
		c->right[two] += one;
		break;
	case MARK_LOW:
		c->low += two ? one : 0;
		break;
	case MARK_ANGLE_L:
	case MARK_ANGLE_R:
		c->angles += one;
		break;
	}
	return n;
}

/* Letters are what no edit changes, so a line stays as wide as it is. */
static void
count_line(struct str s, size_t a, size_t b, struct mark_counts *c)
{
	const unsigned char *p = (const unsigned char *)s.p;
	size_t i;

	for (i = a; i < b && p[i] <= ' ';)
		i++;
	if (i == b)
		return;
	c->lines++;
	if (b - i > 100)
		c->wide += (size_t)scan_letters(p + i, b - i, 100);
}

static void
count(struct str s, int lines, size_t one, struct mark_counts *c)
{
	size_t at, n, line = 0, behind = 0;
	struct scan sc;

	scan_from(&sc, s, 0);
	while ((at = scan_next(&sc)) < s.n) {
		if (at < behind)
			continue;
		switch (s.p[at]) {
		case '\n':
			if (lines)
				count_line(s, line, at, c);
			line = at + 1;
			break;
		case '-':
		case '.':
			n = run(s, at);
			behind = at + n;
			if (s.p[at] == '-')
				c->hyphens += n == 2 ? one : 0;
			else
				c->stops += n == 3 ? one : 0;
			break;
		default:
			behind = at + count_mark(s, at, one, c);
		}
	}
	if (lines)
		count_line(s, line, s.n, c);
}

void
marks_count(struct str s, struct mark_counts *c)
{
	memset(c, 0, sizeof(*c));
	count(s, 1, 1, c);
}

/* Nearly always it is one mark. */
static void
count_small(struct str s, size_t one, struct mark_counts *c)
{
	int two, glyph;

	if (mark_at(s, 0, &two, &glyph) == s.n)
		count_mark(s, 0, one, c);
	else
		count(s, 0, one, c);
}

/* A straight mark that becomes curly, counted at once. */
static int
count_curled(struct str old, struct str new, struct mark_counts *c)
{
	int two = old.n == 1 && old.p[0] == '"';

	if (old.n != 1 || (!two && old.p[0] != '\'') || new.n != 3 ||
	    memcmp(new.p, "\xe2\x80", 2) != 0)
		return 0;
	switch ((unsigned char)new.p[2]) {
	case 0x98:
	case 0x9c:
		c->left[new.p[2] & 4 ? 1 : 0]++;
		break;
	case 0x99:
	case 0x9d:
		c->right[new.p[2] & 4 ? 1 : 0]++;
		break;
	default:
		return 0;
	}
	c->straight[two]--;
	return 1;
}

void
marks_recount(struct str old, struct str new, struct mark_counts *c)
{
	if (count_curled(old, new, c))
		return;
	count_small(old, (size_t)-1, c);
	count_small(new, 1, c);
}

const struct forms *
forms_used(const struct forms *lang, const struct mark_counts *c)
{
	if (c->low * 2 > c->left[1] && c->low * 2 > c->right[1])
		return &table[c->left[1] < c->right[1] ? LOW_RIGHT : DE];
	if (c->angles > c->left[1] + c->right[1] + c->low)
		return lang->angles         ? lang
		       : lang == &table[DE] ? &table[DE_ANGLES]
		                            : &table[EN];
	return &table[EN];
}
