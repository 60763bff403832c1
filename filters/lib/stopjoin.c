#include "stopbits.h"

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

int
stop_suffix(struct str w)
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

int
stop_machine(struct str s, const struct stop *p)
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
	high = p->next_end + STOP_WORD < s.n ? p->next_end + STOP_WORD : s.n;
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
	char up[STOP_WORD];

	if (w.n > 3 && str_ends(w, STR("'s")))
		w = str_cut(w, 0, w.n - 2);
	if (w.n < 4 || w.n > sizeof(up) || w.p[0] < 'a' || w.p[0] > 'z')
		return 0;
	memcpy(up, w.p, w.n);
	up[0] = (char)(up[0] & ~0x20);
	return stop_knows(t, str_of(up, w.n));
}

/* "that is all.regards," */
static int
farewell(const struct stops *t, struct str s, const struct stop *p)
{
	int64_t *v = map_get(&t->greetings, str_cut(s, p->next, p->next_end));

	return v != NULL && *v == 'c' &&
	       (p->next_end == s.n || is(s, p->next_end, ",\n"));
}

static int
joins_small(const struct stops *t, struct str s, const struct stop *p)
{
	struct str left = str_cut(s, p->word, p->tail);
	struct str right = str_cut(s, p->next, p->next_end);
	int known, amid = small_before(s, p->token) && stop_runs_on(s, p);

	if (p->dots || !small(right))
		return NEVER;
	if (right.n < 2 && !(is(right, 0, "ia") && stop_runs_on(s, p)))
		return NEVER;
	if (is(right, 0, "i") && right.n < 2 && left.n > 3 &&
	    p->word == p->token && !stop_knows(t, left))
		return 3; /* who writes i writes many a word like that */
	if (farewell(t, s, p) && stop_plain_left(t, s, p))
		return 20;
	known = right.n < 2 || stop_common(t, right);
	if (p->close > p->end && left.n != 1)
		return known && stop_runs_on(s, p) ? 10 : NEVER;
	if (left.n < 2 || p->word != p->token ||
	    map_has(&t->abbreviations, left) ||
	    !(stop_knows(t, left) || (amid && named(t, left))))
		return NEVER;
	if (p->loud)
		return known && (left.n > 2 || amid) &&
		               (stop_runs_on(s, p) ||
		                   is(s, p->next_end, " ,!?") ||
		                   p->next_end == s.n)
		           ? 10
		           : NEVER;
	/* "about.me" and "closed.it was": only the second is amid text. */
	if (!known || !amid ||
	    (stop_suffix(right) && (left.n < 3 || stop_opens(t, right) <= -25)))
		return NEVER;
	return stop_suffix(right) ? 5 : 20;
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

	int word = stop_common(t, right);

	if (left.n < (capitals(left) ? word ? 2 : 3 : 4) || right.n < 3 ||
	    p->word != p->token ||
	    (p->loud && p->end == p->off + 1 && str_eq(left, STR("Yahoo"))))
		return NEVER;
	if (!known && word && right.n > 3 && is(s, p->next_end, ",") &&
	    small_before(s, p->token))
		return 5;
	if (stop_runs_on(s, p) && (known || stop_knows(t, right)))
		return 5;
	if (known && small_before(s, p->token) &&
	    (is(s, p->next_end, " ,'?!.") || general(s, p->next_end, "\x99")))
		return 5;
	if (p->loud || (stop_runs_on(s, p) && small_before(s, p->token)))
		return 3;
	return (known || left.n > 4) && stop_knows(t, right) &&
	               is(s, p->next_end, " ,'")
	           ? 2
	           : -5;
}

/* A capital word that is in the table and begins sentences. */
static int
strong(const struct stops *t, struct str w)
{
	return str_eq(w, STR("I")) ||
	       (map_has(&t->starters, w) && stop_begins(t, w) >= 7);
}

int
stop_plain_left(const struct stops *t, struct str s, const struct stop *p)
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
	if (p->loud && small(left) && stop_plain_left(t, s, p))
		return 3;
	if (!p->dots && left.n > 3 && small(left) && right.n > 3 &&
	    is(s, p->next_end, ":") && is(s, p->next_end + 1, " ") &&
	    stop_plain_left(t, s, p) && !stop_suffix(right))
		return 5; /* who speaks */
	if (p->dots || left.n < 2 || !stop_common(t, left) ||
	    !stop_knows(t, right) || !is(s, p->next_end, " ,!?.:"))
		return small(left) && stop_runs_on(s, p) &&
		               stop_plain_left(t, s, p)
		           ? 3
		           : NEVER;
	if (small(left) || (p->loud && stop_common(t, right)))
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
			return strong(t, right) && stop_runs_on(s, p) &&
			               !memchr(token.p, '.', token.n)
			           ? 3
			           : NEVER;
	if (strong(t, right) || year(token))
		return 20;
	if (right.n > 2 &&
	    (p->tail > p->word ? is(s, p->next_end, " ") : stop_runs_on(s, p)))
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

