// Servers that know nothing of VIP, each in the foreground on a machine of a lab: OpenSSH and nginx.
import { execFileSync } from 'node:child_process'
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { LabMachine } from '../../dataplane/lab/address-plan.ts'
import type { HelperLab } from './helper-lab.ts'

/**
 * Starts sshd, which lets its user in by a key, and gives the words of ssh that a person would have
 * in their files: identity and known hosts.
 */
export async function startSshServer(lab: HelperLab, machine: LabMachine): Promise<string[]> {
  const file = (name: string) => join(lab.folder, `sshd-${machine}`, name)
  mkdirSync(file(''), { mode: 0o700 })
  for (const name of ['host', 'user']) {
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', file(name)])
  }
  copyFileSync(file('user.pub'), file('authorized'))
  const settings = [
    `HostKey ${file('host')}`,
    `AuthorizedKeysFile ${file('authorized')}`,
    ...['StrictModes no', 'UsePAM no', 'PermitRootLogin yes', 'PidFile none'],
  ]
  writeFileSync(file('sshd_config'), `${settings.join('\n')}\n`)
  // It wants a directory there, which a machine without sshd need not have, and shall not get.
  const inOwnRun = 'mount -t tmpfs tmpfs /run && mkdir /run/sshd && exec "$@"'
  const sshd = ['/usr/sbin/sshd', '-D', '-e', '-f', file('sshd_config')]
  lab.spawn(machine, ['unshare', '--mount', 'sh', '-ec', inOwnRun, 'sh', ...sshd])
  await lab.untilListening(machine, 22)
  return [
    ...['-F', 'none', '-i', file('user'), '-o', 'BatchMode=yes'],
    ...[
      '-o',
      `UserKnownHostsFile=${file('known_hosts')}`,
      '-o',
      'StrictHostKeyChecking=accept-new',
    ],
  ]
}

/** Starts nginx on port 80, with these files. */
export async function startWebServer(
  lab: HelperLab,
  machine: LabMachine,
  files: Readonly<Record<string, string | Buffer>>,
): Promise<void> {
  const folder = join(lab.folder, `nginx-${machine}`)
  mkdirSync(folder, { mode: 0o700 })
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content)
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
  const settings = `user root;
daemon off;
worker_processes 1;
pid ${folder}/pid;
error_log stderr;
events {}
http {
  access_log off;
  ${temporary.map((name) => `${name}_temp_path ${folder};`).join(' ')}
  server { listen 80; listen [::]:80; root ${folder}; }
}
`
  writeFileSync(join(folder, 'nginx.conf'), settings)
  lab.spawn(machine, ['nginx', '-p', folder, '-e', 'stderr', '-c', join(folder, 'nginx.conf')])
  await lab.untilListening(machine, 80)
}
