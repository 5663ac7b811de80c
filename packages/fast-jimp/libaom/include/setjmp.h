// libaom leaves a broken file by longjmp, which WebAssembly does not have: it traps, and the instance is given up.
#ifndef FAST_JIMP_SETJMP_H_
#define FAST_JIMP_SETJMP_H_

typedef int jmp_buf[1];

#define setjmp(buffer) ((void)(buffer), 0)
#define longjmp(buffer, value) __builtin_trap()

#endif
