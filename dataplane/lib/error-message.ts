// What whoever has failed says of it.

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
