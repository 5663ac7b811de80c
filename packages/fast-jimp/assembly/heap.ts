/** The first address behind the module's own data, bytes. Part of every module. */
export function heapStart(): usize {
  return __heap_base;
}
