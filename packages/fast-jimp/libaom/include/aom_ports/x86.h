// In place of libaom's: its loops are chosen when it is compiled, and no processor is asked for what it has.
#ifndef FAST_JIMP_X86_H_
#define FAST_JIMP_X86_H_

static inline int x86_simd_caps(void) { return 0; }

#endif
