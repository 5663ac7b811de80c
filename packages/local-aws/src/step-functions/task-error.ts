/** A failed Task: `name` is what `Retry` and `Catch` compare, the message is the cause. */
export class TaskError extends Error {
  constructor(name: string, cause: string) {
    super(cause);
    this.name = name;
  }
}
