#include <stdlib.h>

#include "dict.h"
#include "map.h"
#include "stop.h"
#include "unicode.h"
#include "words.h"

enum {
	BACK = 48,        /* bytes looked at before a stop */
	AHEAD = 48,       /* and of the word behind it */
	CLOSERS = 12,     /* closing marks that belong to a sentence */
	QUOTATION = 1000, /* bytes of one, at most */
	NEVER = -99,
	ALWAYS = 99,
};

struct stops {
	struct map abbreviations; /* struct abbreviation, as a number */
	struct map starters;
	struct words *words;
};

/* What the tables say of an abbreviation, packed into a map's value. */
struct abbreviation {
	int chance, digits, seen;
};

static int64_t
pack(struct abbreviation a)
{
	return (int64_t)a.seen << 16 | a.digits << 8 | a.chance;
}

static struct abbreviation
unpack(int64_t v)
{
	return (struct abbreviation){ v & 0xff, v >> 8 & 0xff, (int)(v >> 16) };
}

static int
number(const struct settings *set, const char *name, struct tsv *t,
    struct str s, int max)
{
	int64_t n = str_num(s);

	if (n < 0)
		dict_broken(set, name, t->line, "not a number");
	return n < max ? (int)n : max;
}

/* A later table adds what it counted to an earlier one; what was not counted
 * but written down only fills gaps. */
static void
read_abbreviations(
    struct stops *t, const struct settings *set, const char *name)
{
	struct tsv rows = { .text = dict_map(set, name, 0) };
	struct abbreviation a, b;
	struct str f[4];
	int64_t *v;
	int n;

	while (tsv_next(&rows, f, 4) > 0) {
		a.chance = number(set, name, &rows, f[1], 99);
		a.digits = number(set, name, &rows, f[2], 99);
		a.seen = number(set, name, &rows, f[3], 1 << 20);
		v = map_borrow(&t->abbreviations, f[0]);
		if (*v != 0 && a.seen == 0)
			continue;
		b = unpack(*v);
		n = a.seen + b.seen;
		if (n > 0) {
			a.chance = (a.chance * a.seen + b.chance * b.seen) / n;
			a.digits = (a.digits * a.seen + b.digits * b.seen) / n;
		}
		a.seen = n > 0 ? n : 1;
		*v = pack(a);
	}
}

static int
tenths(
    const struct settings *set, const char *name, struct tsv *t, struct str s)
{
	int minus = s.n > 0 && s.p[0] == '-';

	s = str_cut(s, (size_t)minus, s.n);
	return number(set, name, t, s, 99) * (minus ? -1 : 1);
}

static void
read_starters(struct stops *t, const struct settings *set)
{
	const char *name = "starters.tsv";
	struct tsv rows = { .text = dict_map(set, name, 0) };
	struct str f[4];
	int capital, small;

	while (tsv_next(&rows, f, 4) > 0) {
		capital = tenths(set, name, &rows, f[1]);
		small = tenths(set, name, &rows, f[2]);
		*map_borrow(&t->starters, f[0]) =
		    (capital + 100) << 8 | (small + 100);
	}
}

struct stops *
stops_open(const struct settings *set)
{
	struct stops *t = mem_new(1, sizeof(*t));

	read_abbreviations(t, set, "abbreviations.tsv");
	read_abbreviations(t, set, "abbreviations-wiki.tsv");
	read_abbreviations(t, set, "abbreviations-more.tsv");
	read_starters(t, set);
	t->words = words_open(set);
	return t;
}

void
stops_close(struct stops *t)
{
	if (t == NULL)
		return;
	map_free(&t->abbreviations);
	map_free(&t->starters);
	words_close(t->words);
	free(t);
}

static int
is(struct str s, size_t at, const char *set)
{
	return at < s.n && s.p[at] != '\0' && strchr(set, s.p[at]) != NULL;
}

/* The length of the general punctuation (E2 80 xx) at at that is one of
 * those whose last bytes are given, or 0. */
static size_t
general(struct str s, size_t at, const char *last)
{
	if (at + 2 < s.n && (unsigned char)s.p[at] == 0xe2 &&
	    (unsigned char)s.p[at + 1] == 0x80 &&
	    strchr(last, s.p[at + 2]) != NULL)
		return 3;
	return 0;
}

