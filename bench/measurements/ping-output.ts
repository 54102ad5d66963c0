// Reads what ping prints of each answer: "64 bytes from 192.0.2.2: icmp_seq=1 ttl=64 time=0.052 ms".

/** In milliseconds. A second answer to the same request ("DUP!") does not count. */
export function parsePingTimes(output: string): number[] {
  return output
    .split('\n')
    .filter((line) => !line.includes('DUP!'))
    .flatMap((line) => / time=([\d.]+) ms/.exec(line)?.[1] ?? [])
    .map(Number)
}
