// The lab with our own name server.
import { describeNames } from './names-suite.ts'

describeNames(
  'vip',
  'nsupdate',
  'dig',
  'ssh',
  'sshd',
  'nginx',
  'curl',
  'iperf3',
  'python3',
  'tcpdump',
)
