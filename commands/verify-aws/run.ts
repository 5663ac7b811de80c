import { messageOf } from "@image-pipeline/local-pulumi";
import { readOutputs } from "../stack/outputs";
import type { StackOutputs } from "../../handlers/contract";
import type { StateResource } from "./deployer";
import { apiQuestions } from "./questions/api";
import { deadLetterQuestions } from "./questions/dead-letters";
import { deploymentQuestions } from "./questions/deployment";
import { leftOverQuestion } from "./questions/left-over";
import { uploadQuestions } from "./questions/uploads";
import type { Answer, Question, Subject } from "./types";

async function answer(question: Question, subject: Subject): Promise<Answer> {
  const { id, expected } = question;
  const start = performance.now();
  const seconds = () => Math.round((performance.now() - start) / 100) / 10;
  const asked = { id, question: question.question, expected };
  try {
    const reason = question.skip?.(subject);
    if (reason !== undefined) return { ...asked, outcome: "skipped", observed: reason, seconds: 0 };
    const { holds, observed } = await question.ask(subject);
    return { ...asked, outcome: holds ? "holds" : "differs", observed, seconds: seconds() };
  } catch (error) {
    return { ...asked, outcome: "failed", observed: messageOf(error), seconds: seconds() };
  }
}

/**
 * Asks everything, in order: a stack that has come up, at least in part, is destroyed whatever the answers are.
 *
 * @param onAnswer called after each answer
 */
export async function askAll(
  subject: Omit<Subject, "outputs">,
  onAnswer: (answer: Answer) => void,
): Promise<readonly Answer[]> {
  const answers: Answer[] = [];
  let outputs: StackOutputs | undefined;
  let resources: readonly StateResource[] = [];
  const whole: Subject = {
    ...subject,
    outputs: () => {
      if (outputs === undefined) throw new Error("the stack is not up");
      return outputs;
    },
  };
  const ask = async (question: Question) => {
    const given = await answer(question, whole);
    answers.push(given);
    onAnswer(given);
    return given;
  };
  const { up, unchanged, destroy } = deploymentQuestions;
  const { outcome } = await ask(up);
  try {
    resources = await subject.deployer.resources();
    if (outcome === "holds") {
      outputs = readOutputs(await subject.deployer.outputs());
      for (const question of [...uploadQuestions, ...apiQuestions, ...deadLetterQuestions, unchanged]) {
        await ask(question);
      }
    }
  } finally {
    await ask(destroy);
    await ask(leftOverQuestion(() => resources));
  }
  return answers;
}
