// Which version of a program is installed.
import { spawnSync } from 'node:child_process'

/** The first number with a dot in it that the program prints; 'unknown version' where it prints none. */
export function versionOf(program: string, option: string): string {
  const { stdout, stderr } = spawnSync(program, [option], { encoding: 'utf8' })
  return /\d+(\.\d+)+/.exec(`${stdout}${stderr}`)?.[0] ?? 'unknown version'
}
