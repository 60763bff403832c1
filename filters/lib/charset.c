#include <stdlib.h>

#include "charset.h"
#include "johab.h"
#include "unicode.h"

enum {
	SAMPLE = 1 << 18, /* bytes are enough to tell a set */
	HEAD = 2048,      /* where a text declares its set */
	ERROR_COST = 90,  /* half bits for bytes that are no character */
	NAME_MAX_LEN = 40,
};

/* What a set costs beforehand, in half bits: the rarer, the more. */
static const struct set {
	const char *name; /* ICU's */
	unsigned prior;
	int many; /* characters of several bytes */
} sets[] = {
	{ "windows-1252", 0, 0 },
	{ "windows-1251", 4, 0 },
	{ "windows-1250", 6, 0 },
	{ "windows-1253", 6, 0 },
	{ "windows-1254", 8, 0 },
	{ "windows-1255", 6, 0 },
	{ "windows-1256", 6, 0 },
	{ "windows-1257", 10, 0 },
	{ "windows-1258", 24, 0 },
	{ "windows-874", 6, 0 },
	{ "ISO-8859-2", 8, 0 },
	{ "ISO-8859-5", 8, 0 },
	{ "ISO-8859-6", 10, 0 },
	{ "ISO-8859-7", 10, 0 },
	{ "ISO-8859-15", 10, 0 },
	{ "KOI8-R", 6, 0 },
	{ "KOI8-U", 8, 0 },
	{ "IBM866", 10, 0 },
	{ "IBM855", 14, 0 },
	{ "IBM852", 20, 0 },
	{ "IBM850", 20, 0 },
	{ "IBM437", 24, 0 },
	{ "cp737", 24, 0 },
	{ "cp862", 24, 0 },
	{ "macintosh", 16, 0 },
	{ "x-mac-cyrillic", 14, 0 },
	{ "x-mac-ce", 20, 0 },
	{ "x-mac-greek", 24, 0 },
	{ "gb18030", 4, 1 },
	{ "Big5-HKSCS", 4, 1 },
	{ "EUC-JP", 4, 1 },
	{ "windows-31j", 4, 1 },
	{ "windows-949", 4, 1 },
	{ "EUC-TW", 20, 1 },
	{ JOHAB, 20, 1 },
};

/* A converter: ICU's, or our own for the set that ICU lacks. */
struct reader {
	struct uc_charset *icu;
	int johab;
};

static int
reader_open(struct reader *r, const char *name)
{
	r->johab = johab_is(name);
	r->icu = uc_charset_open(r->johab ? "windows-949" : name);
	return r->icu != NULL;
}

static void
reader_close(struct reader *r)
{
	uc_charset_close(r->icu);
}

static uint32_t
reader_next(struct reader *r, struct str s, size_t *at)
{
	size_t one = 0;
	uint32_t c;
	char ks[2];

	if (!r->johab)
		return uc_charset_next(r->icu, s, at);
	c = johab_next(s, at, ks);
	return c == JOHAB_KS ? uc_charset_next(r->icu, str_of(ks, 2), &one) : c;
}

int
charset_known(const char *name)
{
	struct reader r;
	int known = reader_open(&r, name);

	if (known)
		reader_close(&r);
	return known;
}

/* What each byte is in a set of single bytes. */
static int
byte_table(const char *name, uint32_t *chars)
{
	struct reader r;
	size_t at;
	unsigned i;
	char b;

	if (!reader_open(&r, name))
		return 0;
	for (i = 0; i < 256; i++) {
		b = (char)i;
		at = 0;
		chars[i] = reader_next(&r, str_of(&b, 1), &at);
		if (chars[i] == UC_END)
			chars[i] = UTF8_BAD;
	}
	reader_close(&r);
	return 1;
}

/* --- the cheapest reading --- */

struct sample {
	struct buf text; /* of the lines that hold bytes to be told */
	struct letters_pair *pairs;
	size_t npairs;
	char declared[NAME_MAX_LEN];
};

struct guess {
	const struct set *set;
	size_t lang;
	uint64_t cost;
	uint64_t next; /* the cost of the best reading of another kind */
};