/* "Ideally, we" */
static int
adverb(const struct stops *t, struct str s, const struct stop *p)
{
	struct str w = str_cut(s, p->next, p->next_end);

	return w.n > 5 && str_ends(w, STR("ly")) && is(s, p->next_end, ",") &&
	       is(s, p->next_end + 1, " ") && stop_common(t, w);
}

static int
joins_capital(const struct stops *t, struct str s, const struct stop *p)
{
	struct str token = str_cut(s, p->token, p->tail);
	struct str left = str_cut(s, p->word, p->tail);
	struct str right = str_cut(s, p->next, p->next_end);
	int begins = str_eq(right, STR("I")) ? 30 : stop_begins(t, right);
	int known, share, is_strong = strong(t, right) || adverb(t, s, p);

	if (right.n == 1 &&
	    !(is(right, 0, "IA") &&
	        (is(s, p->next_end, " '") || general(s, p->next_end, "\x99"))))
		return joins_initials(t, s, p);
	if (right.n > 1 && capitals(right))
		return joins_capitals(t, s, p);
	if (right.n > 1 && !small(str_cut(right, 1, right.n)))
		return NEVER;
	if (p->quoted && p->next == p->open && right.n > 2 &&
	    stop_runs_on(s, p) && begins < -10)
		return 10; /* though it may be a name */
	if (p->close > p->end || p->next > p->open || token.n == 0)
		return 20 + begins;
	if (left.n == 0 || digit_at(token, 0) || is(token, 0, "$"))
		return joins_behind_number(t, s, p);
	if (stop_suffix(right) && !is_strong)
		return NEVER;
	known = stop_knows(t, left);
	if (p->dots)
		return is_strong                   ? 20
		       : known && small(left)      ? 10
		       : left.n > 2 && right.n > 2 ? 3
		                                   : NEVER;
	if (stop_initials(token) && !is_strong)
		return NEVER;
	if (left.n == 1 && right.n == 1)
		return NEVER;
	if (!p->loud && map_has(&t->abbreviations, token))
		return stop_prior(t, s, p, 0, &share) + begins + 28 +
		       (share > 90 ? 25 : 0);
	if (left.n < token.n && stop_initials(token))
		return begins - 10;
	if (left.n < 3 && p->word > p->token && digit_at(s, p->word - 1))
		return is_strong ? 15 : NEVER; /* the mid-80s */
	if (left.n < 2)
		return NEVER;
	if (stop_suffix(right) && !known)
		return stop_runs_on(s, p) || (small_before(s, p->token) &&
		                                 is(s, p->next_end, " "))
		           ? 3
		           : NEVER;
	if (small(left))
		return known       ? 40
		       : is_strong ? 20
		       : left.n > 2 && p->word == p->token &&
		               stop_runs_on(s, p) && small_before(s, p->token)
		           ? left.n > 3 ? 5 : 3
		           : -10;
	return is_strong ? known ? 30 : 15 : joins_names(t, s, p);
}

/* The number of a list's item: "is ready.2) The", "is ready.2. The". */
static int
item(struct str s, const struct stop *p)
{
	return p->next_end - p->next < 3 && is(s, p->next_end, ").") &&
	       is(s, p->next_end + 1, " ") && first_upper(s, p->next_end + 2);
}

/* "It ended.2017 was a good year"; a number that is no year is a surmise. */
static int
joins_number(const struct stops *t, struct str s, const struct stop *p)
{
	struct str left = str_cut(s, p->word, p->tail);
	struct str right = str_cut(s, p->next, p->next_end);

	if (p->close > p->end || !digits(right) || !stop_plain_left(t, s, p))
		return NEVER;
	if (left.n > 3 && small(left) && item(s, p))
		return 10;
	if (is(s, p->next_end, ")") && blank(s, p->next_end + 1))
		return 3;
	if (left.n < 4 || !is(s, p->next_end, " ") || !small(left))
		return NEVER;
	return year(right) && stop_runs_on(s, p) ? 10 : 3;
}

/* What is no word but may begin a sentence: $15, http://. */
static int
joins_other(const struct stops *t, struct str s, const struct stop *p)
{
	return p->close == p->end && stop_plain_left(t, s, p) &&
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
		return strong(t, right) && stop_runs_on(s, p) ? 3 : NEVER;
	if (strong(t, right) && (right.n == 1 || !capitals(right)))
		return stop_runs_on(s, p) || is(s, p->next_end, " ,'") ? 15
		                                                       : NEVER;
	if (stop_plain_left(t, s, p) &&
	    first_upper(s, right.n > 3 ? p->next : s.n))
		return stop_runs_on(s, p) && stop_common(t, right) ? 3 : NEVER;
	return small(right) && !stop_suffix(right) && stop_runs_on(s, p) &&
	               stop_opens(t, right) > -25 && stop_plain_left(t, s, p)
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
	m = stop_machine(s, p);
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
