/** Name in an ARN, or a name alone, with a version or an alias behind a colon. */
const FORM = /^(?:arn:aws[\w-]*:lambda:[^:]+:[^:]+:function:)?([^:]+)(?::([^:]+))?$/;

/** A function that is named, and which version of it. */
export interface FunctionReference {
  readonly name: string;
  /** Number of a version, or name of an alias; absent: `$LATEST`. */
  readonly qualifier?: string;
}

/**
 * Parts of a function's name or ARN, which may end in a version or an alias (Lambda API, Invoke, `FunctionName`).
 *
 * @param qualifier stated apart from it; that of the name is taken where both are there
 */
export function parseReference(arnOrName: string, qualifier?: string): FunctionReference {
  const [, name = arnOrName, ofName] = FORM.exec(arnOrName) ?? [];
  const stated = ofName ?? qualifier;
  return { name, ...(stated !== undefined && stated !== "$LATEST" && { qualifier: stated }) };
}

/** A function as the embedded Lambda names it: `NAME`, or `NAME:QUALIFIER` where it is not `$LATEST`. */
export function functionReference(arnOrName: string, qualifier?: string): string {
  const reference = parseReference(arnOrName, qualifier);
  return reference.qualifier === undefined ? reference.name : `${reference.name}:${reference.qualifier}`;
}

/** The name in a function's ARN, which may end in a version or an alias; a name is returned unchanged. */
export function functionName(arnOrName: string): string {
  return parseReference(arnOrName).name;
}
