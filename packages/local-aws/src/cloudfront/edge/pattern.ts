const special = /[\\^$.|+()[\]{}]/g;

/** A pattern in which `*` stands for any characters and `?` for one, as a regular expression. */
export function wildcard(pattern: string): RegExp {
  const source = pattern.replace(special, "\\$&").replace(/\*/g, ".*").replace(/\?/g, ".");
  return new RegExp(`^${source}$`, "s");
}

/** Whether a path is one of a cache behaviour's ("Path pattern"): its leading slash may be left out. */
export function matchesPath(pattern: string, uri: string): boolean {
  const anchored = pattern.startsWith("/") || pattern.startsWith("*") ? pattern : `/${pattern}`;
  return wildcard(anchored).test(uri);
}