static void
count_pairs(struct sample *s)
{
	uint32_t *count = mem_new(1 << 16, sizeof(*count));
	const unsigned char *p = (const unsigned char *)s->text.p;
	size_t i;

	for (i = 0; i + 1 < s->text.n; i++)
		if ((p[i] | p[i + 1]) & 0x80)
			count[p[i] << 8 | p[i + 1]]++;
	s->pairs = mem_new(1 << 16, sizeof(*s->pairs));
	for (i = 0; i < 1 << 16; i++)
		if (count[i] != 0)
			s->pairs[s->npairs++] =
			    (struct letters_pair){ (uint8_t)(i >> 8),
				    (uint8_t)i, count[i] };
	free(count);
}

static int
lower_case(int c)
{
	return c >= 'A' && c <= 'Z' ? c | 0x20 : c;
}

static int
starts_with(struct str s, size_t at, const char *word)
{
	for (; *word != '\0'; word++, at++)
		if (at >= s.n || lower_case(s.p[at]) != *word)
			return 0;
	return 1;
}

static int
name_byte(int c)
{
	c = lower_case(c);
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' ||
	       c == '_' || c == ':' || c == '.';
}

/* charset=NAME, as in HTML and mail, or encoding=NAME, as in XML. */
static void
find_declared(struct str in, char *name)
{
	struct str head = str_cut(in, 0, in.n < HEAD ? in.n : HEAD);
	size_t at, i, n = 0;

	for (at = 0; (at = str_chr(head, at, '=')) < head.n; at++) {
		if (!(at >= 7 && starts_with(head, at - 7, "charset")) &&
		    !(at >= 8 && starts_with(head, at - 8, "encoding")))
			continue;
		i = at + 1;
		if (i < head.n && (head.p[i] == '"' || head.p[i] == '\''))
			i++;
		for (;
		     i < head.n && n < NAME_MAX_LEN - 1 && name_byte(head.p[i]);
		     i++)
			name[n++] = head.p[i];
		if (n > 0)
			break;
	}
	name[n] = '\0';
}

static uint64_t
single_cost(const struct letters *t, const uint32_t *chars,
    const struct sample *s, size_t *lang)
{
	struct letters_byte bytes[256];
	uint64_t best = UINT64_MAX, cost;
	size_t i;

	letters_bytes(chars, bytes);
	for (i = 0; i < letters_languages(t); i++) {
		if (letters_many(t, i))
			continue;
		cost = letters_total(t, i, bytes, s->pairs, s->npairs);
		if (cost < best) {
			best = cost;
			*lang = i;
		}
	}
	return best;
}

static uint64_t
many_cost(
    const struct letters *t, struct reader *r, struct str text, size_t *lang)
{
	uint64_t cost[64] = { 0 }, best = UINT64_MAX;
	size_t at = 0, start, i, errors = 0, n = 0;
	uint32_t c, last = ' ';

	while (at < text.n && (errors < 20 || errors * 30 < n)) {
		start = at;
		c = reader_next(r, text, &at);
		if (c < 0x80 || c == UC_END) {
			last = c;
			continue;
		}
		n++;
		errors += c == UTF8_BAD;
		for (i = 0; i < letters_languages(t); i++) {
			if (!letters_many(t, i))
				continue;
			cost[i] += c == UTF8_BAD ? ERROR_COST * (at - start)
			                         : letters_cost(t, i, last, c);
		}
		last = c;
	}
	if (at < text.n)
		return UINT64_MAX;
	for (i = 0; i < letters_languages(t); i++)
		if (letters_many(t, i) && cost[i] < best) {
			best = cost[i];
			*lang = i;
		}
	return best;
}

/* Do two sets say the same of all bytes that stand in the sample? */
static int
same_reading(const uint32_t *a, const uint32_t *b, const struct sample *s)
{
	size_t i;

	for (i = 0; i < s->npairs; i++)
		if (a[s->pairs[i].b] != b[s->pairs[i].b])
			return 0;
	return 1;
}

