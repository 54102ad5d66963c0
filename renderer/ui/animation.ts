// What moves with the clock, without React's drawing it: by animation frames; where motion is unwelcome, by steps.

/** At once, and then again and again. @returns a function that ends it */
export function animate(step: () => void, calmStepMs: number): () => void {
  step()
  if (matchMedia('(prefers-reduced-motion: reduce)').matches) {
    const timer = setInterval(step, calmStepMs)
    return () => clearInterval(timer)
  }
  let frame = requestAnimationFrame(function next() {
    step()
    frame = requestAnimationFrame(next)
  })
  return () => cancelAnimationFrame(frame)
}
