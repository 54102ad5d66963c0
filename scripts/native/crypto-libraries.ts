// Finds the crypto libraries, which are linked statically: the runtime's own OpenSSL symbols differ
// between Node and Electron, and a shared libcrypto would clash with them (DATAPLANE.md, decision 2).
import { existsSync, statSync } from 'node:fs'
import { isAbsolute } from 'node:path'
import { Failure } from '../failure.mjs'
import { capture } from '../run-command.mjs'

export type CryptoLibraries = {
  /** Paths of the archives, in link order. */
  archives: readonly string[]
  /** Preprocessor definitions that say which of them are there. */
  definitions: readonly string[]
  /** What is missing and what that costs, for the person who builds; empty when all is there. */
  warnings: readonly string[]
  /** Changes when a package upgrade replaced an archive, so that everything is built again. */
  fingerprint: string
}

const IPSEC_MB_HEADER = '/usr/include/intel-ipsec-mb.h'

/** @throws {Failure} without OpenSSL's archive: there is no cipher then */
export async function findCryptoLibraries(compiler: string): Promise<CryptoLibraries> {
  const crypto = await findArchive(compiler, 'libcrypto.a')
  if (crypto === undefined) {
    throw new Failure(
      'libcrypto.a (OpenSSL 3, static) was not found. Install it: apt-get install libssl-dev',
    )
  }
  const isX64 = process.arch === 'x64'
  const ipsecMb = isX64 ? await findArchive(compiler, 'libIPSec_MB.a') : undefined
  const hasIpsecMb = ipsecMb !== undefined && existsSync(IPSEC_MB_HEADER)
  const archives = hasIpsecMb ? [ipsecMb, crypto] : [crypto]
  return {
    archives,
    definitions: hasIpsecMb ? ['-DVIP_HAVE_IPSEC_MB'] : [],
    warnings:
      isX64 && !hasIpsecMb
        ? ['libipsec-mb-dev is not installed: AES-GCM runs on OpenSSL alone, about a third slower']
        : [],
    fingerprint: archives.map((file) => `${file} ${statSync(file).size}`).join('\n'),
  }
}

async function findArchive(compiler: string, name: string): Promise<string | undefined> {
  // The compiler answers with the bare name when it does not know the file.
  const path = (await capture([compiler, `-print-file-name=${name}`])).output.trim()
  return isAbsolute(path) && existsSync(path) ? path : undefined
}