/* Is the declared name this set, or one that is a part of it? */
static int
declares(const char *declared, const struct set *set)
{
	static const struct {
		const char *name, *set;
	} also[] = {
		{ "iso-8859-1", "windows-1252" },
		{ "latin1", "windows-1252" },
		{ "iso-8859-9", "windows-1254" },
		{ "tis-620", "windows-874" },
		{ "iso-8859-11", "windows-874" },
		{ "iso-8859-8", "windows-1255" },
		{ "iso-8859-8-i", "windows-1255" },
		{ "gb2312", "gb18030" },
		{ "gbk", "gb18030" },
		{ "big5", "Big5-HKSCS" },
		{ "shift_jis", "windows-31j" },
		{ "x-sjis", "windows-31j" },
		{ "euc-kr", "windows-949" },
		{ "ks_c_5601-1987", "windows-949" },
		{ "ks_c_5601", "windows-949" },
		{ "cp866", "IBM866" },
		{ "cp855", "IBM855" },
		{ "cp850", "IBM850" },
		{ "cp437", "IBM437" },
		{ "cp852", "IBM852" },
		{ "macroman", "macintosh" },
		{ "x-mac-roman", "macintosh" },
		{ "cp949", "windows-949" },
		{ "cp932", "windows-31j" },
	};
	struct str d = str_from(declared);
	char name[NAME_MAX_LEN];
	size_t i;

	for (i = 0; set->name[i] != '\0'; i++)
		name[i] = (char)lower_case(set->name[i]);
	name[i] = '\0';
	if (d.n == i && starts_with(d, 0, name))
		return 1;
	for (i = 0; i < NELEM(also); i++)
		if (strcmp(also[i].set, set->name) == 0 &&
		    d.n == strlen(also[i].name) &&
		    starts_with(d, 0, also[i].name))
			return 1;
	return 0;
}

static void
weigh(struct guess *g, const struct set *set, size_t lang, uint64_t cost,
    int same)
{
	if (cost < g->cost) {
		if (!same)
			g->next = g->cost;
		g->set = set;
		g->lang = lang;
		g->cost = cost;
	} else if (!same && cost < g->next) {
		g->next = cost;
	}
}

static void
guess(const struct letters *t, const struct sample *s, struct guess *g)
{
	uint32_t best[256] = { 0 }, chars[256];
	struct reader r;
	uint64_t cost;
	size_t i, lang = 0;
	int same;

	g->cost = g->next = UINT64_MAX;
	for (i = 0; i < NELEM(sets); i++) {
		same = 0;
		if (sets[i].many) {
			if (!reader_open(&r, sets[i].name))
				continue;
			cost = many_cost(t, &r, buf_str(&s->text), &lang);
			reader_close(&r);
		} else {
			if (!byte_table(sets[i].name, chars))
				continue;
			cost = single_cost(t, chars, s, &lang);
			same = g->set != NULL && !g->set->many &&
			       same_reading(chars, best, s);
		}
		if (cost == UINT64_MAX)
			continue;
		if (declares(s->declared, &sets[i]))
			cost -= cost / 5;
		else
			cost += sets[i].prior + (*s->declared ? 60 : 0);
		if (cost < g->cost && !sets[i].many)
			memcpy(best, chars, sizeof(best));
		weigh(g, &sets[i], lang, cost, same);
	}
}

/* --- conversion --- */

/* An edit that grows as long as what it replaces is changed without a
 * gap. */
struct span {
	size_t off, end;
	struct buf text;
};

static void
span_flush(struct span *sp, unsigned rule, struct str note, struct edits *out)
{
	if (sp->end > sp->off || sp->text.n > 0) {
		edits_put(
		    out, sp->off, sp->end - sp->off, buf_str(&sp->text), rule);
		edits_note(out, note);
	}
	sp->text.n = 0;
	sp->off = sp->end;
}

/* Convert the bytes from a up to b. */
static void
convert(struct reader *r, struct str in, size_t a, size_t b, unsigned rule,
    struct str note, struct edits *out)
{
	struct str s = str_cut(in, 0, b);
	struct span sp = { .off = a, .end = a };
	size_t at, next;
	uint32_t c;
	int same;

	for (at = a; at < b; at = next) {
		next = at;
		c = reader_next(r, s, &next);
		same =
		    next == at + 1 && c < 0x80 && (unsigned char)in.p[at] == c;
		if (same || sp.end != at) {
			span_flush(&sp, rule, note, out);
			sp.off = sp.end = at;
		}
		if (same) {
			sp.off = sp.end = next;
			continue;
		}
		sp.end = next;
		if (c == UTF8_BAD)
			c = 0xfffd;
		if (c != UC_END)
			buf_putu(&sp.text, c);
		if (c == '\n')
			span_flush(&sp, rule, note, out);
	}
	span_flush(&sp, rule, note, out);
	buf_free(&sp.text);
}

static void
convert_all(const char *name, struct str in, size_t from, unsigned rule,
    struct edits *out)
{
	struct buf note = { 0 };
	struct reader r;

