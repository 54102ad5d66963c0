// The lab: its topology, buttons that move its hosts, and the paper's figures from what arrives.
export function Lab() {
  return <h1>Lab</h1>
}
