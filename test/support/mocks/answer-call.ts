/**
 * Answers the functions that the program calls of its provider.
 *
 * @throws if it is one that the program has no business to call
 */
export function answerCall(token: string): Record<string, string> {
  if (token === "aws:index/getCallerIdentity:getCallerIdentity") return { accountId: "123456789012" };
  if (token === "aws:index/getRegion:getRegion") return { region: "eu-central-1" };
  if (token === "aws:index/getPartition:getPartition") return { partition: "aws" };
  throw new Error(`the program asked for ${token}, which no mock knows`);
}
