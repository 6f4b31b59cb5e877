import { badRequest, missingArgument } from '../errors.ts'
import { LEVEL, versionOf } from '../features.ts'
import { member } from '../../http/json.ts'
import type { Params } from '../params.ts'
import type { Route, UserCall } from '../route.ts'
import { snapshotOf } from '../snapshot.ts'

/** Longest life a client may ask for its idle queue, in seconds: 7 days; and what `mobile` means: 12 hours. */
const IDLE_SECONDS = { most: 604_800, mobile: 43_200 } as const

// A text for which there is a word, or a number of seconds.
function idleSecondsOf(params: Params): number | undefined {
  const value = params.json('idle_queue_timeout')
  if (value === undefined) return undefined
  if (value === 'mobile') return IDLE_SECONDS.mobile
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 1) {
    throw badRequest('Invalid idle_queue_timeout')
  }
  return Math.min(value, IDLE_SECONDS.most)
}

function postRegister(call: UserCall): object {
  const { params, queues, configuration, me } = call
  const { featureLevel: level, queueIdleMs } = configuration.current
  const eventTypes = params.strings('event_types')
  const fetched = params.strings('fetch_event_types') ?? eventTypes
  // The one capability that is demanded of whoever names any (zerver/views/events_register.py).
  const capabilities = params.flags('client_capabilities', 'notification_settings_null')
  const applyMarkdown = params.flag('apply_markdown') ?? false
  const idleSeconds = level >= LEVEL.idleQueueTimeout ? idleSecondsOf(params) : undefined
  const idleMs = idleSeconds === undefined ? queueIdleMs : idleSeconds * 1_000
  const queue = queues.open({
    user: me.user.name,
    eventTypes: eventTypes && new Set(eventTypes),
    channelTyping: member(capabilities, 'stream_typing_notifications') === true,
    emptyTopicName: member(capabilities, 'empty_topic_name') === true,
    applyMarkdown,
    idleMs,
  })
  return {
    queue_id: queue.id,
    last_event_id: -1,
    zulip_feature_level: level,
    zulip_version: versionOf(level),
    ...(level >= LEVEL.idleQueueTimeout && { idle_queue_timeout_secs: Math.ceil(idleMs / 1_000) }),
    ...snapshotOf(call, me, fetched && new Set(fetched)),
  }
}

async function getEvents(call: UserCall): Promise<object> {
  const { params, queues, me, request, heartbeatMs } = call
  const queueId = params.text('queue_id')
  const lastEventId = params.integer('last_event_id')
  const dontBlock = params.flag('dont_block') ?? false
  if (queueId === undefined) throw missingArgument('queue_id')
  if (lastEventId === undefined) throw missingArgument('last_event_id')
  const queue = queues.find(queueId, me.user.name)
  queue.acknowledge(lastEventId)
  queue.arrive()
  const events = queue.contents()
  if (events.length > 0 || dontBlock) return { events }
  return { events: await queue.poll(heartbeatMs(), request.onGone), queue_id: queue.id }
}

function deleteEvents({ params, queues, me }: UserCall): object {
  const queueId = params.text('queue_id')
  if (queueId === undefined) throw missingArgument('queue_id')
  queues.end(queues.find(queueId, me.user.name))
  return {}
}

/** What is new. */
export const eventRoutes: readonly Route[] = [
  { method: 'POST', path: '/register', op: 'register', access: 'user', handle: postRegister },
  { method: 'GET', path: '/events', op: 'events', access: 'user', handle: getEvents },
  { method: 'DELETE', path: '/events', op: 'events:delete', access: 'user', handle: deleteEvents },
]
