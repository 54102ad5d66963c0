// iperf3 on one host of the lab. It serves one test at a time.
import type { Service } from './service.ts'

export const throughputServer: Service = {
  program: 'iperf3',
  port: 5201,
  prepare: (_, path) => [path, '--server'],
}
