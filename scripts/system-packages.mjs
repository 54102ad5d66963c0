// The Debian packages that the project's commands use, each with its reason.

/**
 * @typedef {'install' | 'build' | 'package' | 'start' | 'test' | 'bench' | 'fuzz'} Purpose what a person asked for
 *
 * @typedef {object} SystemPackage
 * @property {string} name as Debian names it
 * @property {string | undefined} program a program of it, to look for where there is no dpkg
 * @property {string} why
 * @property {readonly Purpose[]} needed commands that cannot work without it
 * @property {readonly Purpose[]} wanted commands that do less without it, and say what
 * @property {string} [architecture] only there, in Node's words; everywhere when left out
 */

/** @type {readonly Purpose[]} */
export const purposes = ['install', 'build', 'package', 'start', 'test', 'bench', 'fuzz']

/** @type {readonly Purpose[]} */
const whateverBuilds = ['build', 'package', 'start', 'test', 'bench', 'fuzz']
/** @type {readonly Purpose[]} */
const whateverRunsTheLab = ['start', 'test', 'bench']

/** @type {readonly SystemPackage[]} */
export const systemPackages = [
  {
    name: 'g++',
    program: 'g++',
    why: 'compiles the native addon and the link emulator; brings the sanitizers of the tests',
    needed: whateverBuilds,
    wanted: [],
  },
  {
    name: 'libssl-dev',
    program: undefined,
    why: "OpenSSL's libcrypto.a, linked into the addon for AES-GCM and ChaCha20-Poly1305",
    needed: whateverBuilds,
    wanted: [],
  },
  {
    name: 'libipsec-mb-dev',
    program: undefined,
    why: 'the fast AES-GCM of the addon; without it OpenSSL does the work, about a third slower',
    needed: [],
    wanted: whateverBuilds,
    architecture: 'x64',
  },
  {
    name: 'iproute2',
    program: 'ip',
    why: "makes the lab's namespaces, links and routes",
    needed: whateverRunsTheLab,
    wanted: [],
  },
  {
    name: 'util-linux',
    program: 'unshare',
    why: "unshare, nsenter and setpriv, which make and enter the lab's sandbox; flock",
    needed: whateverRunsTheLab,
    wanted: [],
  },
  {
    name: 'iputils-ping',
    program: 'ping',
    why: 'the first thing that a person tries in the lab; round trips in tests and bench',
    needed: ['bench'],
    wanted: ['start', 'test'],
  },
  {
    name: 'iperf3',
    program: 'iperf3',
    why: "throughput in the tests and the bench, and one of the lab's suggestions",
    needed: ['bench'],
    wanted: ['start', 'test'],
  },
  {
    name: 'curl',
    program: 'curl',
    why: 'downloads through the tunnel',
    needed: [],
    wanted: ['start', 'test'],
  },
  {
    name: 'tshark',
    program: 'tshark',
    why: 'an analyser that is not ours decrypts a capture of the tunnel',
    needed: [],
    wanted: ['test'],
  },
  {
    name: 'tcpdump',
    program: 'tcpdump',
    why: 'takes the captures',
    needed: [],
    wanted: ['test'],
  },
  {
    name: 'python3-scapy',
    program: 'scapy',
    why: "decrypts ChaCha20-Poly1305 in ESP where Debian 14's tshark, which does, cannot be fetched",
    needed: [],
    wanted: ['test'],
  },
  {
    name: 'python3-cryptography',
    program: undefined,
    why: 'the ciphers of Scapy',
    needed: [],
    wanted: ['test'],
  },
  {
    name: 'ethtool',
    program: 'ethtool',
    why: 'turns off what makes a capture on a virtual cable differ from one on a wire',
    needed: [],
    wanted: ['test'],
  },
  {
    name: 'nftables',
    program: 'nft',
    why: 'plays the router that drops packets or marks congestion',
    needed: [],
    wanted: ['test'],
  },
  {
    name: 'bind9-dnsutils',
    program: 'nsupdate',
    why: 'nsupdate, by which the lab writes its hosts into DNS; dig and delv in the tests of our name server',
    needed: ['start'],
    wanted: ['test'],
  },
  {
    name: 'bind9-utils',
    program: 'named-checkzone',
    why: 'another reader of the zone files that our name server writes',
    needed: [],
    wanted: ['test'],
  },
  {
    name: 'knot-dnsutils',
    program: 'kdig',
    why: "kdig and knsupdate: Knot's clients against our name server",
    needed: [],
    wanted: ['test'],
  },
  {
    name: 'bind9',
    program: 'named',
    why: "plays the lab's name server, as in many a real zone",
    needed: [],
    wanted: ['test'],
  },
  {
    name: 'knot',
    program: 'knotd',
    why: "plays the lab's name server, too",
    needed: [],
    wanted: ['test'],
  },
  {
    name: 'openssh-server',
    program: 'sshd',
    // Not for `npm start`: Debian would have it listen on the machine from then on. The lab says what
    // it misses.
    why: 'the program that people want to keep a connection to',
    needed: [],
    wanted: ['test'],
  },
  {
    name: 'nginx-light',
    program: 'nginx',
    // Not for `npm start`, as with sshd.
    why: 'a web server that knows nothing of VIP',
    needed: [],
    wanted: ['test'],
  },
  {
    name: 'python3-minimal',
    program: 'python3',
    why: "another language's way to look up names",
    needed: [],
    wanted: ['test'],
  },
  {
    name: 'chromium',
    program: 'chromium',
    why: 'looks up names by a resolver of its own',
    needed: [],
    wanted: ['test'],
  },
  {
    name: 'clang',
    program: 'clang++',
    why: 'libFuzzer comes with it',
    needed: ['fuzz'],
    wanted: ['test'],
  },
  {
    name: 'libclang-rt-dev',
    program: undefined,
    why: "libFuzzer and clang's sanitizers",
    needed: ['fuzz'],
    wanted: ['test'],
  },
  {
    name: 'wireguard-go',
    program: 'wireguard-go',
    why: 'compared with by the bench',
    needed: [],
    wanted: ['bench'],
  },
  {
    name: 'wireguard-tools',
    program: 'wg',
    why: 'configures wireguard-go',
    needed: [],
    wanted: ['bench'],
  },
  {
    name: 'nebula',
    program: 'nebula',
    why: 'compared with by the bench',
    needed: [],
    wanted: ['bench'],
  },
  {
    name: 'ffmpeg',
    program: 'ffmpeg',
    why: 'sends and decodes a video during the soak',
    needed: [],
    wanted: ['bench'],
  },
  {
    name: 'openvpn',
    program: 'openvpn',
    why: 'compared with by the bench',
    needed: [],
    wanted: ['bench'],
  },
  {
    name: 'openssl',
    program: 'openssl',
    why: 'makes the certificates that openvpn wants',
    needed: [],
    wanted: ['bench'],
  },
  {
    name: 'openssh-client',
    program: 'ssh-keygen',
    why: 'ssh through the tunnel; ssh-keygen, which makes the keys of the lab, and which the tests compare our keys, fingerprints and known hosts with',
    needed: [],
    wanted: ['start', 'test'],
  },
  {
    name: 'perl-base',
    program: 'perl',
    why: 'the other end of the datagram and credential sockets in the tests of sd_notify and SO_PEERCRED',
    needed: [],
    wanted: ['test'],
  },
  {
    name: 'bsdutils',
    program: 'script',
    why: 'script(1), a real terminal for the tests of `vip lab exec`',
    needed: [],
    wanted: ['test'],
  },
  {
    name: 'procps',
    program: 'pkill',
    why: 'ends a helper inside a sandbox by its command line',
    needed: [],
    wanted: ['test'],
  },
  {
    name: 'zsh',
    program: 'zsh',
    why: 'completes command lines of `vip` in a test, as bash does',
    needed: [],
    wanted: ['test'],
  },
  {
    name: 'fish',
    program: 'fish',
    why: 'the same',
    needed: [],
    wanted: ['test'],
  },
  {
    name: 'dpkg-dev',
    program: 'dpkg-shlibdeps',
    why: 'tells which libraries a package needs',
    needed: ['package'],
    wanted: ['test'],
  },
  {
    name: 'debootstrap',
    program: 'debootstrap',
    why: 'makes the clean Debian that the package is installed in',
    needed: [],
    wanted: ['test'],
  },
  {
    name: 'systemd',
    program: 'systemd-analyze',
    why: "rates the service's unit",
    needed: [],
    wanted: ['test'],
  },
  {
    name: 'desktop-file-utils',
    program: 'desktop-file-validate',
    why: "judges the app's desktop entry",
    needed: [],
    wanted: ['test'],
  },
]

/**
 * @param {Purpose} purpose
 * @returns {{ needed: SystemPackage[], wanted: SystemPackage[] }} those that apply to this machine
 */
export function packagesFor(purpose) {
  const here = systemPackages.filter(
    ({ architecture }) => architecture === undefined || architecture === process.arch,
  )
  return {
    needed: here.filter(({ needed }) => needed.includes(purpose)),
    wanted: here.filter(({ wanted }) => wanted.includes(purpose)),
  }
}
