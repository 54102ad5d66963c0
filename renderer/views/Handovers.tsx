// The receipts of moves, each drawn to scale while it is written.
export function Handovers() {
  return <h1>Handovers</h1>
}
