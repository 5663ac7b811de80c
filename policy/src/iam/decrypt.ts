/** Actions that turn what a KMS key protects into plain text, or into something that another key protects. */
export const decryptActions = ["kms:Decrypt", "kms:ReEncryptFrom"] as const;
