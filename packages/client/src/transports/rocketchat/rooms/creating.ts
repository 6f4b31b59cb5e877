import { field } from '../../shared/parse.ts'
import { RocketChatError } from '../rocketchat-error.ts'
import type { RocketChatServer } from '../server.ts'
import { takeUsernames } from './arguments.ts'
import { ask, given } from './ask.ts'
import { readCreatedRoom } from './room.ts'
import type { CreatedRoom } from './room.ts'

/** A room to be made; besides its name everything may be left out. */
export interface NewRoom {
  readonly name: string
  /** Usernames; I am one of them in any case. */
  readonly members?: readonly string[] | undefined
  readonly readOnly?: boolean | undefined
  readonly customFields?: Readonly<Record<string, unknown>> | undefined
  /** Such as `topic`, `encrypted`, `broadcast`, `teamId`. */
  readonly extraData?: Readonly<Record<string, unknown>> | undefined
}

const readMade = given(readCreatedRoom)

async function create(
  server: RocketChatServer,
  method: 'createChannel' | 'createPrivateGroup',
  kind: 'channels' | 'groups',
  { name, members = [], readOnly = false, customFields = {}, extraData = {} }: NewRoom,
): Promise<CreatedRoom> {
  const usernames = takeUsernames(method, members)
  return ask(server, {
    method,
    params: [name, usernames, readOnly, customFields, extraData],
    read: readMade,
    twin: async (rest) => {
      // REST has no word of its own for that.
      if (name.trim() === '') throw new RocketChatError(method, { code: 'error-invalid-name' })
      const answer = await rest.post(`${kind}.create`, { name, members: usernames, readOnly, customFields, extraData })
      return readMade(field(answer, kind === 'channels' ? 'channel' : 'group'))
    },
  })
}

/**
 * Makes a channel, which anybody may find and join.
 * Deprecated, to be removed in 9.0. REST: `POST channels.create`.
 * @throws RocketChatError with `error-invalid-user`, `error-not-allowed` (it takes `create-c`), `error-invalid-name`,
 * `error-invalid-room-name`, `error-duplicate-channel-name`, `error-archived-duplicate-name`, `error-team-not-found`,
 * `error-invalid-members`, `error-app-prevented`, a code of federation, or one common to all.
 */
export function createChannel(server: RocketChatServer, room: NewRoom): Promise<CreatedRoom> {
  return create(server, 'createChannel', 'channels', room)
}

/**
 * Makes a private group, which one has to be added to.
 * Not deprecated. REST: `POST groups.create`.
 * @throws RocketChatError with `error-invalid-user`, `error-not-allowed` (it takes `create-p`), `error-invalid-name`,
 * `error-invalid-room-name`, `error-duplicate-channel-name`, `error-archived-duplicate-name`, `error-team-not-found`,
 * `error-invalid-members`, `error-app-prevented`, a code of federation, or one common to all.
 */
export function createPrivateGroup(server: RocketChatServer, room: NewRoom): Promise<CreatedRoom> {
  return create(server, 'createPrivateGroup', 'groups', room)
}

/**
 * Opens, or finds, the direct room with these people; my own name may be among them. The server takes ten of these calls a minute.
 * Not deprecated. REST: `POST im.create`.
 * @throws RocketChatError with `error-invalid-user`, `error-not-allowed`, `error-direct-message-max-user-exceeded`, or a code
 * common to all.
 */
export async function createDirectMessage(
  server: RocketChatServer,
  usernames: readonly string[],
): Promise<CreatedRoom> {
  const people = takeUsernames('createDirectMessage', usernames)
  if (people.length === 0) {
    const reason = 'usernames must name somebody'
    throw new RocketChatError('createDirectMessage', { code: 'invalid-argument', reason })
  }
  return ask(server, {
    method: 'createDirectMessage',
    params: people,
    read: readMade,
    twin: async (rest) => readMade(field(await rest.post('im.create', { usernames: people.join(',') }), 'room')),
  })
}