	buf_printf(&note, "charset=%s", name);
	if (reader_open(&r, name)) {
		convert(&r, in, from, in.n, rule, buf_str(&note), out);
		reader_close(&r);
	}
	buf_free(&note);
}

/* --- sets that show by their form --- */

static const struct {
	struct str bytes;
	const char *name;
} marks[] = {
	{ STR_INIT("\xef\xbb\xbf"), NULL },
	{ STR_INIT("\xff\xfe\0\0"), "UTF-32LE" },
	{ STR_INIT("\0\0\xfe\xff"), "UTF-32BE" },
	{ STR_INIT("\xff\xfe"), "UTF-16LE" },
	{ STR_INIT("\xfe\xff"), "UTF-16BE" },
};

/* How many NULs stand at each of four places. */
static void
count_nuls(struct str in, size_t *nul)
{
	size_t i, n = in.n < SAMPLE ? in.n : SAMPLE;

	memset(nul, 0, 4 * sizeof(*nul));
	for (i = 0; i < n; i++)
		nul[i & 3] += in.p[i] == '\0';
}

/* Is most of it written with what one language writes with? */
static int
readable(const struct letters *t, const char *name, struct str in)
{
	struct str s = str_cut(in, 0, in.n < HEAD ? in.n : HEAD);
	size_t at = 0, has[64] = { 0 }, n = 0, i;
	struct uc_charset *set = uc_charset_open(name);
	uint32_t c;
	int good = 0;

	while (at < s.n) {
		c = uc_charset_next(set, s, &at);
		if (c == UC_END)
			break;
		n++;
		for (i = 0; i < letters_languages(t); i++)
			has[i] += (c < 0x80 && c != 0) ||
			          letters_has(t, i, c) ||
			          (c >= 0x3000 && c < 0x3020) ||
			          (c > 0xff00 && c < 0xff5f);
	}
	uc_charset_close(set);
	for (i = 0; i < letters_languages(t); i++)
		good |= has[i] * 4 >= n * 3;
	return good;
}

/* Of most texts in UTF-16 or UTF-32 half of the characters are ASCII, or
 * the spaces and line ends at least. */
static const char *
wide(const struct letters *t, struct str in)
{
	size_t n = (in.n < SAMPLE ? in.n : SAMPLE) / 4, nul[4];
	const char *name = NULL;

	if (in.n < 4 ||
	    memchr(in.p, '\0', in.n < SAMPLE ? in.n : SAMPLE) == NULL)
		return NULL;
	count_nuls(in, nul);
	if (nul[3] >= n && nul[2] * 10 >= n * 9 && nul[0] * 10 <= n)
		return "UTF-32LE";
	if (nul[0] >= n && nul[1] * 10 >= n * 9 && nul[3] * 10 <= n)
		return "UTF-32BE";
	nul[0] += nul[2];
	nul[1] += nul[3];
	if (nul[1] * 25 > n && nul[0] * 8 < nul[1])
		name = "UTF-16LE";
	if (nul[0] * 25 > n && nul[1] * 8 < nul[0])
		name = "UTF-16BE";
	return name != NULL && readable(t, name, in) ? name : NULL;
}

static const char *
shifted(struct str in)
{
	static const struct {
		struct str bytes;
		const char *name;
	} shift[] = {
		{ STR_INIT("\033$)C"), "ISO-2022-KR" },
		{ STR_INIT("\033$)A"), "ISO-2022-CN-EXT" },
		{ STR_INIT("\033$)G"), "ISO-2022-CN-EXT" },
		{ STR_INIT("\033$B"), "ISO-2022-JP-2" },
		{ STR_INIT("\033$@"), "ISO-2022-JP-2" },
		{ STR_INIT("\033$A"), "ISO-2022-JP-2" },
		{ STR_INIT("\033(I"), "ISO-2022-JP-2" },
		{ STR_INIT("\033$(D"), "ISO-2022-JP-2" },
	};
	size_t at, i;

	for (at = 0; (at = str_chr(in, at, '\033')) < in.n; at++)
		for (i = 0; i < NELEM(shift); i++)
			if (str_starts(str_cut(in, at, in.n), shift[i].bytes))
				return shift[i].name;
	return NULL;
}

/* Where the pairs of bytes of HZ that begin at off end, with ~}, or with
 * the line if that was forgotten; 0 if they are none. */
