/*
 * Letters and pages of the web are often handed on as one line.  What is left
 * of the ends of their lines, and told by it:
 *
 *	Thanks, | Ann      Dear Ann, | I have    Ann: | Please see
 *	Ann Lee | 03/05/2000 10:30 AM | The call
 *	see http://host/page | It is             Text | ***** | Text
 *	so it goes :) | We left                  the old house | It was
 */
#include "seam.h"
#include "stopbits.h"

enum {
	GREETING = 40, /* bytes of one, at most */
	CLOSING = 24,
	ADDRESS = 300,
	RULE = 5, /* marks that are no dash and no emphasis */
};

const char seam_rules[] = "-*=_~#";

/* -- letters ----------------------------------------------------------- */

/* Is it one of the phrases that open or close a letter? */
static int
phrase(const struct stops *t, struct str s, int kind)
{
	char low[GREETING];
	size_t i;
	int64_t *v;

	if (s.n < 2 || s.n > sizeof(low))
		return 0;
	for (i = 0; i < s.n; i++)
		low[i] = (char)(s.p[i] >= 'A' && s.p[i] <= 'Z' ? s.p[i] | 0x20
		                                               : s.p[i]);
	v = map_get(&t->greetings, str_of(low, s.n));
	return v != NULL && *v == kind;
}

/* The end of the letters at at, with a mark inside: O'Neil. */
static size_t
word_end(struct str s, size_t at)
{
	while (
	    letter_at(s, at) || ((is(s, at, "'-.") || general(s, at, "\x99")) &&
	                            letter_at(s, at + 1)))
		at++;
	return at;
}

/* A capital word that the table knows to begin sentences. */
static int
opens(const struct stops *t, struct str w, int least)
{
	return map_has(&t->starters, w) && stop_begins(t, w) >= least;
}

/* A name of one to three words at at, and then no stop: where it ends, or
 * at. */
static size_t
signature(struct str s, size_t at)
{
	size_t end = at, next;
	int i;

	for (i = 0; i < 3; i++) {
		next = i > 0 ? end + 1 : at;
		if ((i > 0 && !is(s, end, " ")) || !first_upper(s, next))
			break;
		end = word_end(s, next);
		if (is(s, end, ".") && end - next == 1)
			end++;
	}
	if (is(s, end, ".!?,") || (is(s, end, " ") && first_lower(s, end + 1)))
		return at;
	return end;
}

/* "Best regards, | Ann": the phrase is the whole sentence. */
static int
closing(const struct stops *t, struct str s, size_t begin, size_t end,
    struct str right)
{
	int comma = s.p[end - 1] == ',';

	struct str said = str_cut(s, begin, end - (size_t)comma);
	size_t at = (size_t)(right.p - s.p);

	if (said.n > CLOSING || signature(s, at) == at)
		return 0;
	return comma ? phrase(t, said, 'c') || phrase(t, said, ',')
	             : phrase(t, said, 'c') && !opens(t, right, 1);
}

/* A name, as far as the dictionary can tell. */
static int
name(const struct stops *t, struct str w)
{
	return w.n > 1 && first_upper(w, 0) && !capitals(w) &&
	       !stop_common(t, w) && !opens(t, w, 1);
}

/* "Dear Mr. Lee, | I have", "Ann: | Please see". */
static int
greeting(const struct stops *t, struct str s, size_t begin, size_t end,
    struct str right)
{
	size_t at;

	if (!is(s, end - 1, ",:-") ||
	    !(str_eq(right, STR("I")) || opens(t, right, 15)) ||
	    (right.n == 1 && is(s, (size_t)(right.p - s.p) + 1, ".")))
		return 0;
	at = word_end(s, begin);
	while (end > begin && is(s, end - 1, ",:- "))
		end--;
	if (phrase(t, str_cut(s, begin, at), 'o'))
		return map_has(&t->starters, right);
	if (at == end)
		return name(t, str_cut(s, begin, at));
	return is(s, at, " ") && word_end(s, at + 1) == end &&
	       name(t, str_cut(s, begin, at)) &&
	       name(t, str_cut(s, at + 1, end));
}

/* -- lines ------------------------------------------------------------- */

/* An address of the web or of mail ends at end. */
static int
address(struct str s, size_t begin, size_t end)
{
	size_t low = end > begin + ADDRESS ? end - ADDRESS : begin, at = end;

	while (at > low && s.p[at - 1] != ' ' && s.p[at - 1] != '\n')
		at--;
	if (end - at < 8)
		return 0;
	s = str_cut(s, at, end);
	while (s.n > 0 && is(s, 0, "<(["))
		s = str_cut(s, 1, s.n);
	if (is(s, s.n - 1, ",;:"))
		return 0;
	return str_starts(s, STR("http://")) ||
	       str_starts(s, STR("https://")) || str_starts(s, STR("www."));
}

