// SSSE3 and SSE4.1, see emmintrin.h.
#include "emmintrin.h"