static size_t
hz_end(struct str in, size_t off)
{
	size_t at = off;

	for (; at + 1 < in.n && in.p[at] != '\n'; at += 2) {
		if (in.p[at] == '~' && in.p[at + 1] == '}')
			return at == off ? 0 : at + 2;
		if (in.p[at] < 0x21 || in.p[at] > 0x77 || in.p[at + 1] < 0x21 ||
		    in.p[at + 1] > 0x7e)
			return 0;
	}
	return 0;
}

/* HZ: pairs of printable bytes between ~{ and ~}, in a text of ASCII. */
static int
hz(struct str in)
{
	size_t at = str_chr(in, 0, '~'), n = 0;

	for (; (at = str_find(in, at, STR("~{"))) < in.n; n++)
		if ((at = hz_end(in, at + 2)) == 0)
			return 0;
	return n > 0;
}

/* --- a text of several sets --- */

/* A line: how many characters of UTF-8 over ASCII it holds, and how many
 * bytes that are none. */
struct line {
	size_t off, end, good, bad;
};

static int
line_next(struct str in, struct line *l)
{
	size_t at, next;

	l->off = l->end;
	if (l->off >= in.n)
		return 0;
	l->end = str_chr(in, l->off, '\n');
	l->end += l->end < in.n;
	l->good = l->bad = 0;
	at = l->off;
	while ((at = utf8_ascii(str_cut(in, 0, l->end), at)) < l->end) {
		next = at;
		if (utf8_next(str_cut(in, 0, l->end), &next) == UTF8_BAD)
			l->bad++;
		else
			l->good++;
		at = next;
	}
	return 1;
}

struct mixed {
	size_t good, bad;       /* in all lines */
	size_t good_lines_good; /* in lines without a bad byte */
	int utf8;               /* the text is UTF-8, with a few others */
};

static void
survey(struct str in, struct mixed *m)
{
	struct line l = { 0 };

	while (line_next(in, &l)) {
		m->good += l.good;
		m->bad += l.bad;
		if (l.bad == 0)
			m->good_lines_good += l.good;
	}
	m->utf8 = m->good >= m->bad;
}

/* Is the whole line in another set? */
static int
foreign(const struct mixed *m, const struct line *l)
{
	if (m->utf8)
		return l->bad > l->good;
	if (m->good_lines_good * 10 < m->good + m->bad)
		return l->good + l->bad > 0;
	return l->bad * 4 > l->good;
}

static void
take_sample(struct str in, const struct mixed *m, struct sample *s)
{
	struct line l = { 0 };
	size_t end;

	while (s->text.n < SAMPLE && line_next(in, &l)) {
		if (!foreign(m, &l))
			continue;
		end = l.end - l.off > SAMPLE ? l.off + SAMPLE : l.end;
		buf_put(&s->text, str_cut(in, l.off, end));
	}
	if (s->text.n > 0)
		buf_putc(&s->text, '\n');
}

static int
tail_byte(struct str in, size_t at)
{
	return at < in.n && ((unsigned char)in.p[at] & 0xc0) == 0x80;
}

/* A surrogate pair, each written as if it were a character (CESU-8). */
static uint32_t
pair_at(struct str in, size_t at)
{
	const unsigned char *p = (const unsigned char *)in.p + at;

	if (in.n - at < 6 || p[0] != 0xed || (p[1] & 0xf0) != 0xa0 ||
	    (p[2] & 0xc0) != 0x80 || p[3] != 0xed || (p[4] & 0xf0) != 0xb0 ||
	    (p[5] & 0xc0) != 0x80)
		return 0;
	return 0x10000 +
	       ((uint32_t)(p[1] & 15) << 16 | (uint32_t)(p[2] & 63) << 10 |
	           (uint32_t)(p[4] & 15) << 6 | (uint32_t)(p[5] & 63));
}

/* How many bytes at the start of a sequence that was cut short, or that is
 * no character, belong together; 1 for a byte that stands alone. */
static size_t
broken_length(struct str in, size_t at)
{
	unsigned char b = (unsigned char)in.p[at];
	size_t n = b >= 0xf0 ? 4 : b >= 0xe0 ? 3 : b >= 0xc0 ? 2 : 1, i;

	for (i = 1; i < n && tail_byte(in, at + i); i++)
		continue;
	return i;
}

