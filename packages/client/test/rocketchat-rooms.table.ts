import * as rooms from '@nowtyping/client/rocketchat/rooms'
import type { CreatedRoom, ROOM_ERRORS } from '@nowtyping/client/rocketchat/rooms'
import { GENERAL, type RoomsMode, type RoomsStage } from './support/rooms-stage.ts'

export type RoomFunction = keyof typeof ROOM_ERRORS

/** A refusal: how it comes about, and where that is not the same everywhere, where. */
export interface RefusalCase {
  readonly name: RoomFunction
  readonly code: string
  readonly run: (stage: RoomsStage) => Promise<unknown>
  readonly only?: readonly RoomsMode[]
}

export const NOWHERE = 'nowhere'
const [ALICE, BOB, DAVE, NOBODY] = ['uid-alice', 'uid-bob', 'uid-dave', 'uid-nobody']
const SOCKET: readonly RoomsMode[] = ['6.6.0', '9.0.0']

/** A private group of Alice's that only Bob is in beside her. */
export async function group(stage: RoomsStage): Promise<string> {
  return (await rooms.createPrivateGroup(await stage.as('alice'), { name: 'plans', members: ['bob'] })).rid
}

/** A direct room of Alice and Bob. */
export async function direct(stage: RoomsStage): Promise<string> {
  return (await rooms.createDirectMessage(await stage.as('alice'), ['bob'])).rid
}

/** Takes a permission from everybody. */
async function without(stage: RoomsStage, permission: string): Promise<void> {
  stage.world.server.control.rocketchat.configure({ permissions: { [permission]: [] } })
}

type Run = RefusalCase['run']

const by =
  (name: 'alice' | 'bob' | 'dave' | '', act: (server: rooms.RocketChatServer, stage: RoomsStage) => Promise<unknown>): Run =>
  async (stage) =>
    act(await (name === '' ? stage.visitor() : stage.as(name)), stage)

/** The six functions for roles: what each refuses, in the order in which the server looks. */
function roleRefusals(): readonly RefusalCase[] {
  const all = [
    { role: 'leader', add: rooms.addRoomLeader, remove: rooms.removeRoomLeader, label: 'Leader' },
    { role: 'moderator', add: rooms.addRoomModerator, remove: rooms.removeRoomModerator, label: 'Moderator' },
    { role: 'owner', add: rooms.addRoomOwner, remove: rooms.removeRoomOwner, label: 'Owner' },
  ] as const
  return all.flatMap(({ role, add, remove, label }): readonly RefusalCase[] => {
    const [adds, removes] = [`addRoom${label}`, `removeRoom${label}`] as const
    const changes = [
      [adds, add],
      [removes, remove],
    ] as const
    return [
      ...changes.flatMap(([name, change]): readonly RefusalCase[] => [
        { name, code: 'error-invalid-user', run: by('', (server) => change(server, GENERAL, BOB)) },
        { name, code: 'error-invalid-user', run: by('alice', (server) => change(server, GENERAL, NOBODY)) },
        { name, code: 'error-not-allowed', run: by('bob', (server) => change(server, GENERAL, ALICE)) },
      ]),
      ...(role === 'leader'
        ? changes.map(([name, change]): RefusalCase => {
            return { name, code: 'error-not-allowed', run: by('bob', (server) => change(server, NOWHERE, ALICE)) }
          })
        : changes.map(([name, change]): RefusalCase => {
            return { name, code: 'error-invalid-room', run: by('alice', (server) => change(server, NOWHERE, BOB)) }
          })),
      { name: adds, code: 'error-user-not-in-room', run: by('alice', (server) => add(server, GENERAL, DAVE)) },
      {
        name: adds,
        code: `error-user-already-${role}`,
        run: by('alice', async (server) => {
          await add(server, GENERAL, BOB)
          await add(server, GENERAL, BOB)
        }),
      },
      {
        name: removes,
        code: role === 'leader' ? 'error-user-not-in-room' : 'error-invalid-room',
        run: by('alice', (server) => remove(server, GENERAL, DAVE)),
      },
      { name: removes, code: `error-user-not-${role}`, run: by('alice', (server) => remove(server, GENERAL, BOB)) },
      ...(role === 'owner'
        ? [{ name: removes, code: 'error-remove-last-owner', run: by('alice', (server) => remove(server, GENERAL, ALICE)) }]
        : []),
    ]
  })
}