static int
emoticon(struct str s, size_t begin, size_t end)
{
	static const struct str signs[] = { STR_INIT(":)"), STR_INIT(":-)"),
		STR_INIT(";)"), STR_INIT(";-)"), STR_INIT(":("),
		STR_INIT(":-("), STR_INIT(":D"), STR_INIT(":-D"),
		STR_INIT(":P"), STR_INIT("^_^"), STR_INIT("=)"),
		STR_INIT("lol"), STR_INIT("LOL"), STR_INIT("haha") };
	size_t i;
	char c = s.p[end - 1];

	if (c != ')' && c != '(' && c != '^' && c != 'l' && c != 'a' &&
	    c != 'D' && c != 'P' && c != 'L')
		return 0;
	s = str_cut(s, begin, end);
	for (i = 0; i < NELEM(signs); i++)
		if (str_ends(s, signs[i]) && s.n > signs[i].n &&
		    (!letter_at(signs[i], 0) || blank(s, s.n - signs[i].n - 1)))
			return 1;
	return 0;
}

/* "the old house | It was": the word before it may end a sentence. */
static int
lost(const struct stops *t, struct str s, size_t begin, size_t end,
    struct str right)
{
	size_t at = end;
	struct str left;

	while (at > begin && letter_at(s, at - 1))
		at--;
	left = str_cut(s, at, end);
	return left.n > 3 && at > begin && blank(s, at - 1) &&
	       opens(t, right, 25) && small(left) &&
	       stop_opens(t, left) <= -25 && stop_knows(t, left);
}

static int
capital(const struct stops *t, struct str s, size_t begin, size_t at)
{
	size_t end = at, next = at;
	struct str right;
	int c;

	while (end > begin && blank(s, end - 1))
		end--;
	if (end == begin)
		return 0;
	while (letter_at(s, next) && next < at + STOP_WORD)
		next++;
	right = str_cut(s, at, next);
	c = (unsigned char)s.p[end - 1];
	if (at - begin <= GREETING && (closing(t, s, begin, end, right) ||
	                                  greeting(t, s, begin, end, right)))
		return 1;
	if (c >= 'a' && c <= 'z' && s.p[at - 1] == ' ' && right.n > 1 &&
	    blank(s, next) && first_lower(s, next + 1) &&
	    lost(t, s, begin, end, right))
		return 1;
	return (end < at && address(s, begin, end)) || emoticon(s, begin, end);
}

static size_t
number(struct str s, size_t at, size_t most)
{
	size_t n = 0;

	while (n < most && digit_at(s, at + n))
		n++;
	return n;
}

/* The date that ends at at, 03/05/2000: where it begins, or at. */
static size_t
date(struct str s, size_t begin, size_t at)
{
	size_t low = at > begin + 10 ? at - 10 : begin, i = at, slashes = 0;

	while (i > low && (digit_at(s, i - 1) || is(s, i - 1, "/")))
		slashes += s.p[--i] == '/';
	return slashes == 2 && digit_at(s, i) ? i : at;
}

/* The date and the time of a letter, whose first colon is at at. */
static int
stamp(struct str s, size_t begin, size_t at, struct seam *m)
{
	size_t end = at, n;

	while (at > begin && end - at < 2 && digit_at(s, at - 1))
		at--;
	if (at == end || at == begin || s.p[at - 1] != ' ' ||
	    number(s, end + 1, 2) != 2)
		return 0;
	m->a = date(s, begin, at - 1);
	if (m->a == at - 1)
		return 0;
	for (end += 3; is(s, end, ":") && number(s, end + 1, 2) == 2; end += 3)
		continue;
	n = (size_t)is(s, end, " ");
	if (is(s, end + n, "APap") && is(s, end + n + 1, "Mm"))
		end += n + 2;
	m->b = end;
	n = m->a;
	while (n > begin && blank(s, n - 1))
		n--;
	if (n > begin && blank(s, n)) { /* on 03/05/2000, no line of its own */
		while (n > begin && s.p[n - 1] >= 'a' && s.p[n - 1] <= 'z')
			n--;
		if (n == begin || blank(s, n - 1))
			m->a = end;
	}
	return 1;
}

/* A line of marks, and no dash or blank to fill in. */
static int
rule(struct str s, size_t begin, size_t at, struct seam *m)
{
	size_t end = at, least = RULE;

	if (at > 0 && s.p[at - 1] == s.p[at])
		return 0;
	while (end < s.n && s.p[end] == s.p[at])
		end++;
	m->a = at;
	m->b = end;
	if (s.p[at] == '-' || s.p[at] == '_')
		least *= s.p[at] == '-' ? 2 : 4;
	return end - at >= least && (end == s.n || blank(s, end)) &&
	       (at == begin || blank(s, at - 1) || end - at >= 4 * RULE);
}

int
seam_at(const struct stops *t, struct str s, size_t begin, size_t at,
    struct seam *m)
{
	m->a = m->b = at;
	if (s.p[at] >= 'A' && s.p[at] <= 'Z')
		return capital(t, s, begin, at);
	if (s.p[at] == ':')
		return stamp(s, begin, at, m);
	return rule(s, begin, at, m);
}