#define LEFT_QUOTES "\x98\x9a\x9b\x9c\x9e\x9f\xb9" /* ‘‚‛“„‟‹ */
#define RIGHT_QUOTES "\x98\x99\x9c\x9d\xba"        /* ‘’“”› */

size_t
stop_mark(struct str s, size_t at)
{
	size_t next = at;
	unsigned char c = (unsigned char)s.p[at];

	if (c < 0x80)
		return c == '.' || c == '!' || c == '?';
	if (c == 0xe2)
		return general(s, at, "\xa6\xbc\xbd");
	if (c < 0xd6)
		return 0;
	return uc_stop(utf8_next(s, &next)) ? next - at : 0;
}

static int
blank(struct str s, size_t at)
{
	return at < s.n &&
	       (s.p[at] == ' ' || (s.p[at] >= '\t' && s.p[at] <= '\r'));
}

/* White space at at, the no-break space too: its length, or 0. */
static size_t
space(struct str s, size_t at)
{
	size_t next = at;

	if (at >= s.n || (unsigned char)s.p[at] < 0x80)
		return (size_t)blank(s, at);
	if (!is(s, at, "\xc2\xe1\xe2\xe3") || !uc_space(utf8_next(s, &next)))
		return 0;
	return next - at;
}

static int
word_byte(unsigned char c)
{
	return (unsigned char)((c | 0x20) - 'a') < 26 ||
	       (unsigned char)(c - '0') < 10 || c >= 0x80;
}

/* Letters, or bytes of letters: dashes and quotes are not. */
static int
letter_at(struct str s, size_t at)
{
	unsigned char c;

	if (at >= s.n)
		return 0;
	c = (unsigned char)s.p[at];
	if (c == 0xe2)
		return at + 1 < s.n && (unsigned char)s.p[at + 1] >= 0xb0;
	return (unsigned char)((c | 0x20) - 'a') < 26 || c >= 0xc3;
}

static int
digit_at(struct str s, size_t at)
{
	return at < s.n && s.p[at] >= '0' && s.p[at] <= '9';
}

static int
first_upper(struct str s, size_t at)
{
	return at < s.n && uc_upper(utf8_next(s, &at));
}

static int
first_lower(struct str s, size_t at)
{
	return at < s.n && uc_lower(utf8_next(s, &at));
}

/* Where the token before off begins. */
static void
read_back(struct str s, struct stop *p)
{
	size_t at = p->off, low = p->off > BACK ? p->off - BACK : 0;
	size_t was;
	uint32_t c;

	p->spaced = at > low && blank(s, at - 1);
	while (at > low && blank(s, at - 1))
		at--;
	p->word = p->tail = at;
	was = at;
	while (was > low) {
		was = at;
		c = utf8_prev(s, &was);
		if (was < low ||
		    !(uc_letter(c) || ((c == '\'' || c == 0x2019) &&
		                          at < p->tail && letter_at(s, at) &&
		                          was > low && letter_at(s, was - 1))))
			break;
		at = was;
		if (uc_letter(c))
			p->word = at;
	}
	while (at > low) {
		was = at;
		c = utf8_prev(s, &was);
		if (uc_space(c) || (c < 0x80 && strchr("([{\"<>", (int)c)) ||
		    (c >= 0x2010 && c <= 0x201f && c != 0x2019) || c == 0xab ||
		    c == 0xbb || was < low)
			break;
		at = was;
	}
	p->token = at;
}

/* The next of the dots of an ellipsis set as . . . */
static int
spaced_dot(struct str s, size_t at)
{
	return s.p[at] == ' ' && s.p[at - 1] == '.' && is(s, at + 1, ".") &&
	       (at + 2 == s.n || blank(s, at + 2) || is(s, at + 2, ".\"')"));
}

static void
read_marks(struct str s, struct stop *p)
{
	size_t n, marks = 0;

	for (p->end = p->off; p->end < s.n; p->end += n) {
		n = stop_mark(s, p->end);
		if (n == 0 && marks > 0 && spaced_dot(s, p->end)) {
			p->end++;
			n = 1;
		}
		if (n == 0)
			break;
		marks++;
		if (general(s, p->end, "\xa6"))
			p->dots = 1;
		else
			p->loud |= s.p[p->end] != '.';
	}
	p->dots |= marks > 1 && !p->loud;
}

