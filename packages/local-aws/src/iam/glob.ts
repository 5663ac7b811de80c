const compiled = new Map<string, RegExp>();

/** Whether `text` fits `pattern`, in which `*` stands for any characters and `?` for one. */
export function globMatches(pattern: string, text: string, ignoreCase = false): boolean {
  if (pattern === "*") return true;
  const key = ignoreCase ? `i${pattern}` : `c${pattern}`;
  let regex = compiled.get(key);
  if (regex === undefined) {
    const source = pattern
      .replace(/[.+^${}()|[\]\\]/g, "\\$&")
      .replace(/\*/g, "[^]*")
      .replace(/\?/g, "[^]");
    regex = new RegExp(`^${source}$`, ignoreCase ? "iu" : "u");
    compiled.set(key, regex);
  }
  return regex.test(text);
}
