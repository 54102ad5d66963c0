// The bounds of this folder, each with its reason.

/** PROTOCOL section 10: what one person can be asked; more are refused, not queued. */
export const maxOpenQuestions = 64

/** An OpenSSH Ed25519 key has 400 to 700 bytes; a comment may be long. */
export const maxHostKeyFileBytes = 16_384

/** Keys whose X25519 form is kept, some 200 bytes each: those of partners, and of strangers of the last minutes. */
export const maxNoiseStatics = 1024
/** Secrets of two keys that are kept, for the same partners. */
export const maxKeptSecrets = 1024

/** Some 50,000 hosts. Beyond it reading the file at each change would be felt. */
export const maxKnownHostsFileBytes = 8 * 1024 * 1024
/** No line is added to so large a file unless a person says so: the rest is for their answers. */
export const maxUnaskedBytes = maxKnownHostsFileBytes / 2
