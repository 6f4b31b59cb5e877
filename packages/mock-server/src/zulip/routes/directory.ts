import { isAccessible } from '../directory.ts'
import { badRequest } from '../errors.ts'
import { accessChannel, type Route, type UserCall } from '../route.ts'
import { formatChannel, formatUser, subscriptionsOf } from '../snapshot.ts'

function getUsers({ directory }: UserCall): object {
  return { members: directory.users().map(formatUser) }
}

function getUser({ directory, pathPart }: UserCall): object {
  const user = directory.userById(Number(pathPart('userId')))
  if (user === undefined) throw badRequest('No such user')
  return { user: formatUser(user) }
}

function getStreams({ directory, me }: UserCall): object {
  const channels = directory.channels().filter((channel) => isAccessible(channel, me.user.name))
  return { streams: channels.map(formatChannel) }
}

function getTopics(call: UserCall): object {
  const channel = accessChannel(call, Number(call.pathPart('channelId')))
  const topics = new Map<string, { readonly name: string; readonly max_id: number }>()
  for (const { id, place } of call.messages.all()) {
    if (place.kind !== 'channel' || place.room !== channel.room.id) continue
    topics.set(place.topic.toLowerCase(), { name: place.topic, max_id: id })
  }
  return { topics: [...topics.values()].toSorted((a, b) => b.max_id - a.max_id) }
}

/** Who and what there is. */
export const directoryRoutes: readonly Route[] = [
  { method: 'GET', path: '/users', op: 'users', access: 'user', handle: getUsers },
  { method: 'GET', path: '/users/me', op: 'users:me', access: 'user', handle: ({ me }) => formatUser(me) },
  { method: 'GET', path: '/users/:userId', op: 'users:one', access: 'user', handle: getUser },
  { method: 'GET', path: '/streams', op: 'streams', access: 'user', handle: getStreams },
  {
    method: 'GET',
    path: '/users/me/subscriptions',
    op: 'subscriptions',
    access: 'user',
    handle: (call) => ({ subscriptions: subscriptionsOf(call, call.me) }),
  },
  { method: 'GET', path: '/users/me/:channelId/topics', op: 'topics', access: 'user', handle: getTopics },
]
