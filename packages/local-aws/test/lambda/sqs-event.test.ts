import { expect } from "chai";

import { failedItems } from "../../src/lambda/sqs-event";
import type { QueuedMessage } from "../../src/sqs/message";

const messages = ["a", "b", "c"].map((messageId) => ({ messageId }) as QueuedMessage);

/** Responses and what they mean, as the table "Success and failure conditions" of the developer guide has them. */
const responses: readonly (readonly [response: string, failed: string])[] = [
  ['{"batchItemFailures":[]}', ""],
  ['{"batchItemFailures":null}', ""],
  ["{}", ""],
  ["null", ""],
  ['{"batchItemFailures":[{"itemIdentifier":"b"}]}', "b"],
  ['{"batchItemFailures":[{"itemIdentifier":"c"},{"itemIdentifier":"a"}]}', "ca"],
  ["no JSON", "abc"],
  ['{"batchItemFailures":[{"itemIdentifier":""}]}', "abc"],
  ['{"batchItemFailures":[{"itemIdentifier":null}]}', "abc"],
  ['{"batchItemFailures":[{"id":"b"}]}', "abc"],
  ['{"batchItemFailures":[{"itemIdentifier":"d"},{"itemIdentifier":"b"}]}', "abc"],
];

describe("the response to a batch of messages", () => {
  for (const [response, failed] of responses) {
    it(`${response} reports ${failed === "" ? "no message" : failed}`, () => {
      expect(
        failedItems(response, messages)
          .map(({ messageId }) => messageId)
          .join(""),
      ).to.equal(failed);
    });
  }
});
