/** A policy document of these statements, as JSON text. */
export function documentOf(...statements: readonly object[]): string {
  return JSON.stringify({ Version: "2012-10-17", Statement: statements });
}

/** A statement of an identity policy that complies with every rule, with some parts replaced. */
export function allow(parts: object = {}): object {
  return { Effect: "Allow", Action: ["s3:GetObject"], Resource: ["arn:aws:s3:::source/*"], ...parts };
}

/** A statement that denies an action without TLS, with some parts replaced. */
export function denyPlaintext(action: string, resources: string | readonly string[], parts: object = {}): object {
  return {
    Sid: "TlsOnly",
    Effect: "Deny",
    Principal: "*",
    Action: action,
    Resource: resources,
    Condition: { Bool: { "aws:SecureTransport": "false" } },
    ...parts,
  };
}
