import { expect } from "chai";

import { CliError } from "../../../commands/command-line/errors";
import { refusedByAws } from "../../../commands/operate/aws-errors";

describe("an error of a request to AWS", () => {
  const error = (name: string, more: object = {}) => Object.assign(new Error("no"), { name, ...more });

  for (const [what, thrown, code, exitCode] of [
    ["a missing permission", error("AccessDenied", { $fault: "client" }), "AWS_REFUSED", 1],
    ["missing credentials", error("CredentialsProviderError"), "AWS_REFUSED", 2],
    ["an endpoint that nobody answers at", error("Error", { code: "ECONNREFUSED" }), "AWS_UNREACHABLE", 1],
    ["an error that is explained already", new CliError("IMAGE_UNKNOWN", "no"), "IMAGE_UNKNOWN", 2],
  ] as const) {
    it(`ends the command with ${code} for ${what}`, () => {
      expect(refusedByAws(thrown)).to.be.instanceOf(CliError).and.include({ code, exitCode });
    });
  }

  for (const [what, thrown] of [
    ["throttling", error("ThrottlingException", { $fault: "client" })],
    ["throttling by its status", error("SlowDown", { $fault: "client", $metadata: { httpStatusCode: 429 } })],
    ["an error of the service", error("InternalError", { $fault: "server" })],
    ["an error of the program", error("TypeError")],
    ["what is no error", "no"],
  ] as const) {
    it(`does not end the command for ${what}`, () => {
      expect(refusedByAws(thrown)).to.equal(undefined);
    });
  }
});
