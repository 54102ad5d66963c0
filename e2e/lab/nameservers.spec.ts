// The lab with other people's name servers: the same suite passes with each.
import { describeNames } from './names-suite.ts'

const clients = ['nsupdate', 'dig', 'ssh', 'sshd', 'nginx', 'curl', 'iperf3', 'python3', 'tcpdump']

describeNames('bind', 'named', ...clients)
describeNames('knot', 'knotd', ...clients)
