// The process that holds a host's network and mount namespace, and what is set up in them before
// anything else runs there.

export interface HostOptions {
  /** Forwards packets between its interfaces, IPv4 and IPv6. */
  forwarding?: boolean
  /**
   * Files of the machine that have other contents on this host, by absolute path; each must exist
   * on the machine.
   */
  files?: Readonly<Record<string, string>>
}

// Relative to /proc/sys/net. A new namespace may inherit the machine's IPv4 settings, so those are
// set too.
const SETTINGS: readonly (readonly [string, string])[] = [
  ['ipv6/conf/all/disable_ipv6', '0'],
  ['ipv6/conf/default/disable_ipv6', '0'],
  ['ipv6/conf/default/accept_dad', '0'],
  ['ipv6/conf/default/accept_ra', '0'],
  ['ipv4/conf/all/rp_filter', '0'],
  ['ipv4/conf/default/rp_filter', '0'],
  ['ipv4/ping_group_range', '0 0'],
  // For servers that run as a user who is not root here either.
  ['ipv4/ip_unprivileged_port_start', '0'],
]

// A bridge would show each frame to the packet filter, which has no rules here. Not every kernel
// has these, or gives them to a user who is not root.
const WISHES: readonly (readonly [string, string])[] = [
  ['bridge/bridge-nf-call-iptables', '0'],
  ['bridge/bridge-nf-call-ip6tables', '0'],
  ['bridge/bridge-nf-call-arptables', '0'],
]

const FORWARDING: readonly (readonly [string, string])[] = [
  ['ipv4/ip_forward', '1'],
  ['ipv6/conf/all/forwarding', '1'],
]

// Arguments: triples "set PATH VALUE", "wish PATH VALUE" and "file PATH CONTENT". A file's content
// waits on a file system mounted for that moment over /tmp, which every machine has; the mount over
// the file keeps it. The new /sys shows this namespace's interfaces; where the kernel refuses it,
// few programs notice.
const HOLDER = `
set -e
mount -t sysfs sysfs /sys 2>/dev/null || :
ip link set lo up
mount -t tmpfs -o mode=0755 tmpfs /tmp
while [ $# -gt 0 ]; do
  case $1 in
    set) [ ! -e "/proc/sys/net/$2" ] || echo "$3" >"/proc/sys/net/$2" ;;
    wish) (echo "$3" >"/proc/sys/net/$2") 2>/dev/null || : ;;
    file) printf %s "$3" >"/tmp/$#"; mount --bind "/tmp/$#" "$2" ;;
  esac
  shift 3
done
umount /tmp
echo $$
exec sleep infinity </dev/null >/dev/null 2>&1`

/** A command that prints the holder's process number and ends, leaving the holder to process 1. */
export function hostCommand(name: string, options: HostOptions): string[] {
  const settings = options.forwarding ? [...SETTINGS, ...FORWARDING] : SETTINGS
  const steps = [
    ...settings.flatMap(([path, value]) => ['set', path, value]),
    ...WISHES.flatMap(([path, value]) => ['wish', path, value]),
    ...Object.entries(options.files ?? {}).flatMap(([path, content]) => ['file', path, content]),
  ]
  const holder = ['unshare', '--net', '--mount', '--', 'sh', '-c', HOLDER, `vip-host-${name}`]
  return ['sh', '-c', '"$@" &', 'sh', ...holder, ...steps]
}
