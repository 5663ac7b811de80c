import { AwsError } from "../http/aws-error";

/** What Step Functions says of an operation that machines of this type do not have. */
export function typeNotSupported(): AwsError {
  return new AwsError("StateMachineTypeNotSupported", "This operation is not supported by this type of state machine");
}
