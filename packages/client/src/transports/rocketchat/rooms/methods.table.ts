import type { RocketChatServer } from '../server.ts'
import * as rooms from './index.ts'

/** One function: how it is called, what goes over the socket, and what its twin does. */
export interface MethodCase {
  readonly name: keyof typeof rooms.ROOM_ERRORS
  readonly run: (server: RocketChatServer) => Promise<unknown>
  /** The method and its parameters. */
  readonly call: readonly unknown[]
  /** Results of the server, and what is made of each. */
  readonly results: readonly (readonly [result: unknown, read: unknown])[]
  /** Results that the method does not have. */
  readonly garbage: readonly unknown[]
  readonly twin:
    | undefined
    | {
        /** What each endpoint answers. */
        readonly answers: Readonly<Record<string, object>>
        /** What is asked for, in order: verb, path and query, body. */
        readonly requests: readonly (readonly [method: string, path: string, body?: unknown])[]
        readonly read: unknown
      }
}

const DAY = new Date('2026-03-04T05:06:07.890Z')
const ISO = DAY.toISOString()
const NOTHING = [undefined, null] as const
const SCALARS = ['text', 7, true] as const
const ME = { _id: 'me', username: 'alice', name: 'Alice' }
const ROOM = { _id: 'r1', t: 'c', name: 'general', u: ME, msgs: 3, ro: false, lm: DAY, muted: ['carol'] }
const REST_ROOM = { ...ROOM, lm: ISO, topic: null }
const MESSAGE = { _id: 'm1', rid: 'r1', msg: 'Hello', ts: DAY, u: ME }
const REST_MESSAGE = { ...MESSAGE, ts: ISO, tmid: null }
const SUBSCRIPTION = { _id: 's1', rid: 'r1', t: 'c', u: ME, open: true, unread: 2, ls: DAY }
const ROLES = { rid: 'r1', u: ME, roles: ['owner'] }
const MEMBER = { ...ME, status: 'online' }
const CHANNEL = { 'rooms.info': { room: { _id: 'r1', t: 'c' } } }
const INFO = ['GET', 'rooms.info?roomId=r1'] as const

const changing = [
  [1, true],
  [0, false],
  [undefined, false],
] as const

const inGroup = (name: string, answers: object): NonNullable<MethodCase['twin']>['answers'] => ({
  'rooms.info': { room: { _id: 'r1', t: 'p' } },
  [name]: answers,
})

type RoleFunction = `${'add' | 'remove'}Room${'Leader' | 'Moderator' | 'Owner'}`

type ChangeRole = (server: RocketChatServer, rid: string, userId: string) => Promise<true>

const role = (name: RoleFunction, change: ChangeRole, endpoint: string): MethodCase => ({
  name,
  run: (server) => change(server, 'r1', 'u2'),
  call: [name, 'r1', 'u2'],
  results: [[true, true]],
  garbage: [...NOTHING, false, 1, {}],
  twin: {
    answers: { ...CHANNEL, [`channels.${endpoint}`]: {} },
    requests: [INFO, ['POST', `channels.${endpoint}`, { roomId: 'r1', userId: 'u2' }]],
    read: true,
  },
})

