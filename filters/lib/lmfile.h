/*
 * The file of a language model, between who writes it and who reads it.
 * Little-endian; a header of numbers, and sections of which it says the
 * place.  An extension (modern.bin) continues the vocabulary of the model
 * that it was made for and has costs of its own for all of its words.
 */
#ifndef LMFILE_H
#define LMFILE_H

#include "fuse.h"
#include "lm.h"

enum {
	LMFILE_VERSION = 2,
	LMFILE_PARTS = 16, /* words that share an offset into the spellings */
	LMFILE_SPELL = 5,  /* bytes of the longest spelling gram */
	LMFILE_NONE = 0xffff, /* the cost of a word that it has never seen */
};

/* Numbers of the header, each four bytes. */
enum {
	H_MAGIC0,
	H_MAGIC1,
	H_VERSION,
	H_LENGTH, /* of the file */
	H_STAMP,  /* a hash of all behind the header */
	H_BASE,   /* the stamp of the model that this extends; 0: none */
	H_FIRST,  /* the first word whose spelling is here */
	H_WORDS,  /* the numbers of words are below */
	H_SHARE,  /* of the extension in the mix, of 256 */
	H_SLOTS,  /* of the vocabulary's hash */
	H_SECTIONS,
};

enum {
	S_LENGTHS, /* a byte a word: of its spelling */
	S_BLOCKS,  /* u32: where each LMFILE_PARTS spellings begin */
	S_SPELLINGS,
	S_SLOTS,    /* u32: the number of a word, or 0 */
	S_COSTS,    /* u16 a word, of all words */
	S_BACKS,    /* a byte a word, of all words: code of its back-off */
	S_FACTS,    /* 4 bytes a word: count, title share, capitals share, 0 */
	S_CODES,    /* u16: what the codes of costs mean, by CODES below */
	S_BIGRAMS,  /* fuse: value = cost code << BACK | back code */
	S_TRIGRAMS, /* fuse: value = cost code */
	S_LETTERS,  /* u16 a byte: its cost as a letter behind nothing */
	S_GRAMS,    /* fuse: as S_BIGRAMS, of spelling grams of 2 and more */
	NSECTION,
};

enum { LMFILE_HEADER = 4 * (H_SECTIONS + 2 * NSECTION) };

/* Bits of the codes, and where each one's meanings stand in S_CODES. */
enum {
	BITS_BI = 7,
	BITS_TRI = 6,
	BITS_BACK = 5,
	BITS_GRAM = 6,
	CODES_WORD_BACK = 0,
	CODES_BI = CODES_WORD_BACK + 256,
	CODES_BACK = CODES_BI + (1 << BITS_BI),
	CODES_TRI = CODES_BACK + (1 << BITS_BACK),
	CODES_GRAM = CODES_TRI + (1 << BITS_TRI),
	CODES_GRAM_BACK = CODES_GRAM + (1 << BITS_GRAM),
	NCODES = CODES_GRAM_BACK + (1 << BITS_BACK),
	CHECK_BI = 14,
	CHECK_TRI = 12,
	CHECK_GRAM = 14,
};

#define LMFILE_MAGIC0 0x696d7570u /* "pumi" */
#define LMFILE_MAGIC1 0x4d4c6563u /* "ceLM" */

/* Keys of the tables. */
enum { LMFILE_ID = 21 }; /* bits of a word's number */

static inline uint64_t
lmfile_bi(uint32_t v, uint32_t w)
{
	return (uint64_t)v << LMFILE_ID | w;
}

static inline uint64_t
lmfile_tri(uint32_t u, uint32_t v, uint32_t w)
{
	return (uint64_t)u << 2 * LMFILE_ID | lmfile_bi(v, w);
}

/* Where in the vocabulary's hash the search for a word begins.  The high
 * bits of hash_bytes are the same for most short words. */
static inline uint32_t
lmfile_slot(uint64_t hash, uint32_t slots)
{
	return (uint32_t)((fuse_mix(hash, 0) >> 32) * slots >> 32);
}

/* A word as letters: one before it, its bytes, and one behind. */
enum { LETTER_BEGIN = 2, LETTER_END = 3 };

static inline uint64_t
lmfile_gram(const unsigned char *p, size_t n)
{
	uint64_t key = n;
	size_t i;

	for (i = 0; i < n; i++)
		key = key << 8 | p[i];
	return key;
}

/* A count in a byte, in steps of 5 percent or one. */
uint32_t lmfile_count(unsigned code);
unsigned lmfile_count_code(uint64_t count);

/* -256 log2 p, rounded, of 0 < p <= 1: by whole numbers alone. */
uint32_t lmfile_cost(double p);

#endif
