// What a caller of the control socket may do, by what the kernel says of its process.
import { readFileSync } from 'node:fs'
import type { PeerCredentials } from 'tun-tap/peer-credentials'
import type { Rights } from '../contract/calls.ts'

/** Members may do what the helper's own user may. */
export const controlGroupName = 'vip'

export type Caller = { uid: number; rights: Rights }

/**
 * @param ownerUid whom the helper runs as
 * @param groupId of the group `vip`; undefined where there is none
 */
export function rightsOf(
  { uid, gid, groups }: PeerCredentials,
  ownerUid: number,
  groupId: number | undefined,
): Rights {
  if (isOwner({ uid }, ownerUid)) return 'write'
  if (groupId === undefined) return 'read'
  return gid === groupId || groups?.includes(groupId) === true ? 'write' : 'read'
}

/** Root, or whom the helper runs as: they could read its files themselves. */
export function isOwner({ uid }: Pick<Caller, 'uid'>, ownerUid = process.getuid?.() ?? 0): boolean {
  return uid === 0 || uid === ownerUid
}

/** @param groupFile text as /etc/group has it (group(5)) */
export function groupIdIn(groupFile: string, name: string): number | undefined {
  for (const line of groupFile.split('\n')) {
    const [found, , id = ''] = line.split(':')
    if (found === name && /^\d{1,10}$/.test(id)) return Number(id)
  }
  return undefined
}

/**
 * Of the group `vip` on this machine. The package makes it, so that it stands in the file itself.
 */
export function controlGroupId(path = '/etc/group'): number | undefined {
  try {
    return groupIdIn(readFileSync(path, 'utf8'), controlGroupName)
  } catch {
    // Without the file there are no groups by name, and so no members.
    return undefined
  }
}
