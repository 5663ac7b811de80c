/** Stands for a package whose types nobody needs. */
declare const untyped: unknown;
export = untyped;
