// Who works here. Several people may be root on one machine, by sudo(8) or su(1): they are told apart by the name that they
// logged in by.
import { readFileSync } from 'node:fs'
import { userInfo } from 'node:os'

/** Nobody has logged in for this process: a service, a container (pam_loginuid(8)). */
const NO_LOGIN = 0xffff_ffff

/** The person's login name, or a number where there is none. */
export function personAtWork(
  environment: NodeJS.ProcessEnv = process.env,
  loginUid = readLoginUid(),
): string {
  if (process.getuid?.() !== 0) return ownName()
  if (loginUid !== undefined && loginUid !== NO_LOGIN) return userName(loginUid)
  return environment['SUDO_USER'] ?? ownName()
}

/** By /etc/passwd, without asking for users that only a directory service knows. */
export function userName(uid: number, passwd = readPasswd()): string {
  const line = passwd.split('\n').find((each) => each.split(':')[2] === String(uid))
  return line?.split(':')[0] ?? `the user with the number ${uid}`
}

function ownName(): string {
  return userName(process.getuid?.() ?? userInfo().uid)
}

function readLoginUid(): number | undefined {
  try {
    return Number(readFileSync('/proc/self/loginuid', 'utf8'))
  } catch {
    return undefined
  }
}

function readPasswd(): string {
  try {
    return readFileSync('/etc/passwd', 'utf8')
  } catch {
    return ''
  }
}
