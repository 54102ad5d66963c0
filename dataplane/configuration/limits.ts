// The bounds of this folder, each with its reason.

/** Written by hand: the whole of PRODUCT's example has 1 KiB. */
export const maxConfigurationFileBytes = 64 * 1024

/** A table, an array or inline table in it, and one more for what a person may have meant. */
export const maxTomlDepth = 16

/** Of a wrong value in a sentence; what follows is left out. */
export const maxShownCharacters = 60

/** Editors write a file in several steps, all of them within a few milliseconds. */
export const settleMs = 150