/* A note number: [12], [a], [1][2].  Its length or 0. */
static size_t
note(struct str s, size_t at)
{
	size_t n;

	if (!is(s, at, "["))
		return 0;
	for (n = 1; n < 8 && (digit_at(s, at + n) || is(s, at + n, ",–- "));
	     n++)
		continue;
	if (n == 1 && letter_at(s, at + 1))
		n = 2;
	return n > 1 && is(s, at + n, "]") ? n + 1 : 0;
}

/* A straight quote between a stop and a letter closes if the one before it
 * opens, which white space tells; where there is none about that one either,
 * the one before it decides, and so on. */
static int
straight_closes(struct str s, size_t at)
{
	size_t low = at > QUOTATION ? at - QUOTATION : 0, i = at;
	int closes = 1;

	while (i > low && s.p[i - 1] != '\n') {
		if (s.p[--i] != s.p[at])
			continue;
		if (i == 0 || blank(s, i - 1) || is(s, i - 1, "([-"))
			return blank(s, i + 1) ? !closes : closes;
		if (!letter_at(s, i + 1))
			return !closes;
		if (is(s, i - 1, ".!?"))
			closes = !closes;
	}
	return !closes;
}

static size_t
closer(struct str s, struct stop *p, size_t at)
{
	size_t n;

	if (at >= s.n)
		return 0;
	if (is(s, at, ")]}"))
		return 1;
	if ((n = note(s, at)) > 0)
		return n;
	if (is(s, at, "\"'")) {
		if (word_byte(at + 1 < s.n ? (unsigned char)s.p[at + 1] : 0) &&
		    !straight_closes(s, at))
			return 0;
		p->quoted = 1;
		return 1;
	}
	if ((n = general(s, at, "\x99\x9d\xba")) == 0 && is(s, at, "\xc2") &&
	    at + 1 < s.n && s.p[at + 1] == (char)0xbb)
		n = 2;
	p->quoted |= n > 0;
	return n;
}

static size_t
opener(struct str s, size_t at)
{
	if (is(s, at, "([{\"'*_"))
		return 1;
	if (at + 1 < s.n && is(s, at, "\xc2") &&
	    (s.p[at + 1] == (char)0xab || s.p[at + 1] == (char)0xbf ||
	        s.p[at + 1] == (char)0xa1))
		return 2;
	return general(s, at, LEFT_QUOTES "\x9d\x99");
}

static void
read_ahead(struct str s, struct stop *p)
{
	size_t n, at, i;

	for (p->close = p->end, i = 0; i < CLOSERS; i++, p->close += n)
		if ((n = closer(s, p, p->close)) == 0)
			break;
	while (is(s, p->close, " ") && (n = note(s, p->close + 1)) > 0 &&
	       (p->close + 1 + n == s.n || blank(s, p->close + 1 + n) ||
	           first_upper(s, p->close + 1 + n)))
		p->close += 1 + n;
	p->lone = p->close > p->end && p->off > 0 && is(s, p->off - 1, "([");
	for (p->open = p->close; (n = space(s, p->open)) > 0; p->open += n)
		continue;
	for (p->next = p->open, i = 0; i < CLOSERS; i++, p->next += n)
		if ((n = opener(s, p->next)) == 0)
			break;
	at = p->next;
	while (
	    at < s.n && at < p->next + AHEAD &&
	    (letter_at(s, at) || digit_at(s, at) ||
	        (at > p->next && (unsigned char)s.p[at] >= 0x80 &&
	            !general(s, at,
	                LEFT_QUOTES RIGHT_QUOTES "\x90\x91\x92\x93\x94\xa6") &&
	            (unsigned char)s.p[at] != 0xc2)))
		at++;
	p->next_end = at;
}

void
stop_read(struct str s, size_t at, struct stop *p)
{
	*p = (struct stop){ .off = at };
	read_marks(s, p);
	read_back(s, p);
	read_ahead(s, p);
}

int
stop_knows(const struct stops *t, struct str w)
{
	struct buf low = { 0 };
	int yes;

	if (t->words == NULL || w.n == 0 || w.n > AHEAD)
		return 0;
	if (words_know(t->words, w))
		return 1;
	uc_put_lower(&low, w);
	yes = words_know(t->words, buf_str(&low));
	buf_free(&low);
	return yes;
}