function creationRefusals(
  name: 'createChannel' | 'createPrivateGroup',
  create: (server: rooms.RocketChatServer, room: rooms.NewRoom) => Promise<CreatedRoom>,
): readonly RefusalCase[] {
  return [
    { name, code: 'error-invalid-user', run: by('', (server) => create(server, { name: 'news' })) },
    {
      name,
      code: 'error-not-allowed',
      run: by('bob', async (server, stage) => {
        await without(stage, name === 'createChannel' ? 'create-c' : 'create-p')
        await create(server, { name: 'news' })
      }),
    },
    { name, code: 'error-invalid-name', run: by('bob', (server) => create(server, { name: '' })) },
    { name, code: 'error-invalid-room-name', run: by('bob', (server) => create(server, { name: 'news of today' })) },
    { name, code: 'error-duplicate-channel-name', run: by('bob', (server) => create(server, { name: 'general' })) },
    {
      name,
      code: 'error-archived-duplicate-name',
      run: by('alice', async (server) => {
        await rooms.archiveRoom(server, GENERAL)
        await create(server, { name: 'general' })
      }),
    },
    {
      name,
      code: 'error-team-not-found',
      run: by('bob', (server) => create(server, { name: 'news', extraData: { teamId: 'none' } })),
    },
  ]
}

