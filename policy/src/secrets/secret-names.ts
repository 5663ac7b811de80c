/** What a name calls a secret, where it ends so: the value itself, and not its length or where it is. */
const alwaysSecret =
  /(^|_)([A-Z]*PASSWORD|[A-Z]*PASSWD|PASSPHRASE|PASSCODE|PASS|PWD|PW|SECRET|SECRET_?KEY|API_?KEY|APP_?KEY|ACCESS_?KEY|PRIVATE_?KEY|SIGNING_?KEY|ENCRYPTION_?KEY|MASTER_?KEY|ACCOUNT_?KEY|HMAC_?KEY|SSH_?KEY|DEPLOY_?KEY|SHARED_?KEY|LICENSE_?KEY|AUTH_?TOKEN|ACCESS_?TOKEN|REFRESH_?TOKEN|BEARER_?TOKEN|API_?TOKEN|BOT_?TOKEN|CREDENTIALS?|CREDS)$/;

/** Names that are about secrets or keys: the value must look like one, too. */
const sometimesSecret =
  /(^|_)(TOKEN|KEY|SALT|AUTH|AUTHORIZATION|COOKIE|PEPPER|SEED|DSN|PIN)$|(PASSWORD|SECRET|API_?KEY|ACCESS_?KEY|PRIVATE_?KEY|CREDENTIAL)/;

/** Keys and tokens that are no secrets. */
const publicName =
  /(PUBLIC|PUBLISHABLE|PARTITION|SORT|PRIMARY|FOREIGN|ROUTING|CACHE|OBJECT|S3|TABLE|TAG|KMS|ITEM|HASH|RANGE|FILE|UPLOAD|DEDUPLICATION|IDEMPOTENCY|NEXT|PAGINATION|CONTINUATION|CANCELLATION|SITE)_?(KEY|TOKEN)$/;

/** Ends of names that say something about a secret, or where it is. */
const aboutName =
  /_(ALGORITHM|ALIAS|ARN|ATTRIBUTE|AUDIENCE|BUCKET|COLUMN|COUNT|DAYS|DIR|ENABLED|ENDPOINT|EXPIRES|EXPIRY|FIELD|FILE|FORMAT|HEADER|HOST|HOURS|ID|IDS|INTERVAL|ISSUER|LENGTH|LIMIT|LOCATION|MAX|MIN|MINUTES|MODE|MS|NAME|NAMES|PARAM|PARAMETER|PATH|PATTERN|POLICY|PORT|PREFIX|PROVIDER|QUEUE|REGEX|REGION|REQUIRED|RETRIES|ROTATION|SCOPE|SCOPES|SEC|SECONDS|SIZE|SOURCE|STAGE|STORE|SUFFIX|TABLE|TIMEOUT|TOPIC|TTL|TYPE|URI|URL|USER|USERNAME|VERSION)$/;

/** True for a key or token that everyone may have. */
export function isPublicName(name: string): boolean {
  return publicName.test(normalOf(name));
}

/** True where every value under the name is a secret. */
export function isStrictlySecretName(name: string): boolean {
  return alwaysSecret.test(normalOf(name));
}

/** True where a value under the name is a secret if it looks like one. */
export function isSecretName(name: string): boolean {
  const normal = normalOf(name);
  return sometimesSecret.test(normal) && !aboutName.test(normal) && !publicName.test(normal);
}

/** "DB_PASSWORD" of "dbPassword", "db-password" and "DB_PASSWORD_V2". */
function normalOf(name: string): string {
  return name
    .replace(/([a-z0-9])([A-Z])/g, "$1_$2")
    .replace(/[^A-Za-z0-9]+/g, "_")
    .toUpperCase()
    .replace(
      /(_(V?\d+|OLD|NEW|CURRENT|PREVIOUS|PROD|PRODUCTION|DEV|TEST|STAGING|LIVE|VALUE|PLAIN|PLAINTEXT|B64|BASE64))+$/,
      "",
    );
}