export const METHOD_CASES: readonly MethodCase[] = [
  {
    name: 'getRooms',
    run: (server) => rooms.getRooms(server),
    call: ['rooms/get'],
    results: [
      [[ROOM, { t: 'c' }], { update: [ROOM], remove: [] }],
      [{ update: [ROOM], remove: [{ _id: 'r2', _deletedAt: DAY }] }, { update: [ROOM], remove: [{ _id: 'r2', _deletedAt: DAY }] }],
    ],
    garbage: [...NOTHING, ...SCALARS, {}, { update: [] }, { remove: [] }, { update: {}, remove: [] }],
    twin: {
      answers: { 'rooms.get': { update: [REST_ROOM], remove: [{ _id: 'r2', _deletedAt: ISO }] } },
      requests: [['GET', 'rooms.get']],
      read: { update: [ROOM], remove: [{ _id: 'r2', _deletedAt: DAY }] },
    },
  },
  {
    name: 'getRooms',
    run: (server) => rooms.getRooms(server, DAY),
    call: ['rooms/get', DAY],
    results: [[{ update: [], remove: [] }, { update: [], remove: [] }]],
    garbage: [],
    twin: {
      answers: { 'rooms.get': { update: [], remove: [] } },
      requests: [['GET', `rooms.get?updatedSince=${encodeURIComponent(ISO)}`]],
      read: { update: [], remove: [] },
    },
  },
  {
    name: 'getSubscriptions',
    run: (server) => rooms.getSubscriptions(server, DAY),
    call: ['subscriptions/get', DAY],
    results: [[[SUBSCRIPTION], { update: [SUBSCRIPTION], remove: [] }]],
    garbage: [...NOTHING, ...SCALARS, {}],
    twin: {
      answers: { 'subscriptions.get': { update: [{ ...SUBSCRIPTION, ls: ISO }], remove: [] } },
      requests: [['GET', `subscriptions.get?updatedSince=${encodeURIComponent(ISO)}`]],
      read: { update: [SUBSCRIPTION], remove: [] },
    },
  },
  {
    name: 'getSubscriptions',
    run: (server) => rooms.getSubscriptions(server),
    call: ['subscriptions/get'],
    results: [[[], { update: [], remove: [] }]],
    garbage: [],
    twin: {
      answers: { 'subscriptions.get': { update: [], remove: [] } },
      requests: [['GET', 'subscriptions.get']],
      read: { update: [], remove: [] },
    },
  },
  {
    name: 'getRoomById',
    run: (server) => rooms.getRoomById(server, 'r1'),
    call: ['getRoomById', 'r1'],
    results: [[{ ...ROOM, secret: 1, topic: 7 }, ROOM]],
    garbage: [...NOTHING, ...SCALARS, [], {}, { _id: 'r1' }],
    twin: { answers: { 'rooms.info': { room: REST_ROOM } }, requests: [INFO], read: ROOM },
  },
  {
    name: 'getRoomNameById',
    run: (server) => rooms.getRoomNameById(server, 'r1'),
    call: ['getRoomNameById', 'r1'],
    results: [
      ['general', 'general'],
      [undefined, undefined],
    ],
    garbage: [7, true, {}, []],
    twin: { answers: { 'rooms.info': { room: REST_ROOM } }, requests: [INFO], read: 'general' },
  },
  {
    name: 'hideRoom',
    run: (server) => rooms.hideRoom(server, 'r1'),
    call: ['hideRoom', 'r1'],
    results: changing,
    garbage: ['1', true, {}, -1, Number.NaN],
    twin: { answers: { 'rooms.hide': {} }, requests: [['POST', 'rooms.hide', { roomId: 'r1' }]], read: true },
  },
  {
    name: 'openRoom',
    run: (server) => rooms.openRoom(server, 'r1'),
    call: ['openRoom', 'r1'],
    results: changing,
    garbage: ['1', false, []],
    twin: { answers: { 'rooms.open': {} }, requests: [['POST', 'rooms.open', { roomId: 'r1' }]], read: undefined },
  },
  {
    name: 'toggleFavorite',
    run: (server) => rooms.toggleFavorite(server, 'r1', false),
    call: ['toggleFavorite', 'r1', false],
    results: changing,
    garbage: ['1', {}],
    twin: {
      answers: { 'rooms.favorite': {} },
      requests: [['POST', 'rooms.favorite', { roomId: 'r1', favorite: false }]],
      read: true,
    },
  },
  {
    name: 'archiveRoom',
    run: (server) => rooms.archiveRoom(server, 'r1'),
    call: ['archiveRoom', 'r1'],
    results: [[undefined, undefined]],
    garbage: [],
    twin: {
      answers: { 'rooms.changeArchivationState': {} },
      requests: [['POST', 'rooms.changeArchivationState', { rid: 'r1', action: 'archive' }]],
      read: undefined,
    },
  },
  {
    name: 'unarchiveRoom',
    run: (server) => rooms.unarchiveRoom(server, 'r1'),
    call: ['unarchiveRoom', 'r1'],
    results: [[undefined, undefined]],
    garbage: [],
    twin: {
      answers: { 'rooms.changeArchivationState': {} },
      requests: [['POST', 'rooms.changeArchivationState', { rid: 'r1', action: 'unarchive' }]],
      read: undefined,
    },
  },
  {
    name: 'joinRoom',
    run: (server) => rooms.joinRoom(server, 'r1'),
    call: ['joinRoom', 'r1'],
    results: [
      [true, true],
      [undefined, undefined],
      [false, false],
    ],
    garbage: ['true', 1, {}],
    twin: { answers: { 'rooms.join': { room: ROOM } }, requests: [['POST', 'rooms.join', { roomId: 'r1' }]], read: undefined },
  },
  {
    name: 'joinRoom',
    run: (server) => rooms.joinRoom(server, 'r1', 'sesame'),
    call: ['joinRoom', 'r1', 'sesame'],
    results: [],
    garbage: [],
    twin: {
      answers: { 'rooms.join': {} },
      requests: [['POST', 'rooms.join', { roomId: 'r1', joinCode: 'sesame' }]],
      read: undefined,
    },
  },
  {
    name: 'leaveRoom',
    run: (server) => rooms.leaveRoom(server, 'r1'),
    call: ['leaveRoom', 'r1'],
    results: [[undefined, undefined]],
    garbage: [],
    twin: { answers: { 'rooms.leave': {} }, requests: [['POST', 'rooms.leave', { roomId: 'r1' }]], read: undefined },
  },
  {
    name: 'createDirectMessage',
    run: (server) => rooms.createDirectMessage(server, ['bob', 'carol']),
    call: ['createDirectMessage', 'bob', 'carol'],
    results: [
      [
        { t: 'd', rid: 'd1', usernames: ['alice', 'bob', 'carol'] },
        { t: 'd', rid: 'd1', usernames: ['alice', 'bob', 'carol'] },
      ],
      [
        { _id: 'd1', t: 'd', rid: 'd1', ts: DAY },
        { t: 'd', rid: 'd1', ts: DAY },
      ],
    ],
    garbage: [...NOTHING, ...SCALARS, {}, { t: 'd' }, { rid: 'd1' }],
    twin: {
      answers: { 'im.create': { room: { _id: 'd1', t: 'd', rid: 'd1', usernames: ['alice', 'bob'] } } },
      requests: [['POST', 'im.create', { usernames: 'bob,carol' }]],
      read: { t: 'd', rid: 'd1', usernames: ['alice', 'bob'] },
    },
  },
  {
    name: 'createPrivateGroup',
    run: (server) => rooms.createPrivateGroup(server, { name: 'plans', members: ['bob'], readOnly: true }),
    call: ['createPrivateGroup', 'plans', ['bob'], true, {}, {}],
    results: [[{ _id: 'p1', rid: 'p1', t: 'p', inserted: true, name: 'plans' }, { rid: 'p1', t: 'p', inserted: true, name: 'plans' }]],
    garbage: [...NOTHING, ...SCALARS, [{ rid: 'p1', t: 'p' }]],
    twin: {
      answers: { 'groups.create': { group: { _id: 'p1', t: 'p', name: 'plans', ts: ISO } } },
      requests: [
        ['POST', 'groups.create', { name: 'plans', members: ['bob'], readOnly: true, customFields: {}, extraData: {} }],
      ],
      read: { rid: 'p1', t: 'p', name: 'plans', ts: DAY },
    },
  },
  {
    name: 'createChannel',
    run: (server) => rooms.createChannel(server, { name: 'news', extraData: { topic: 'All' }, customFields: { a: 1 } }),
    call: ['createChannel', 'news', [], false, { a: 1 }, { topic: 'All' }],
    results: [[{ _id: 'c1', rid: 'c1', t: 'c', inserted: true }, { rid: 'c1', t: 'c', inserted: true }]],
    garbage: [...NOTHING, [{ rid: 'c1' }]],
    twin: {
      answers: { 'channels.create': { channel: { _id: 'c1', t: 'c', name: 'news' } } },
      requests: [
        ['POST', 'channels.create', { name: 'news', members: [], readOnly: false, customFields: { a: 1 }, extraData: { topic: 'All' } }],
      ],
      read: { rid: 'c1', t: 'c', name: 'news' },
    },
  },
  {
    name: 'loadHistory',
    run: (server) => rooms.loadHistory(server, 'r1'),
    call: ['loadHistory', 'r1', null, 20],
    results: [
      [{ messages: [MESSAGE, { _id: 'm2' }], unreadNotLoaded: 0 }, { messages: [MESSAGE], unreadNotLoaded: 0 }],
      [
        { messages: [], firstUnread: MESSAGE, unreadNotLoaded: 4 },
        { messages: [], firstUnread: MESSAGE, unreadNotLoaded: 4 },
      ],
      [false, false],
      [undefined, false],
    ],
    garbage: [true, 0, [], {}, { messages: 'none' }],
    twin: {
      answers: inGroup('groups.history', { messages: [REST_MESSAGE] }),
      requests: [INFO, ['GET', 'groups.history?roomId=r1&count=20&showThreadMessages=true']],
      read: { messages: [MESSAGE], unreadNotLoaded: 0 },
    },
  },
  {
    name: 'loadHistory',
    run: (server) => rooms.loadHistory(server, 'r1', { end: DAY, limit: 5, lastSeen: DAY, showThreadMessages: false }),
    call: ['loadHistory', 'r1', DAY, 5, DAY, false],
    results: [],
    garbage: [],
    twin: {
      answers: { 'rooms.info': { room: { _id: 'r1', t: 'd' } }, 'im.history': { messages: [REST_MESSAGE] } },
      requests: [
        INFO,
        ['GET', `im.history?roomId=r1&latest=${encodeURIComponent(ISO)}&count=5&showThreadMessages=false`],
      ],
      read: { messages: [MESSAGE], unreadNotLoaded: 0 },
    },
  },
  {
    name: 'loadHistory',
    run: (server) => rooms.loadHistory(server, 'r1', { showThreadMessages: false }),
    call: ['loadHistory', 'r1', null, 20, null, false],
    results: [],
    garbage: [],
    twin: {
      answers: { ...CHANNEL, 'channels.history': { messages: [] } },
      requests: [INFO, ['GET', 'channels.history?roomId=r1&count=20&showThreadMessages=false']],
      read: { messages: [], unreadNotLoaded: 0 },
    },
  },
  {
    name: 'loadHistory',
    run: (server) => rooms.loadHistory(server, 'r1', { lastSeen: new Date(DAY.getTime() - 1), limit: 1 }),
    call: ['loadHistory', 'r1', null, 1, new Date(DAY.getTime() - 1)],
    results: [],
    garbage: [],
    twin: {
      answers: { ...CHANNEL, 'channels.history': { messages: [REST_MESSAGE], firstUnread: REST_MESSAGE, unreadNotLoaded: 2 } },
      requests: [
        INFO,
        ['GET', 'channels.history?roomId=r1&count=1&showThreadMessages=true'],
        [
          'GET',
          'channels.history?roomId=r1&count=1&showThreadMessages=true' +
            `&oldest=${encodeURIComponent('2026-03-04T05:06:07.889Z')}&unreads=true`,
        ],
      ],
      read: { messages: [MESSAGE], firstUnread: MESSAGE, unreadNotLoaded: 2 },
    },
  },
  {
    name: 'readMessages',
    run: (server) => rooms.readMessages(server, 'r1', true),
    call: ['readMessages', 'r1', true],
    results: [[undefined, undefined]],
    garbage: [],
    twin: {
      answers: { 'subscriptions.read': {} },
      requests: [['POST', 'subscriptions.read', { rid: 'r1', readThreads: true }]],
      read: undefined,
    },
  },
  {
    name: 'sendMessage',
    run: (server) => rooms.sendMessage(server, { rid: 'r1', msg: 'Hello' }),
    call: ['sendMessage', { rid: 'r1', msg: 'Hello' }],
    results: [
      [MESSAGE, MESSAGE],
      [undefined, undefined],
    ],
    garbage: [...SCALARS, false, {}, [MESSAGE]],
    twin: {
      answers: { 'chat.sendMessage': { message: REST_MESSAGE } },
      requests: [['POST', 'chat.sendMessage', { message: { rid: 'r1', msg: 'Hello' } }]],
      read: MESSAGE,
    },
  },
  {
    name: 'sendMessage',
    run: (server) => rooms.sendMessage(server, { rid: 'r1', msg: 'Hello', _id: 'm1', tmid: 'm0', tshow: true, ts: DAY }),
    call: ['sendMessage', { rid: 'r1', msg: 'Hello', _id: 'm1', tmid: 'm0', tshow: true, ts: DAY }],
    results: [],
    garbage: [],
    twin: {
      answers: { 'chat.sendMessage': { message: REST_MESSAGE } },
      requests: [
        ['POST', 'chat.sendMessage', { message: { rid: 'r1', msg: 'Hello', _id: 'm1', tmid: 'm0', tshow: true, ts: ISO } }],
      ],
      read: MESSAGE,
    },
  },
  {
    name: 'notifyRoom',
    run: (server) => rooms.notifyRoom(server, 'r1', 'user-activity', 'alice', ['user-typing']),
    call: ['stream-notify-room', 'r1/user-activity', 'alice', ['user-typing'], {}],
    results: [[undefined, undefined]],
    garbage: [],
    twin: undefined,
  },
  {
    name: 'notifyRoom',
    run: (server) => rooms.notifyRoom(server, 'r1', 'user-activity', 'alice', [], { tmid: 'm1' }),
    call: ['stream-notify-room', 'r1/user-activity', 'alice', [], { tmid: 'm1' }],
    results: [],
    garbage: [],
    twin: undefined,
  },
  {
    name: 'notifyRoom',
    run: (server) => rooms.notifyRoom(server, 'r1', 'typing', 'alice', true),
    call: ['stream-notify-room', 'r1/typing', 'alice', true],
    results: [],
    garbage: [],
    twin: undefined,
  },
  role('addRoomLeader', rooms.addRoomLeader, 'addLeader'),
  role('addRoomModerator', rooms.addRoomModerator, 'addModerator'),
  role('addRoomOwner', rooms.addRoomOwner, 'addOwner'),
  role('removeRoomLeader', rooms.removeRoomLeader, 'removeLeader'),
  role('removeRoomModerator', rooms.removeRoomModerator, 'removeModerator'),
  role('removeRoomOwner', rooms.removeRoomOwner, 'removeOwner'),
  {
    name: 'getRoomRoles',
    run: (server) => rooms.getRoomRoles(server, 'r1'),
    call: ['getRoomRoles', 'r1'],
    results: [[[{ _id: 's1', ...ROLES }, { rid: 'r1' }], [ROLES]]],
    garbage: [...NOTHING, ...SCALARS, {}],
    twin: {
      answers: inGroup('groups.roles', { roles: [ROLES] }),
      requests: [INFO, ['GET', 'groups.roles?roomId=r1']],
      read: [ROLES],
    },
  },
  {
    name: 'getUsersOfRoom',
    run: (server) => rooms.getUsersOfRoom(server, 'r1'),
    call: ['getUsersOfRoom', 'r1', false, {}],
    results: [[{ total: 3, records: [MEMBER, { _id: 'u9' }] }, { total: 3, records: [MEMBER] }]],
    garbage: [...NOTHING, ...SCALARS, [], {}, { total: 1 }, { records: [] }],
    twin: {
      answers: { ...CHANNEL, 'channels.members': { total: 1, members: [MEMBER], count: 1, offset: 0 } },
      requests: [
        INFO,
        [
          'GET',
          'channels.members?roomId=r1&count=0&offset=0&status%5B%5D=online&status%5B%5D=away&status%5B%5D=busy',
        ],
      ],
      read: { total: 1, records: [MEMBER] },
    },
  },
  {
    name: 'getUsersOfRoom',
    run: (server) => rooms.getUsersOfRoom(server, 'r1', { showAll: true, limit: 5, skip: 10, filter: 'al & co' }),
    call: ['getUsersOfRoom', 'r1', true, { limit: 5, skip: 10 }, 'al & co'],
    results: [],
    garbage: [],
    twin: {
      answers: { 'rooms.info': { room: { _id: 'r1', t: 'd' } }, 'im.members': { total: 0, members: [] } },
      requests: [INFO, ['GET', 'im.members?roomId=r1&count=5&offset=10&filter=al%20%26%20co']],
      read: { total: 0, records: [] },
    },
  },
  {
    name: 'addUserToRoom',
    run: (server) => rooms.addUserToRoom(server, 'r1', 'bob'),
    call: ['addUserToRoom', { rid: 'r1', username: 'bob' }],
    results: [[undefined, undefined]],
    garbage: [],
    twin: {
      answers: { ...CHANNEL, 'channels.invite': { channel: ROOM } },
      requests: [INFO, ['POST', 'channels.invite', { roomId: 'r1', usernames: ['bob'] }]],
      read: undefined,
    },
  },
  {
    name: 'removeUserFromRoom',
    run: (server) => rooms.removeUserFromRoom(server, 'r1', 'bob'),
    call: ['removeUserFromRoom', { rid: 'r1', username: 'bob' }],
    results: [[true, true]],
    garbage: [...NOTHING, false],
    twin: {
      answers: inGroup('groups.kick', {}),
      requests: [INFO, ['POST', 'groups.kick', { roomId: 'r1', username: 'bob' }]],
      read: true,
    },
  },
  {
    name: 'muteUserInRoom',
    run: (server) => rooms.muteUserInRoom(server, 'r1', 'bob'),
    call: ['muteUserInRoom', { rid: 'r1', username: 'bob' }],
    results: [[true, true]],
    garbage: [...NOTHING, 1],
    twin: {
      answers: { 'rooms.muteUser': {} },
      requests: [['POST', 'rooms.muteUser', { roomId: 'r1', username: 'bob' }]],
      read: true,
    },
  },
  {
    name: 'unmuteUserInRoom',
    run: (server) => rooms.unmuteUserInRoom(server, 'r1', 'bob'),
    call: ['unmuteUserInRoom', { rid: 'r1', username: 'bob' }],
    results: [[true, true]],
    garbage: [...NOTHING, 1],
    twin: {
      answers: { 'rooms.unmuteUser': {} },
      requests: [['POST', 'rooms.unmuteUser', { roomId: 'r1', username: 'bob' }]],
      read: true,
    },
  },
  {
    name: 'saveRoomSettings',
    run: (server) => rooms.saveRoomSettings(server, 'r1', 'roomTopic', 'News'),
    call: ['saveRoomSettings', 'r1', 'roomTopic', 'News'],
    results: [[{ result: true, rid: 'r1' }, { result: true, rid: 'r1' }]],
    garbage: [...NOTHING, ...SCALARS, {}, { rid: 'r1' }],
    twin: {
      answers: { 'rooms.saveRoomSettings': { rid: 'r1' } },
      requests: [['POST', 'rooms.saveRoomSettings', { rid: 'r1', roomTopic: 'News' }]],
      read: { result: true, rid: 'r1' },
    },
  },
  {
    name: 'saveRoomSettings',
    run: (server) => rooms.saveRoomSettings(server, 'r1', { readOnly: true, favorite: { favorite: true, defaultValue: false } }),
    call: ['saveRoomSettings', 'r1', { readOnly: true, favorite: { favorite: true, defaultValue: false } }],
    results: [],
    garbage: [],
    twin: {
      answers: { 'rooms.saveRoomSettings': { rid: 'r1' } },
      requests: [
        ['POST', 'rooms.saveRoomSettings', { rid: 'r1', readOnly: true, favorite: { favorite: true, defaultValue: false } }],
      ],
      read: { result: true, rid: 'r1' },
    },
  },
]
