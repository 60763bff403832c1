#include "spacing.h"

/* Nothing but plain spaces between the mark and what it belongs to? */
static int
plain_left(struct str s, const struct mark *m)
{
	size_t i = m->from;

	/* After ". . ." a space is as good as none. */
	if (i > 1 && s.p[i - 1] == '.' && s.p[i - 2] == ' ')
		return 0;
	return m->from < m->off && i > 0 && (unsigned char)s.p[i - 1] > ' ' &&
	       s.p[i - 1] != '_' && s.p[i - 1] != '*';
}

static int
plain_right(struct str s, const struct mark *m)
{
	return m->to > m->end && m->to < s.n &&
	       (unsigned char)s.p[m->to] > ' ' && s.p[m->to] != '_' &&
	       s.p[m->to] != '*';
}

/* Words that are no part of another, so that where one touches a mark a
 * space was lost. */
static const char common[] =
    " a about after all an and are as at be because been before but by can "
    "could did do for from had has have he her him his how i if in into is "
    "it its like me my not now of on or our out said says she so some than "
    "that the their them then there these they this to too under until up "
    "upon us was we were what when where which while who will with without "
    "would you your called asked told replied cried added wrote ";

static int
is_common(struct str s, size_t a, size_t b)
{
	char key[16];
	size_t i;

	if (b <= a || b - a > sizeof(key) - 3)
		return 0;
	key[0] = ' ';
	for (i = a; i < b; i++)
		key[i - a + 1] = (char)(s.p[i] | 32);
	key[b - a + 1] = ' ';
	key[b - a + 2] = '\0';
	return strstr(common, key) != NULL;
}

static int
is_letter(struct str s, size_t at)
{
	return (unsigned)(s.p[at] | 32) - 'a' < 26;
}

/* Was a space lost between an opening mark and what stands before it? */
static int
glued_left(struct str s, const struct mark *m)
{
	size_t i = m->off;

	if (m->lspace || m->ltouch)
		return 0;
	if (m->left == SIDE_COMMA || m->left == SIDE_STOP)
		return i > 1 && (is_letter(s, i - 2) || s.p[i - 2] < 0) &&
		       side_letter(m->right);
	if (!side_letter(m->left))
		return 0;
	while (i > 0 && m->off - i < 16 && is_letter(s, i - 1))
		i--;
	if (m->glyph == MARK_LEFT && (m->two || m->right == SIDE_UPPER))
		return m->off - i > 1;
	return m->two && m->off - i > 1 && is_common(s, i, m->off);
}

static int
glued_right(struct str s, const struct mark *m)
{
	size_t i = m->end;

	if (m->rspace || m->rtouch)
		return 0;
	if (s.n - i > 1 && s.p[i] == '(' && m->glyph == MARK_RIGHT && m->two)
		return side_ends(m->left) || m->left == SIDE_DASH;
	if (!side_letter(m->right))
		return 0;
	while (i < s.n && i - m->end < 16 && is_letter(s, i))
		i++;
	if (i - m->end == 1 && s.p[m->end] != 'I' && s.p[m->end] != 'a')
		return 0; /* Yahoo!'s */
	if (side_ends(m->left))
		return 1;
	/* p"K"a and "V"out are no words that lost a space. */
	if (i - m->end == 1 || m->right != SIDE_LOWER || m->off < 2 ||
	    !is_letter(s, m->off - 1) || !is_letter(s, m->off - 2))
		return 0;
	return m->two && is_common(s, m->end, i);
}

/* Can a quotation begin with what stands to the right of a space, or end
 * with what stands to the left? */
static int
begins(int side)
{
	return side_letter(side) || side == SIDE_DIGIT || side == SIDE_OPEN ||
	       side == SIDE_DOTS || side == SIDE_MARK;
}

static int
finishes(int side)
{
	return side_letter(side) || side_ends(side) || side == SIDE_DIGIT ||
	       side == SIDE_CLOSE || side == SIDE_DASH || side == SIDE_MARK;
}

/* Does a mark touch, on the side that is not quoted, what it should not? */
static int
tight(const struct mark *m, int role)
{
	if (role == ROLE_OPEN)
		return !m->lspace && m->left != SIDE_EDGE &&
		       m->left != SIDE_OPEN && m->left != SIDE_DASH;
	return !m->rspace &&
	       (side_letter(m->right) || m->right == SIDE_DIGIT ||
	           m->right == SIDE_OPEN || m->right == SIDE_OTHER);
}

/* Straight single marks with spaces about them also stand where a title
 * was lost: the film ' and the book '.  By stops and commas they do not. */
static int
surely(const struct mark *m, int role)
{
	if (role == ROLE_CLOSE)
		return side_ends(m->left);
	return m->left == SIDE_COMMA || m->left == SIDE_STOP ||
	       m->left == SIDE_EDGE;
}

/* A comma or a stop that a space keeps from the mark before it? */
static int
loose_stop(struct str s, const struct mark *m)
{
	size_t i = m->to;

	return m->two && !m->lspace && m->to > m->end && i < s.n &&
	       (s.p[i] == ',' || s.p[i] == '.') &&
	       (i + 1 == s.n || s.p[i + 1] == ' ' || s.p[i + 1] == '\n');
}

struct spacing
spacing_of(
    struct str s, const struct mark *m, const struct reading *r, int goes_on)
{
	struct spacing g = { 0 };
	int plain = m->glyph == MARK_STRAIGHT;

	if (r->role == ROLE_APOSTROPHE && m->hint == HINT_TAIL) {
		g.take_left = m->from < m->off;
		g.take_right = m->to > m->end;
	}
	if (r->role == ROLE_APOSTROPHE && m->glyph == MARK_RIGHT &&
	    m->hint != HINT_TAIL && m->hint != HINT_ELISION &&
	    m->hint != HINT_DECADE && side_letter(m->left) &&
	    (m->rspace || side_ends(m->right)))
		g.take_left = (unsigned char)plain_left(s, m);
	if (r->role != ROLE_OPEN && r->role != ROLE_CLOSE)
		return g;
	if (r->role == ROLE_OPEN) {
		g.take_right = plain_right(s, m) && begins(m->right);
		g.give_left = (unsigned char)glued_left(s, m);
	} else {
		g.take_left = plain_left(s, m) && finishes(m->left);
		g.give_right = (unsigned char)glued_right(s, m);
	}
	if (m->glyph >= MARK_ANGLE_L)
		g.take_left = g.take_right = 0; /* « so » is French */
	if (r->partner == PAIRING_NONE && !goes_on)
		g.take_right = 0; /* ditto marks, for one */
	if (plain && !m->swap &&
	    (r->partner == PAIRING_NONE || tight(m, r->role)))
		g.take_left = g.take_right = 0;
	if (m->swap && m->lspace == (r->role == ROLE_CLOSE)) {
		g.give_left = r->role == ROLE_OPEN;
		g.give_right = r->role == ROLE_CLOSE;
	} else if ((g.take_left || g.take_right) &&
	           (g.give_left || g.give_right) &&
	           m->glyph !=
	               (r->role == ROLE_OPEN ? MARK_LEFT : MARK_RIGHT)) {
		return (struct spacing){ 0 };
	}
	if (plain && !m->swap && m->lspace)
		g.give_right = 0;
	if (r->role == ROLE_CLOSE && r->partner != PAIRING_NONE &&
	    loose_stop(s, m))
		g.take_right = 1;
	g.unsure = plain && !m->two && !surely(m, r->role);
	return g;
}
