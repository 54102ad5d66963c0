// Hands a batch of native events to their listener.

/**
 * What the listener throws becomes an uncaught exception, and the events after it are delivered all the same: across
 * the native border it would be swallowed, and the rest of the batch with it.
 */
export function deliverEach<Event>(
  events: readonly Event[],
  listener: (event: Event) => void,
): void {
  for (const event of events) {
    try {
      listener(event)
    } catch (error) {
      queueMicrotask(() => {
        throw error
      })
    }
  }
}