/* Known in small letters: not a name only. */
static int
common(const struct stops *t, struct str w)
{
	struct buf low = { 0 };
	int yes;

	uc_put_lower(&low, w);
	yes = t->words != NULL && words_know(t->words, buf_str(&low));
	buf_free(&low);
	return yes;
}

int
stop_begins(const struct stops *t, struct str w)
{
	int64_t *v = map_get(&t->starters, w);

	if (v != NULL)
		return (int)(*v >> 8) - 100;
	return w.n > 1 && common(t, w) ? 12 : -8;
}

int
stop_opens(const struct stops *t, struct str w)
{
	char capital[AHEAD];
	int64_t *v;

	if (w.n == 0 || w.n > sizeof(capital))
		return 0;
	memcpy(capital, w.p, w.n);
	if (w.p[0] >= 'a' && w.p[0] <= 'z')
		capital[0] = (char)(w.p[0] & ~0x20);
	v = map_get(&t->starters, str_of(capital, w.n));
	return v != NULL ? (int)(*v & 0xff) - 100 : -25;
}

/* Ten times the log odds of a chance in percent. */
static int
odds(int percent)
{
	static const signed char of[] = { -55, -46, -39, -35, -32, -29, -28,
		-26, -24, -23, -22 };

	if (percent < (int)NELEM(of))
		return of[percent];
	return percent < 15   ? -19
	       : percent < 25 ? -14
	       : percent < 35 ? -8
	       : percent < 45 ? -4
	       : percent < 55 ? 0
	       : percent < 75 ? 6
	                      : 20;
}

/* Letters with a stop behind each but the last: U.S, p.m, J.R.R. */
static int
initials(struct str w)
{
	size_t i;

	for (i = 0; i < w.n; i++)
		if (i % 2 == 0 ? !letter_at(w, i) : w.p[i] != '.')
			return 0;
	return w.n % 2;
}

static int
digits(struct str w)
{
	size_t i;

	for (i = 0; i < w.n; i++)
		if (!digit_at(w, i))
			return 0;
	return w.n > 0;
}

/* Napoleon III. */
static int
roman(struct str w)
{
	size_t i;

	for (i = 0; i < w.n; i++)
		if (!is(w, i, "IVXLC"))
			return 0;
	return w.n > 1;
}

static int
vowels(struct str w)
{
	size_t i;

	for (i = 0; i < w.n; i++)
		if ((unsigned char)w.p[i] >= 0x80 ||
		    strchr("aeiouyAEIOUY", w.p[i]) != NULL)
			return 1;
	return 0;
}

static int
capitals(struct str w)
{
	size_t at = 0;

	while (at < w.n)
		if (!uc_upper(utf8_next(w, &at)))
			return 0;
	return w.n > 0;
}

/* A small word behind the one at p->next, or the rest of that one: it is
 * part of running text. */
static int
runs_on(struct str s, const struct stop *p)
{
	size_t at = p->next_end, n;

	if ((n = general(s, at, "\x99")) > 0 ||
	    (n = (size_t)is(s, at, "'")) > 0)
		return first_lower(s, at + n);
	return is(s, at, " ") && (first_lower(s, at + 1) ||
	                             (is(s, at + 1, "I") && blank(s, at + 2)));
}

/* What the word before it says of a full stop, and of the numbers that
 * follow it if it does not end a sentence. */
static int
prior(const struct stops *t, struct str s, const struct stop *p, size_t begin,
    int *share)
{
	struct str token = str_cut(s, p->token, p->tail);
	struct str word = str_cut(s, p->word, p->tail);
	struct abbreviation a;
	int64_t *v;

	*share = 0;
	if (p->spaced || token.n == 0)
		return 60;
	while (token.n > 0 && word_byte((unsigned char)token.p[0]) == 0)
		token = str_cut(token, 1, token.n);
	if (begin == p->token && str_eq(token, STR("No")) &&
	    !digit_at(s, p->next))
		return 40;
	if ((v = map_get(&t->abbreviations, token)) == NULL && word.n > 1 &&
	    token.n > word.n)
		v = map_get(&t->abbreviations, word);
	if (v != NULL) {
		a = unpack(*v);
		*share = a.digits;
		return odds(a.chance);
	}
	if (roman(token))
		return 10;
	if (digits(token))
		return begin == p->token ? -70 : 45;
	if (initials(token))
		return token.n == 1 ? first_upper(token, 0) ? -25 : 20 : -20;
	if (word.n == 0 || word.n < token.n)
		return 55;
	if (vowels(word) && (word.n > 4 || stop_knows(t, word)))
		return 60;
	return vowels(word) ? 25 : capitals(word) && word.n > 1 ? 30 : 5;
}

