// What a package could leave on a machine: files, users, units, and the kernel's network.
import type { CleanDebian } from './clean-debian.ts'

/**
 * What dpkg, adduser, systemd and the log write for themselves, whatever is installed: databases, their older versions, and
 * the folder in which it is noted that units were enabled by packages.
 */
const theirOwn = [
  ...['/var/lib/dpkg/*', '/var/log/*', '/var/cache/*', '/var/tmp/*'],
  ...['/etc/passwd-', '/etc/shadow-', '/etc/group-', '/etc/gshadow-', '/etc/.pwd.lock'],
  ...['/var/lib/systemd/*', '/etc/systemd/system/*.wants'],
]

/** Compare with `toEqual`. */
export async function installedState(debian: CleanDebian): Promise<Record<string, string[]>> {
  const lines = async (...argv: string[]) =>
    (await debian.must(...argv)).split('\n').filter(Boolean).sort()
  const ours = ['-path', '*vip*', '-not', '-path', '*/man8/vipw*']
  return {
    files: await lines(
      ...['find', '/', '-xdev', '-not', '-path', '/mnt/*'],
      ...theirOwn.flatMap((path) => ['-not', '-path', path]),
    ),
    named: await lines('find', '/', '-xdev', ...ours),
    running: await lines('find', '/run', '-xdev', ...ours),
    users: await lines('cat', '/etc/passwd', '/etc/group', '/etc/shadow', '/etc/gshadow'),
    units: await lines('systemctl', 'list-unit-files', '--no-legend', '--no-pager'),
    links: await lines('ip', '-o', '-br', 'link'),
    routes: [
      ...(await lines('ip', '-4', 'route', 'show', 'table', 'all')),
      ...(await lines('ip', '-6', 'route', 'show', 'table', 'all')),
    ],
    rules: [...(await lines('ip', '-4', 'rule')), ...(await lines('ip', '-6', 'rule'))],
  }
}
