import { keyOf, outcomeOf, upload } from "../images";
import type { Question } from "../types";

/** Characters that are encoded in different ways by notifications, URLs and forms. */
const ODD_NAMES = ["a b.jpg", "a+b.jpg", "50%.jpg", "ü 漢.jpg", "(1)!'.jpg", "in/deep/CAT.JPG", "=&?#.jpg"];

const isProcessed = ({ status, result }: Record<string, unknown>) => status === "PROCESSED" && result !== undefined;

export const uploadQuestions: readonly Question[] = [
  {
    id: "upload-s3",
    question: "Does an object in the source bucket become a result and a record?",
    expected: "a record PROCESSED, and a result of type image/jpeg",
    ask: async (subject) => {
      const key = keyOf(subject, "s3.jpg");
      await upload(subject, key, subject.image);
      const observed = await outcomeOf(subject, key);
      return { holds: isProcessed(observed), observed };
    },
  },
  {
    id: "odd-keys",
    question: "Do notifications name keys with blanks, plus, per cent, non-ASCII and URL signs so that they are found?",
    expected: "each is PROCESSED under its own key",
    ask: async (subject) => {
      const keys = ODD_NAMES.map((name) => keyOf(subject, name));
      for (const key of keys) await upload(subject, key, subject.image);
      const observed = await Promise.all(keys.map((key) => outcomeOf(subject, key)));
      return { holds: observed.every(isProcessed), observed };
    },
  },
  {
    id: "refused-image",
    question: "Is a file that is no image refused with its reason, and not tried again?",
    expected: "a record REFUSED with NOT_AN_IMAGE, no result",
    ask: async (subject) => {
      const key = keyOf(subject, "text.jpg");
      await upload(subject, key, Buffer.from("no image at all"));
      const observed = await outcomeOf(subject, key);
      const { status, reason, result } = observed;
      return { holds: status === "REFUSED" && reason === "NOT_AN_IMAGE" && result === undefined, observed };
    },
  },
];