int
stop_plain(const struct stops *t, struct str s, const struct stop *p)
{
	int share;

	return prior(t, s, p, s.n, &share);
}

int
stop_ends(
    const struct stops *t, struct str s, const struct stop *p, size_t begin)
{
	struct str next = str_cut(s, p->next, p->next_end);
	int score, share = 0;

	if (p->open == s.n)
		return ALWAYS;
	if (p->open == p->close)
		return begin == p->token &&
		               digits(str_cut(s, p->token, p->tail))
		           ? NEVER
		           : stop_joins(t, s, p);
	if (p->lone || p->off == begin)
		return NEVER;
	if (p->loud || p->dots)
		score = p->dots ? 30 : 60;
	else
		score = prior(t, s, p, begin, &share);
	if (next.n == 0)
		return score - (is(s, p->open, ",;:)") ? 90 : 10);
	if (digit_at(next, 0))
		return score - (share > 0 ? 5 + share / 2 : 10);
	/* Where a number would follow if none ended, a word speaks for it. */
	score += share > 90 ? 25 : share > 60 ? 10 : 0;
	if (str_eq(next, STR("I")) && runs_on(s, p))
		return score + 25;
	if (first_upper(next, 0))
		return score +
		       stop_begins(t, next) * (p->next > p->open ? 6 : 10) / 10;
	if (p->quoted)
		return NEVER;
	if (p->loud && p->end == p->off + 1 && p->word > begin &&
	    first_upper(s, p->word))
		return score - 65;
	return score - 45;
}

/* Ends of host names and of files, in small letters and in order. */
static const char *const suffixes[] = { "aac", "ai", "app", "asp", "aspx", "at",
	"au", "avi", "be", "biz", "bmp", "br", "ca", "cc", "cfg", "cfm", "cgi",
	"ch", "cn", "co", "com", "conf", "cpp", "cs", "css", "csv", "de", "dev",
	"dk", "dll", "doc", "docx", "edu", "es", "eu", "exe", "fi", "fm", "fr",
	"gif", "gov", "gz", "hk", "htm", "html", "id", "ie", "il", "in", "inc",
	"info", "ini", "int", "io", "is", "it", "jar", "java", "jp", "jpeg",
	"jpg", "js", "json", "jsp", "kr", "lib", "log", "ly", "md", "me", "mil",
	"mobi", "mov", "mp", "msi", "mx", "my", "name", "net", "nl", "no", "nu",
	"nz", "obj", "org", "pdf", "php", "pl", "png", "ppt", "pptx", "pro",
	"ps", "pt", "py", "rar", "rb", "rss", "rtf", "ru", "se", "sg", "sh",
	"so", "sql", "swf", "tar", "tel", "tex", "tgz", "tif", "tk", "to", "tv",
	"tw", "txt", "uk", "url", "us", "vbs", "wav", "wma", "wmv", "xls",
	"xlsx", "xml", "xyz", "za", "zip" };

static int
suffix(struct str w)
{
	char low[8];
	size_t i, a = 0, b = NELEM(suffixes), m;
	int c;

	if (w.n == 0 || w.n >= sizeof(low))
		return 0;
	for (i = 0; i < w.n; i++)
		low[i] = (char)(w.p[i] | 0x20);
	low[i] = '\0';
	while (a < b) {
		m = (a + b) / 2;
		if ((c = strcmp(low, suffixes[m])) == 0)
			return 1;
		*(c < 0 ? &b : &a) = c < 0 ? m : m + 1;
	}
	return 0;
}

static int
small(struct str w)
{
	size_t at = 0;

	while (at < w.n)
		if (!uc_lower(utf8_next(w, &at)))
			return 0;
	return w.n > 0;
}

/* Does the run of bytes without white space about the stop look like an
 * address, a name of a file or a piece of a program? */
