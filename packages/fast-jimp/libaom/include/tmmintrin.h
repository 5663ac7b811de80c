// The intrinsics that libaom includes by this name, by SIMDe.
#define SIMDE_ENABLE_NATIVE_ALIASES
#include "simde/x86/ssse3.h"
