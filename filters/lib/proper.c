#include "proper.h"
#include "unicode.h"

enum { REACH = 3 }; /* words before one that may have lost their capitals */

struct str
proper_before(struct str s, size_t off)
{
	size_t end = off > 0 ? off - 1 : 0, at = end;

	if (off == 0 || s.p[end] != ' ')
		return STR("");
	while (at > 0 &&
	       ((s.p[at - 1] | 0x20) >= 'a' && (s.p[at - 1] | 0x20) <= 'z'))
		at--;
	return str_cut(s, at, end);
}

struct str
proper_behind(struct str s, size_t end)
{
	size_t at = end + 1, stop;

	if (end >= s.n || s.p[end] != ' ')
		return STR("");
	for (stop = at; stop < s.n && ((s.p[stop] | 0x20) >= 'a' &&
	                                  (s.p[stop] | 0x20) <= 'z');)
		stop++;
	return str_cut(s, at, stop);
}

/* Does a sentence that begins with a capital lead to off? */
static int
begins_well(struct str s, size_t off)
{
	size_t at = off, stop = off > 300 ? off - 300 : 0, next;
	uint32_t c;

	while (at > stop &&
	       !(s.p[at - 1] == ' ' && at >= 2 &&
	           memchr(".!?", s.p[at - 2], 3) != NULL) &&
	       !(s.p[at - 1] == '\n' && (at < 2 || s.p[at - 2] == '\n')))
		at--;
	if (at == stop && stop > 0)
		return 0;
	while (at < off) {
		next = at;
		c = utf8_next(s, &next);
		if (uc_letter(c) || uc_digit(c))
			return !uc_lower(c);
		at = next;
	}
	return 0;
}

/* The noun for a and b together, where the text has both in small letters. */
static struct str
proper_pair(const struct names *t, struct str a, struct str b)
{
	struct buf key = { 0 };
	struct str noun = STR("");

	if (a.n > 0 && b.n > 0 && names_maybe_part(t, a) &&
	    names_maybe_part(t, b)) {
		buf_put(&key, a);
		buf_putc(&key, ' ');
		buf_put(&key, b);
		noun = names_proper(t, buf_str(&key));
		buf_free(&key);
	}
	return noun;
}

/* The proper noun for the small word w, alone or with its neighbours. */
static struct str
proper_for(
    const struct names *t, struct str w, struct str before, struct str behind)
{
	struct str noun = STR("");

	if (names_maybe_proper(t, w))
		noun = names_proper(t, w);
	if (noun.n == 0) {
		noun = proper_pair(t, w, behind);
		noun.n = noun.n > 0 ? w.n : 0;
	}
	if (noun.n == 0) {
		noun = proper_pair(t, before, w);
		if (noun.n > 0)
			noun = str_cut(noun, noun.n - w.n, noun.n);
	}
	return noun;
}

/* May a proper noun end here? */
static int
ends_well(struct str s, size_t end)
{
	return end == s.n || s.p[end] == ' ' || s.p[end] == '\n' ||
	       s.p[end] == '\r' || (s.p[end] & 0x80) != 0 ||
	       memchr(".,;:!?)\"'", s.p[end], 9) != NULL;
}

/* Is it a word of the language?  What has a capital may be a name that we
 * mend, but for the shortest. */
static int
leads_in(const struct names *t, struct words *w, struct str before)
{
	if ((before.p[0] & 0x20) == 0)
		return before.n <= 3 && words_know(w, before);
	return words_know(w, before) || names_maybe_proper(t, before);
}

static int
noun_at(const struct names *t, struct words *w, struct str s, size_t off,
    size_t end, unsigned reach, struct str *proper)
{
	struct str word = str_cut(s, off, end), before, first;

	if (!names_maybe_proper(t, word) && !names_maybe_part(t, word))
		return 0;
	before = proper_before(s, off);
	if (before.n == 0 || !ends_well(s, end))
		return 0;
	*proper = proper_for(t, word, before, proper_behind(s, end));
	if (proper->n == 0 || !begins_well(s, off))
		return 0;
	/* The word before may get a capital as well. */
	return leads_in(t, w, before) ||
	       (reach > 0 && (before.p[0] & 0x20) != 0 &&
	           noun_at(t, w, s, off - 1 - before.n, off - 1, reach - 1,
	               &first) &&
	           leads_in(t, w, first));
}

int
proper_noun(const struct names *t, struct words *w, struct str s, size_t off,
    size_t end, struct str *proper)
{
	return noun_at(t, w, s, off, end, REACH, proper);
}