static int
machine(struct str s, const struct stop *p)
{
	size_t at, high;
	int may = 0;

	for (at = p->token; at < p->tail; at++)
		if (is(s, at, "\\=_#&~|+"))
			return 1;
		else
			may |= is(s, at, "@") ||
			       (is(s, at, "/") && memchr(s.p + p->token, '.',
			                              p->tail - p->token)) ||
			       (s.p[at] == '.' && first_lower(s, at + 1));
	may |= str_starts(str_cut(s, p->token, p->tail), STR("www."));
	high = p->next_end + AHEAD < s.n ? p->next_end + AHEAD : s.n;
	for (at = p->next_end; at < high && !blank(s, at); at++)
		if (is(s, at, "@/\\=_&~|+$") ||
		    (at == p->next_end &&
		        (is(s, at, "(") ||
		            (is(s, at, ":") && !blank(s, at + 1)))) ||
		    (is(s, at, ".") && at == p->next_end && !p->quoted &&
		        letter_at(s, at + 1) && !first_upper(s, at + 1)))
			return 1;
	return may && is(s, p->next_end, " ") ? 2 : may;
}

/* A small word before the token at at. */
static int
small_before(struct str s, size_t at)
{
	at -= at > 2 && s.p[at - 1] == ' ' && s.p[at - 2] == ',';
	return at > 1 && is(s, at, " ,") + is(s, at - 1, " ") > 0 &&
	       s.p[at - 2] >= 'a' && s.p[at - 2] <= 'z';
}

/* A name that lost its capital, or a possessive. */
static int
named(const struct stops *t, struct str w)
{
	char up[AHEAD];

	if (w.n > 3 && str_ends(w, STR("'s")))
		w = str_cut(w, 0, w.n - 2);
	if (w.n < 4 || w.n > sizeof(up) || w.p[0] < 'a' || w.p[0] > 'z')
		return 0;
	memcpy(up, w.p, w.n);
	up[0] = (char)(up[0] & ~0x20);
	return stop_knows(t, str_of(up, w.n));
}

static int
joins_small(const struct stops *t, struct str s, const struct stop *p)
{
	struct str left = str_cut(s, p->word, p->tail);
	struct str right = str_cut(s, p->next, p->next_end);
	int known, amid = small_before(s, p->token) && runs_on(s, p);

	if (p->dots || !small(right))
		return NEVER;
	if (right.n < 2 && !(is(right, 0, "ia") && runs_on(s, p)))
		return NEVER;
	known = right.n < 2 || common(t, right);
	if (p->close > p->end && left.n != 1)
		return known && runs_on(s, p) ? 10 : NEVER;
	if (left.n < 2 || p->word != p->token ||
	    map_has(&t->abbreviations, left) ||
	    !(stop_knows(t, left) || (amid && named(t, left))))
		return NEVER;
	if (p->loud)
		return known && (left.n > 2 || amid) &&
		               (runs_on(s, p) || is(s, p->next_end, " ,!?") ||
		                   p->next_end == s.n)
		           ? 10
		           : NEVER;
	/* "about.me" and "closed.it was": only the second is amid text. */
	if (!known || !amid ||
	    (suffix(right) && (left.n < 3 || stop_opens(t, right) <= -25)))
		return NEVER;
	return suffix(right) ? 5 : 20;
}

static int
year(struct str w)
{
	return w.n == 4 && digits(w) && (w.p[0] == '1' || w.p[0] == '2');
}

static int
joins_names(const struct stops *t, struct str s, const struct stop *p)
{
	struct str left = str_cut(s, p->word, p->tail);
	struct str right = str_cut(s, p->next, p->next_end);
	int known = stop_knows(t, left);

	int word = common(t, right);

	if (left.n < (capitals(left) ? word ? 2 : 3 : 4) || right.n < 3 ||
	    p->word != p->token ||
	    (p->loud && p->end == p->off + 1 && str_eq(left, STR("Yahoo"))))
		return NEVER;
	if (!known && word && right.n > 3 && is(s, p->next_end, ",") &&
	    small_before(s, p->token))
		return 5;
	if (runs_on(s, p) && (known || stop_knows(t, right)))
		return 5;
	if (known && small_before(s, p->token) &&
	    (is(s, p->next_end, " ,'?!.") || general(s, p->next_end, "\x99")))
		return 5;
	return p->loud || (runs_on(s, p) && small_before(s, p->token)) ? 3 : -5;
}

