/* The checksum XXH64 with seed 0, as xxhsum -H64 prints it. */
#ifndef XXH64_H
#define XXH64_H

#include "buf.h"

uint64_t xxh64(struct str);

#endif
