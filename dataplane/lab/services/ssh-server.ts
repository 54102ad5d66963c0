// OpenSSH as it is, on one host of the lab.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Service } from './service.ts'
import { sshPaths } from './ssh-access.ts'

/**
 * As root it writes logins to the machine's records, and wants /run/sshd, which a machine whose own
 * sshd does not run need not have. Neither shall be seen on the machine: the records go
 * with the server, and there is another /run, in which the lab is where it was. The descriptor leads
 * to the lab, which the new /run hides. $1: the lab's run directory.
 */
const WITHOUT_TRACE = `
mount -t tmpfs -o mode=0755 tmpfs /var/log
if ! [ -d /run/sshd ]; then
  exec 3<"$1"
  mount -t tmpfs -o mode=0755 tmpfs /run
  mkdir -p /run/sshd "$1"
  mount --no-canonicalize --bind /proc/self/fd/3 "$1"
  exec 3<&-
fi
shift
exec "$@"`

export const sshServer: Service = {
  program: 'sshd',
  port: 22,
  prepare({ directory, machine, rootless, environment }, path) {
    const { folder, userKey, hostKey } = sshPaths(directory)
    const variables = Object.entries(environment).map(([name, value]) => `"${name}=${value}"`)
    const settings = [
      `HostKey ${hostKey(machine)}`,
      `AuthorizedKeysFile ${userKey}.pub`,
      // The run directory is its owner's alone, whatever /tmp above it may be.
      'StrictModes no',
      'UsePAM no',
      ...['PermitRootLogin prohibit-password', 'AuthenticationMethods publickey'],
      ...['PidFile none', 'PrintMotd no', 'PrintLastLog no', 'Subsystem sftp internal-sftp'],
      ...(variables.length > 0 ? [`SetEnv ${variables.join(' ')}`] : []),
    ]
    const file = join(folder, `sshd-${machine}.conf`)
    writeFileSync(file, `${settings.join('\n')}\n`, { mode: 0o600 })
    const sshd = [path, '-D', '-e', '-f', file]
    if (rootless) return sshd
    return ['unshare', '--mount', '--', 'sh', '-ec', WITHOUT_TRACE, 'sh', directory.path, ...sshd]
  },
}