/* A capital word that is in the table and begins sentences. */
static int
strong(const struct stops *t, struct str w)
{
	return str_eq(w, STR("I")) ||
	       (map_has(&t->starters, w) && stop_begins(t, w) >= 7);
}

/* A word that no abbreviation is, right before the stop. */
static int
plain_left(const struct stops *t, struct str s, const struct stop *p)
{
	struct str left = str_cut(s, p->word, p->tail);

	return left.n > 2 && p->word == p->token && !p->dots &&
	       !map_has(&t->abbreviations, left) && stop_knows(t, left);
}

/* All in capitals: WOW behind a small word, or a text that shouts. */
static int
joins_capitals(const struct stops *t, struct str s, const struct stop *p)
{
	struct str left = str_cut(s, p->word, p->tail);
	struct str right = str_cut(s, p->next, p->next_end);

	if (p->loud && p->end > p->off + 1)
		return 5;
	if (p->loud && small(left) && plain_left(t, s, p))
		return 3;
	if (p->dots || left.n < 2 || !common(t, left) ||
	    !stop_knows(t, right) || !is(s, p->next_end, " ,!?."))
		return small(left) && runs_on(s, p) && plain_left(t, s, p)
		           ? 3
		           : NEVER;
	if (small(left) || (p->loud && common(t, right)))
		return 5;
	return capitals(left) && p->word == p->token &&
	               (p->token == 0 ||
	                   (p->token > 1 && first_upper(s, p->token - 2))) &&
	               first_upper(s, p->next_end + 1)
	           ? 5
	           : NEVER;
}

/* A mark or a number before it: (see below), 2017, 3.5%, $10.74, 1970s. */
static int
joins_behind_number(const struct stops *t, struct str s, const struct stop *p)
{
	struct str token = str_cut(s, p->token, p->tail);
	struct str right = str_cut(s, p->next, p->next_end);
	size_t i;

	if (is(s, p->off - 1, ")]%\"'") ||
	    (p->off > 2 && general(s, p->off - 3, RIGHT_QUOTES)))
		return 20;
	if (is(s, p->off - 1, "-"))
		return strong(t, right) ? 15 : NEVER;
	for (i = 0; i < token.n - (p->tail - p->word); i++)
		if (!digit_at(token, i) &&
		    !is(token, i, ".,$-:'\xc2\xa3\xe2\x80\x99"))
			return strong(t, right) && runs_on(s, p) &&
			               !memchr(token.p, '.', token.n)
			           ? 3
			           : NEVER;
	if (strong(t, right) || year(token))
		return 20;
	if (right.n > 2 &&
	    (p->tail > p->word ? is(s, p->next_end, " ") : runs_on(s, p)))
		return 5;
	return right.n > 3 && is(s, p->next_end, " ") && stop_knows(t, right)
	           ? 3
	           : NEVER;
}

/* U.S. officials, behind a word. */
static int
joins_initials(const struct stops *t, struct str s, const struct stop *p)
{
	struct str left = str_cut(s, p->word, p->tail);

	return left.n > 3 && p->word == p->token && !p->dots &&
	               is(s, p->next_end, ".") &&
	               first_upper(s, p->next_end + 1) &&
	               is(s, p->next_end + 2, ".") && stop_knows(t, left)
	           ? 5
	           : NEVER;
}

