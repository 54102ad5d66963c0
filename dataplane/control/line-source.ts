// A stream as the connection sees it: asked for the next line whenever the socket takes one, so
// that what a slow client does not read is never piled up here.

export interface LineSource {
  /** The next frame, without its line break; undefined while there is nothing to tell. */
  nextLine(): string | undefined
  close(): void
}

/** Told that `nextLine` may have one again. */
export type OnNews = () => void
