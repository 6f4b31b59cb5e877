import { emailOf, userIdOf } from '../ids.ts'
import type { RocketChatParts } from '../parts.ts'

/** How present everybody is. */
export const MEMBER_STATUS = 'online'

/** Somebody, as lists of members show them. */
export function memberDocument({ hub }: RocketChatParts, user: string): object {
  return { _id: userIdOf(user), username: user, name: hub.users.get(user)?.displayName ?? user, status: MEMBER_STATUS }
}

/** Somebody, as they see themselves. */
export function ownDocument(parts: RocketChatParts, user: string): object {
  return {
    ...memberDocument(parts, user),
    emails: [{ address: emailOf(user), verified: true }],
    roles: parts.permissions.rolesOf(user),
    active: true,
    settings: { preferences: {} },
  }
}
