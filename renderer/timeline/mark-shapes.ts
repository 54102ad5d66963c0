// The outlines of marks, as SVG path data about a point. Pure.
import type { MarkShape } from './tracks.ts'

const R = 4.5

/** Drawn as lines; the others are filled. */
export function isStroked(shape: MarkShape): boolean {
  return shape === 'ring' || shape === 'cross'
}

export function markPath(shape: MarkShape, x: number, y: number): string {
  const to = (dx: number, dy: number) => `${round(x + dx)} ${round(y + dy)}`
  const polygon = (...corners: [number, number][]) =>
    `M${corners.map(([dx, dy]) => to(dx, dy)).join('L')}Z`
  switch (shape) {
    case 'ring':
      return circle(R - 0.75)
    case 'disc':
      return circle(R)
    case 'diamond':
      return polygon([0, -5.5], [5.5, 0], [0, 5.5], [-5.5, 0])
    case 'cross':
      return `M${to(-3.5, -3.5)}L${to(3.5, 3.5)}M${to(3.5, -3.5)}L${to(-3.5, 3.5)}`
    case 'rise':
      return polygon([0, -5], [5, 4], [-5, 4])
    case 'leave':
      return polygon([-4, -5], [5, 0], [-4, 5])
    case 'arrive':
      return polygon([4, -5], [-5, 0], [4, 5])
    case 'box':
      return polygon([-4, -4], [4, -4], [4, 4], [-4, 4])
  }

  function circle(r: number): string {
    return `M${to(-r, 0)}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0Z`
  }
}

function round(value: number): number {
  return Math.round(value * 10) / 10
}
