#include "stopbits.h"

enum {
	CLOSERS = 12,     /* closing marks that belong to a sentence */
	QUOTATION = 1000, /* bytes of one, at most */
};

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

/* Where the token before off begins. */
static void
read_back(struct str s, struct stop *p)
{
	size_t at = p->off, low = p->off > STOP_WORD ? p->off - STOP_WORD : 0;
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
	    at < s.n && at < p->next + STOP_WORD &&
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
stop_runs_on(struct str s, const struct stop *p)
{
	size_t at = p->next_end, n;

	if ((n = general(s, at, "\x99")) > 0 ||
	    (n = (size_t)is(s, at, "'")) > 0)
		return first_lower(s, at + n);
	return is(s, at, " ") && (first_lower(s, at + 1) ||
	                             (is(s, at + 1, "I") && blank(s, at + 2)));
}