static int
joins_capital(const struct stops *t, struct str s, const struct stop *p)
{
	struct str token = str_cut(s, p->token, p->tail);
	struct str left = str_cut(s, p->word, p->tail);
	struct str right = str_cut(s, p->next, p->next_end);
	int begins = str_eq(right, STR("I")) ? 30 : stop_begins(t, right);
	int known, share, is_strong = strong(t, right);

	if (right.n == 1 &&
	    !(is(right, 0, "IA") &&
	        (is(s, p->next_end, " '") || general(s, p->next_end, "\x99"))))
		return joins_initials(t, s, p);
	if (right.n > 1 && capitals(right))
		return joins_capitals(t, s, p);
	if (right.n > 1 && !small(str_cut(right, 1, right.n)))
		return NEVER;
	if (p->close > p->end || p->next > p->open || token.n == 0)
		return 20 + begins;
	if (left.n == 0 || digit_at(token, 0) || is(token, 0, "$"))
		return joins_behind_number(t, s, p);
	if (suffix(right) && !is_strong)
		return NEVER;
	known = stop_knows(t, left);
	if (p->dots)
		return is_strong                   ? 20
		       : known && small(left)      ? 10
		       : left.n > 2 && right.n > 2 ? 3
		                                   : NEVER;
	if (initials(token) && !is_strong)
		return NEVER;
	if (left.n == 1 && right.n == 1)
		return NEVER;
	if (!p->loud && map_has(&t->abbreviations, token))
		return prior(t, s, p, 0, &share) + begins + 28 +
		       (share > 90 ? 25 : 0);
	if (left.n < token.n && initials(token))
		return begins - 10;
	if (left.n < 2)
		return NEVER;
	if (suffix(right) && !known)
		return left.n > 3 && small_before(s, p->token) &&
		               is(s, p->next_end, " ")
		           ? 3
		           : NEVER;
	if (small(left))
		return known       ? 40
		       : is_strong ? 20
		       : left.n > 3 && p->word == p->token && runs_on(s, p) &&
		               small_before(s, p->token)
		           ? 5
		           : -10;
	return is_strong ? known ? 30 : 15 : joins_names(t, s, p);
}

/* "It ended.2017 was a good year"; a number that is no year is a surmise. */
static int
joins_number(const struct stops *t, struct str s, const struct stop *p)
{
	struct str left = str_cut(s, p->word, p->tail);
	struct str right = str_cut(s, p->next, p->next_end);

	if (p->close > p->end || !digits(right) || !plain_left(t, s, p))
		return NEVER;
	if (is(s, p->next_end, ")") && blank(s, p->next_end + 1))
		return 3;
	if (left.n < 4 || !is(s, p->next_end, " ") || !small(left))
		return NEVER;
	return year(right) && runs_on(s, p) ? 10 : 3;
}

/* What is no word but may begin a sentence: $15, http://. */
static int
joins_other(const struct stops *t, struct str s, const struct stop *p)
{
	return p->close == p->end && plain_left(t, s, p) &&
	               ((is(s, p->next, "$") && digit_at(s, p->next + 1)) ||
	                   str_starts(
	                       str_cut(s, p->next, s.n), STR("http://")) ||
	                   str_starts(
	                       str_cut(s, p->next, s.n), STR("https://")) ||
	                   str_starts(str_cut(s, p->next, s.n), STR("www.")))
	           ? 3
	           : NEVER;
}

/* "It came .He sat": but .NET and .com have a space before them too. */
static int
joins_spaced(const struct stops *t, struct str s, const struct stop *p)
{
	struct str right = str_cut(s, p->next, p->next_end);

	if (p->tail + 1 != p->off || s.p[p->tail] != ' ' || p->loud ||
	    p->close > p->end || p->next > p->open || p->tail - p->word < 2)
		return NEVER;
	if (p->dots)
		return strong(t, right) && runs_on(s, p) ? 3 : NEVER;
	if (strong(t, right) && (right.n == 1 || !capitals(right)))
		return runs_on(s, p) || is(s, p->next_end, " ,'") ? 15 : NEVER;
	if (plain_left(t, s, p) && first_upper(s, right.n > 3 ? p->next : s.n))
		return runs_on(s, p) && common(t, right) ? 3 : NEVER;
	return small(right) && !suffix(right) && runs_on(s, p) &&
	               stop_opens(t, right) > -25 && plain_left(t, s, p)
	           ? 3
	           : NEVER;
}

int
stop_joins(const struct stops *t, struct str s, const struct stop *p)
{
	int m;

	if (p->lone || p->next == s.n)
		return NEVER;
	if (is(s, p->next, "$hw") && joins_other(t, s, p) > 0)
		return 3;
	if (p->next == p->next_end)
		return NEVER;
	m = machine(s, p);
	if (m == 1 ||
	    (m == 2 && stop_begins(t, str_cut(s, p->next, p->next_end)) < 20))
		return NEVER;
	if (p->spaced && !p->loud)
		return joins_spaced(t, s, p);
	if (first_lower(s, p->next))
		return joins_small(t, s, p);
	if (first_upper(s, p->next))
		return joins_capital(t, s, p);
	if (digit_at(s, p->next))
		return joins_number(t, s, p);
	/* Letters of scripts that have no case. */
	return p->end > p->off + 1 ? ALWAYS : NEVER;
}