export const REFUSALS: readonly RefusalCase[] = [
  { name: 'getRoomById', code: 'error-invalid-user', run: by('', (server) => rooms.getRoomById(server, GENERAL)) },
  { name: 'getRoomById', code: 'error-not-allowed', run: by('alice', (server) => rooms.getRoomById(server, NOWHERE)) },
  {
    name: 'getRoomById',
    code: 'error-not-allowed',
    run: by('dave', async (server, stage) => rooms.getRoomById(server, await group(stage))),
  },
  { name: 'getRoomNameById', code: 'error-invalid-user', run: by('', (server) => rooms.getRoomNameById(server, GENERAL)) },
  { name: 'getRoomNameById', code: 'error-not-allowed', run: by('alice', (server) => rooms.getRoomNameById(server, NOWHERE)) },
  {
    name: 'getRoomNameById',
    code: 'error-not-allowed',
    run: by('dave', async (server, stage) => rooms.getRoomNameById(server, await group(stage))),
  },
  { name: 'hideRoom', code: 'error-invalid-user', run: by('', (server) => rooms.hideRoom(server, GENERAL)) },
  { name: 'openRoom', code: 'error-invalid-user', run: by('', (server) => rooms.openRoom(server, GENERAL)) },
  { name: 'toggleFavorite', code: 'error-invalid-user', run: by('', (server) => rooms.toggleFavorite(server, GENERAL, true)) },
  {
    name: 'toggleFavorite',
    code: 'error-invalid-subscription',
    run: by('dave', (server) => rooms.toggleFavorite(server, GENERAL, true)),
  },
  {
    name: 'toggleFavorite',
    code: 'error-invalid-subscription',
    run: by('dave', (server) => rooms.toggleFavorite(server, NOWHERE, true)),
  },
  { name: 'archiveRoom', code: 'error-invalid-user', run: by('', (server) => rooms.archiveRoom(server, GENERAL)) },
  { name: 'archiveRoom', code: 'error-invalid-room', run: by('alice', (server) => rooms.archiveRoom(server, NOWHERE)) },
  {
    name: 'archiveRoom',
    code: 'error-direct-message-room',
    run: by('alice', async (server, stage) => rooms.archiveRoom(server, await direct(stage))),
  },
  { name: 'archiveRoom', code: 'error-not-authorized', run: by('bob', (server) => rooms.archiveRoom(server, GENERAL)) },
  { name: 'unarchiveRoom', code: 'error-invalid-user', run: by('', (server) => rooms.unarchiveRoom(server, GENERAL)) },
  { name: 'unarchiveRoom', code: 'error-invalid-room', run: by('alice', (server) => rooms.unarchiveRoom(server, NOWHERE)) },
  { name: 'unarchiveRoom', code: 'error-not-authorized', run: by('bob', (server) => rooms.unarchiveRoom(server, GENERAL)) },
  { name: 'joinRoom', code: 'error-invalid-user', run: by('', (server) => rooms.joinRoom(server, GENERAL)) },
  { name: 'joinRoom', code: 'error-invalid-room', run: by('dave', (server) => rooms.joinRoom(server, NOWHERE)) },
  {
    name: 'joinRoom',
    code: 'error-not-allowed',
    run: by('dave', async (server, stage) => rooms.joinRoom(server, await group(stage))),
  },
  ...[undefined, 'open'].map((code): RefusalCase => ({
    name: 'joinRoom',
    code: code === undefined ? 'error-code-required' : 'error-code-invalid',
    run: by('dave', async (server, stage) => {
      await rooms.saveRoomSettings(await stage.socket('alice'), GENERAL, 'joinCode', 'sesame')
      await rooms.joinRoom(server, GENERAL, code)
    }),
  })),
  { name: 'leaveRoom', code: 'error-invalid-user', run: by('', (server) => rooms.leaveRoom(server, GENERAL)) },
  { name: 'leaveRoom', code: 'error-invalid-room', run: by('bob', (server) => rooms.leaveRoom(server, NOWHERE)) },
  {
    name: 'leaveRoom',
    code: 'error-not-allowed',
    run: by('bob', async (server, stage) => rooms.leaveRoom(server, await direct(stage))),
  },
  { name: 'leaveRoom', code: 'error-user-not-in-room', run: by('dave', (server) => rooms.leaveRoom(server, GENERAL)) },
  { name: 'leaveRoom', code: 'error-you-are-last-owner', run: by('alice', (server) => rooms.leaveRoom(server, GENERAL)) },
  { name: 'createDirectMessage', code: 'error-invalid-user', run: by('', (server) => rooms.createDirectMessage(server, ['bob'])) },
  {
    name: 'createDirectMessage',
    code: 'error-invalid-user',
    run: by('alice', (server) => rooms.createDirectMessage(server, ['nobody'])),
  },
  {
    name: 'createDirectMessage',
    code: 'error-not-allowed',
    run: by('bob', async (server, stage) => {
      await without(stage, 'create-d')
      await rooms.createDirectMessage(server, ['dave'])
    }),
  },
  {
    name: 'createDirectMessage',
    code: 'error-direct-message-max-user-exceeded',
    run: by('alice', async (server, stage) => {
      stage.world.server.control.rocketchat.configure({ maxDirectMessageUsers: 2 })
      await rooms.createDirectMessage(server, ['bob', 'carol'])
    }),
  },
  ...creationRefusals('createChannel', rooms.createChannel),
  ...creationRefusals('createPrivateGroup', rooms.createPrivateGroup),
  { name: 'loadHistory', code: 'error-invalid-user', run: by('', (server) => rooms.loadHistory(server, GENERAL)) },
  { name: 'readMessages', code: 'error-invalid-user', run: by('', (server) => rooms.readMessages(server, GENERAL)) },
  { name: 'readMessages', code: 'error-room-does-not-exist', run: by('bob', (server) => rooms.readMessages(server, NOWHERE)) },
  {
    name: 'readMessages',
    code: 'error-not-allowed',
    run: by('dave', async (server, stage) => rooms.readMessages(server, await group(stage))),
  },
  { name: 'sendMessage', code: 'error-invalid-user', run: by('', (server) => rooms.sendMessage(server, { rid: GENERAL, msg: 'x' })) },
  { name: 'sendMessage', code: 'error-invalid-message', run: by('bob', (server) => rooms.sendMessage(server, { rid: GENERAL, msg: '' })) },
  {
    name: 'sendMessage',
    code: 'error-message-size-exceeded',
    run: by('bob', (server) => rooms.sendMessage(server, { rid: GENERAL, msg: 'x'.repeat(5_001) })),
  },
  {
    name: 'sendMessage',
    code: 'error-message-ts-out-of-sync',
    run: by('bob', (server) => rooms.sendMessage(server, { rid: GENERAL, msg: 'x', ts: new Date(0) })),
    // A date of REST is a text there, which the mock server does not look at.
    only: SOCKET,
  },
  {
    name: 'sendMessage',
    code: 'invalid-params',
    run: by('bob', (server) => rooms.sendMessage(server, { rid: GENERAL, msg: 'x', tshow: true })),
  },
  ...roleRefusals(),
  {
    name: 'getRoomRoles',
    code: 'error-invalid-user',
    run: by('dave', async (server, stage) => rooms.getRoomRoles(server, await group(stage))),
  },
  { name: 'getRoomRoles', code: 'error-invalid-user', run: by('', (server) => rooms.getRoomRoles(server, GENERAL)) },
  { name: 'getRoomRoles', code: 'error-invalid-room', run: by('bob', (server) => rooms.getRoomRoles(server, NOWHERE)) },
  { name: 'getUsersOfRoom', code: 'error-invalid-user', run: by('', (server) => rooms.getUsersOfRoom(server, GENERAL)) },
  { name: 'getUsersOfRoom', code: 'error-invalid-room', run: by('bob', (server) => rooms.getUsersOfRoom(server, NOWHERE)) },
  {
    name: 'getUsersOfRoom',
    code: 'not-authorized',
    run: by('dave', async (server, stage) => rooms.getUsersOfRoom(server, await group(stage))),
    only: SOCKET,
  },
  {
    name: 'getUsersOfRoom',
    code: 'error-not-allowed',
    run: by('dave', async (server, stage) => rooms.getUsersOfRoom(server, await group(stage))),
    only: ['REST alone'],
  },
  ...([
    ['muteUserInRoom', rooms.muteUserInRoom],
    ['unmuteUserInRoom', rooms.unmuteUserInRoom],
  ] as const).flatMap(([name, mute]): readonly RefusalCase[] => [
    { name, code: 'error-invalid-user', run: by('', (server) => mute(server, GENERAL, 'bob')) },
    { name, code: 'error-not-allowed', run: by('bob', (server) => mute(server, GENERAL, 'carol')) },
    { name, code: 'error-invalid-room', run: by('alice', (server) => mute(server, NOWHERE, 'bob')) },
    {
      name,
      code: 'error-invalid-room-type',
      run: by('alice', async (server, stage) => mute(server, await direct(stage), 'bob')),
    },
    { name, code: 'error-user-not-in-room', run: by('alice', (server) => mute(server, GENERAL, 'dave')) },
  ]),
  { name: 'addUserToRoom', code: 'error-invalid-user', run: by('', (server) => rooms.addUserToRoom(server, GENERAL, 'dave')) },
  { name: 'addUserToRoom', code: 'error-invalid-room', run: by('alice', (server) => rooms.addUserToRoom(server, NOWHERE, 'dave')) },
  {
    name: 'addUserToRoom',
    code: 'error-cant-invite-for-direct-room',
    run: by('alice', async (server, stage) => rooms.addUserToRoom(server, await direct(stage), 'dave')),
  },
  { name: 'addUserToRoom', code: 'error-not-allowed', run: by('bob', (server) => rooms.addUserToRoom(server, GENERAL, 'dave')) },
  { name: 'addUserToRoom', code: 'error-user-not-found', run: by('alice', (server) => rooms.addUserToRoom(server, GENERAL, 'nobody')) },
  { name: 'removeUserFromRoom', code: 'error-invalid-user', run: by('', (server) => rooms.removeUserFromRoom(server, GENERAL, 'bob')) },
  {
    name: 'removeUserFromRoom',
    code: 'error-invalid-user',
    run: by('alice', (server) => rooms.removeUserFromRoom(server, GENERAL, 'nobody')),
  },
  { name: 'removeUserFromRoom', code: 'error-not-allowed', run: by('bob', (server) => rooms.removeUserFromRoom(server, GENERAL, 'carol')) },
  {
    name: 'removeUserFromRoom',
    code: 'error-room-not-found',
    run: by('alice', (server) => rooms.removeUserFromRoom(server, NOWHERE, 'bob')),
  },
  {
    name: 'removeUserFromRoom',
    code: 'error-user-not-in-room',
    run: by('alice', (server) => rooms.removeUserFromRoom(server, GENERAL, 'dave')),
  },
  {
    name: 'removeUserFromRoom',
    code: 'error-you-are-last-owner',
    run: by('alice', (server) => rooms.removeUserFromRoom(server, GENERAL, 'alice')),
  },
  {
    name: 'saveRoomSettings',
    code: 'error-invalid-user',
    run: by('', (server) => rooms.saveRoomSettings(server, GENERAL, 'roomTopic', 'x')),
  },
  {
    name: 'saveRoomSettings',
    code: 'error-invalid-room',
    run: by('alice', (server) => rooms.saveRoomSettings(server, NOWHERE, 'roomTopic', 'x')),
  },
  {
    name: 'saveRoomSettings',
    code: 'error-invalid-settings',
    run: by('alice', (server) => rooms.saveRoomSettings(server, GENERAL, Object.assign({ roomTopic: 'x' }, { nonsense: true }))),
  },
  {
    name: 'saveRoomSettings',
    code: 'error-action-not-allowed',
    run: by('bob', (server) => rooms.saveRoomSettings(server, GENERAL, 'roomTopic', 'x')),
  },
  ...(['news of today', 'random'] as const).map((roomName): RefusalCase => ({
    name: 'saveRoomSettings',
    code: roomName === 'random' ? 'error-duplicate-channel-name' : 'error-invalid-room-name',
    run: by('alice', (server) => rooms.saveRoomSettings(server, GENERAL, { roomName })),
  })),
  {
    name: 'saveRoomSettings',
    code: 'error-archived-duplicate-name',
    run: by('alice', async (server) => {
      await rooms.archiveRoom(server, 'random')
      await rooms.saveRoomSettings(server, GENERAL, 'roomName', 'random')
    }),
  },
]

/** Codes that servers have and the mock server does not: apps, federation, bans; and an id that we refuse ourselves. */
export const NOT_ON_THE_MOCK: ReadonlySet<string> = new Set([
  'openRoom error-invalid-room',
  'createChannel error-invalid-members',
  'createChannel error-app-prevented',
  'createChannel error-federated-users-in-non-federated-rooms',
  'createChannel error-not-authorized-federation',
  'createPrivateGroup error-invalid-members',
  'createPrivateGroup error-app-prevented',
  'createPrivateGroup error-federated-users-in-non-federated-rooms',
  'createPrivateGroup error-not-authorized-federation',
  'sendMessage error-not-allowed',
  'addUserToRoom error-user-is-banned',
  'removeUserFromRoom error-app-prevented',
])