/* A byte that is no UTF-8 in a text that is. */
static size_t
mend_byte(const uint32_t *latin, struct str in, size_t at,
    const struct charset_rules *rules, struct edits *out)
{
	struct buf c = { 0 };
	uint32_t pair = pair_at(in, at);
	size_t n = pair != 0 ? 6 : broken_length(in, at);
	unsigned rule = rules->stray;

	if (pair != 0) {
		buf_putu(&c, pair);
	} else if (n == 1 && latin[(unsigned char)in.p[at]] >= 0xa0 &&
	           latin[(unsigned char)in.p[at]] != UTF8_BAD) {
		buf_putu(&c, latin[(unsigned char)in.p[at]]);
	} else {
		buf_putu(&c, 0xfffd);
		rule = rules->broken;
	}
	edits_put(out, at, n, buf_str(&c), rule);
	buf_free(&c);
	return at + n;
}

static void
mend_line(const uint32_t *latin, struct str in, const struct line *l,
    const struct charset_rules *rules, struct edits *out)
{
	size_t at = l->off, next;
	struct str s = str_cut(in, 0, l->end);

	while ((at = utf8_ascii(s, at)) < s.n) {
		next = at;
		if (utf8_next(s, &next) == UTF8_BAD)
			next = mend_byte(latin, s, at, rules, out);
		at = next;
	}
}

static void
mix(const struct letters *t, const char *said, struct str in,
    const struct charset_rules *rules, struct edits *out)
{
	struct mixed m = { 0 };
	struct sample s = { 0 };
	struct guess g = { 0 };
	struct buf note = { 0 };
	struct reader r = { 0 };
	struct line l = { 0 };
	unsigned rule = rules->guessed;
	uint32_t latin[256];
	const char *name = said;

	survey(in, &m);
	if (said == NULL) {
		take_sample(in, &m, &s);
		find_declared(in, s.declared);
		count_pairs(&s);
		guess(t, &s, &g);
		name = g.set->name;
		buf_printf(
		    &note, "charset=%s lang=%s", name, letters_name(t, g.lang));
	} else {
		rule = rules->said;
		buf_printf(&note, "charset=%s", name);
	}
	if (!byte_table("windows-1252", latin) || !reader_open(&r, name))
		return;
	while (line_next(in, &l))
		if (foreign(&m, &l))
			convert(
			    &r, in, l.off, l.end, rule, buf_str(&note), out);
		else if (l.bad > 0)
			mend_line(latin, in, &l, rules, out);
	reader_close(&r);
	buf_free(&note);
	buf_free(&s.text);
	free(s.pairs);
}

/* What the user says counts where the bytes cannot be UTF-8 text. */
static int
said_whole(const char *said, struct str in)
{
	return said != NULL &&
	       (starts_with(str_from(said), 0, "utf-16") ||
	           starts_with(str_from(said), 0, "utf-32") ||
	           starts_with(str_from(said), 0, "utf16") ||
	           starts_with(str_from(said), 0, "utf32")) &&
	       (memchr(in.p, '\0', in.n) != NULL || utf8_valid(in) < in.n);
}

void
charset_edits(const struct letters *t, const char *said, struct str in,
    const struct charset_rules *rules, struct edits *out)
{
	const char *name;
	size_t i;

	for (i = 0; i < NELEM(marks); i++)
		if (str_starts(in, marks[i].bytes))
			break;
	if (i < NELEM(marks) && marks[i].name != NULL) {
		edits_put(out, 0, marks[i].bytes.n, STR(""), rules->bom);
		convert_all(
		    marks[i].name, in, marks[i].bytes.n, rules->sure, out);
		return;
	}
	if (said_whole(said, in)) {
		convert_all(said, in, 0, rules->said, out);
		return;
	}
	if (said == NULL && ((name = wide(t, in)) != NULL)) {
		convert_all(name, in, 0, rules->sure, out);
		return;
	}
	if (utf8_valid(in) < in.n) {
		mix(t, said, in, rules, out);
		return;
	}
	if (utf8_ascii(in, 0) == in.n &&
	    ((name = shifted(in)) != NULL ||
	        (hz(in) && (name = "HZ") != NULL))) {
		convert_all(name, in, 0, rules->sure, out);
		return;
	}
	if (i == 0)
		edits_put(out, 0, marks[0].bytes.n, STR(""), rules->bom);
}
