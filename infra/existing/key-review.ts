import { principalsOf, statementsIn } from "./policy-statements";
import { error, warning, type Remark } from "./remark";

/** A KMS key of others. */
export interface KeyState {
  readonly isEnabled: boolean;
  /** `ENCRYPT_DECRYPT`, `SIGN_VERIFY` … */
  readonly usage: string;
  readonly isRotated: boolean;
  /** JSON. */
  readonly policy: string;
}

/** What the stack wants of it. */
export interface KeyUse {
  readonly accountId: string;
  readonly region: string;
  /** Whether logs are encrypted with it. */
  readonly encryptsLogs: boolean;
}

/** What is to be said of a KMS key of others. None of it is changed. */
export function reviewKey({ isEnabled, usage, isRotated, policy }: KeyState, use: KeyUse): readonly Remark[] {
  const allowed = statementsIn(policy)
    .filter(({ Effect }) => Effect === "Allow")
    .map(principalsOf);
  const lets = (principal: RegExp) => allowed.some((principals) => principals.some((one) => principal.test(one)));
  const logs = `logs.${use.region}.amazonaws.com`;
  const services = ["cloudwatch.amazonaws.com", "events.amazonaws.com"].filter((name) => !lets(exactly(name)));
  return [
    ...(usage === "ENCRYPT_DECRYPT" ? [] : [error(`expected a symmetric key that encrypts; it is for ${usage}`)]),
    ...(isEnabled ? [] : [error("it is disabled. Enable it")]),
    ...(lets(new RegExp(`^(\\*|${use.accountId}|arn:[^:]+:iam::${use.accountId}:root)$`))
      ? []
      : [
          error(
            "its policy does not leave its use to the account's IAM policies, so that the functions' roles have none",
          ),
        ]),
    ...(use.encryptsLogs && !lets(exactly(logs))
      ? [error(`its policy does not let ${logs} encrypt, which log groups need. Add the statement EncryptLogs`)]
      : []),
    ...(services.length === 0
      ? []
      : [
          warning(
            `its policy does not let ${services.join(" and ")} use it: alarms reach no encrypted topic, rules no ` +
              "encrypted queue. Add the statement ServicesOfThisAccount",
          ),
        ]),
    ...(isRotated ? [] : [warning("it is not rotated")]),
  ];
}

const exactly = (text: string): RegExp => new RegExp(`^${text.replaceAll(".", "\\.")}$`);
