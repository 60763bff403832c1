/*
 * A page of HTML as blocks of text: runs without a paragraph's end in them,
 * in the order of the page, each with the elements it lies in.
 */
#ifndef HTML_H
#define HTML_H

#include "markup.h"

enum html_tag {
	HTML_OTHER,
	HTML_HTML,
	HTML_HEAD,
	HTML_BODY,
	HTML_TITLE,
	HTML_A,
	HTML_P,
	HTML_H1,
	HTML_H2,
	HTML_H3,
	HTML_H4,
	HTML_H5,
	HTML_H6,
	HTML_LI,
	HTML_UL,
	HTML_OL,
	HTML_DL,
	HTML_DT,
	HTML_DD,
	HTML_TABLE,
	HTML_TR,
	HTML_TD,
	HTML_TH,
	HTML_DIV,
	HTML_PRE,
	HTML_CODE,
	HTML_BLOCKQUOTE,
	HTML_ARTICLE,
	HTML_MAIN,
	HTML_SECTION,
	HTML_NAV,
	HTML_ASIDE,
	HTML_HEADER,
	HTML_FOOTER,
	HTML_FORM,
	HTML_FIGURE,
	HTML_FIGCAPTION,
	HTML_BUTTON,
	HTML_LABEL,
	HTML_SPAN,
	HTML_STRONG,
	HTML_EM,
	HTML_IMG,
	HTML_BR,
	HTML_HR,
	HTML_SCRIPT,
	HTML_META,
	HTML_SUMMARY,
	HTML_SKIPPED, /* what holds no text to read */
	HTML_BLOCK,   /* any other block */
	HTML_TAGS,
};

/* Bits of html_node.in: what the node is or lies in. */
enum {
	HTML_IN_LINK = 1 << 0,
	HTML_IN_PRE = 1 << 1,
	HTML_IN_SKIPPED = 1 << 2,
	HTML_IN_ARTICLE = 1 << 3,
	HTML_IN_MAIN = 1 << 4,
	HTML_IN_NAV = 1 << 5,
	HTML_IN_ASIDE = 1 << 6,
	HTML_IN_HEADER = 1 << 7,
	HTML_IN_FOOTER = 1 << 8,
	HTML_IN_FORM = 1 << 9,
	HTML_IN_FIGURE = 1 << 10,
	HTML_IN_TABLE = 1 << 11,
	HTML_IN_LIST = 1 << 12,
	HTML_IN_HIDDEN = 1 << 13,
	HTML_IN_BOLD = 1 << 14,
	HTML_IN_BUTTON = 1 << 15,
	HTML_IN_QUOTE = 1 << 16,
	HTML_IN_CODE = 1 << 17,
	HTML_IN_ITEMPROP = 1 << 18, /* itemprop=articleBody and the like */
	HTML_IN_NOSCRIPT = 1 << 19,
	HTML_IN_HEAD = 1 << 20,
};

#define HTML_HINTS 24

struct html_node {
	uint32_t parent; /* node 0 is the page itself */
	uint32_t last;   /* the last node inside it */
	uint32_t in;
	uint32_t sign; /* hash of its tag and class */
	uint16_t depth;
	uint8_t tag;
	uint8_t near[HTML_HINTS]; /* steps up to the hint, 255: none */
};

/* A piece of text: input from off to end, or, if that does not say it,
 * the pool's bytes from text on, text_len of them. */
struct html_piece {
	uint32_t off, end;
	uint32_t text, text_len;
	uint32_t node;
	uint8_t exact, line; /* line: a line break, no text */
};

struct html_block {
	uint32_t node;        /* the block element it lies in */
	uint32_t piece, last; /* its pieces, last is behind them */
};

struct html {
	struct str in;
	struct html_node *node;
	struct html_piece *piece;
	struct html_block *block;
	size_t nnode, npiece, nblock;
	size_t capnode, cappiece, capblock;
	struct buf pool;
	struct buf title;   /* of the page, from its head */
	struct buf summary; /* its description, from its head */
	struct buf article; /* what JSON-LD says of the text */
	uint32_t cur, over; /* while reading */
	size_t script;
};

/* hint(ctx, word): which hints a word of a class or id gives, as bits. */
typedef uint32_t html_hint(const void *ctx, struct str word);

void html_read(struct html *, struct str in, html_hint *, const void *ctx);
void html_free(struct html *);

struct str html_text(const struct html *, const struct html_piece *);
int html_heading(unsigned tag); /* 1 to 6, or 0 */

#endif
