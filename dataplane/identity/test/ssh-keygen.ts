// Runs OpenSSH's ssh-keygen, whose word on keys, fingerprints and known hosts counts.
import { spawnSync } from 'node:child_process'

/** Why it cannot be run, or undefined when it can. */
export function sshKeygenIsMissing(): string | undefined {
  return spawnSync('ssh-keygen', ['-?']).error === undefined
    ? undefined
    : 'ssh-keygen is not installed (Debian package openssh-client)'
}

export function sshKeygen(...options: string[]): {
  status: number | null
  stdout: string
  stderr: string
} {
  // The language of messages, and no terminal or agent to ask a person.
  const { status, stdout, stderr } = spawnSync('ssh-keygen', options, {
    encoding: 'utf8',
    env: { PATH: process.env['PATH'], LC_ALL: 'C' },
    input: '',
    maxBuffer: 64 * 1024 * 1024,
  })
  return { status, stdout, stderr }
}
