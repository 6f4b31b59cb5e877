import { TypingError } from '../../protocol/errors.ts'
import type { TransportHost } from '../../protocol/transport.ts'
import { EXPIRE_AFTER_MS, readActivity, shownActivity } from './activity.ts'
import { readRejection } from './attached-outcome.ts'
import type { RocketChatSdkLike, RocketChatStreamLike } from './attached-sdk.ts'
import { findById, letOut, lettingOutAt, NO_SUBSCRIPTIONS, pausedUntil, withoutPlace, withPhase, withPlace } from './subscriptions.ts'
import type { Place } from './target.ts'

/** The rooms that are heard through the app's client. */
export interface AttachedRooms {
  readonly watch: (place: Place) => void
  readonly unwatch: (place: Place) => void
  /** Asks for what may be asked for by now. */
  readonly letOut: () => void
}

const STREAM = 'stream-notify-room'

/** Subscribes to rooms, at the pace that the server bears, and passes on who does what in them. */
export function attachRooms(sdk: RocketChatSdkLike, host: TransportHost): AttachedRooms {
  const streams = new Map<string, RocketChatStreamLike>()
  let state = NO_SUBSCRIPTIONS
  let lastId = 0

  function isWatched({ rid, key }: Place): boolean {
    return state.rooms.get(rid)?.places.has(key) === true
  }

  function hear(event: string, args: readonly unknown[]): void {
    const news = readActivity({ eventName: event, args }, 'user-activity')
    if (news === undefined || !isWatched(news.place)) return
    const conversation = news.place.key
    const activity = shownActivity(news.activities)
    if (activity === undefined) return host.emit({ type: 'stopped', conversation, userId: news.name })
    const user = activity === 'typing' ? { id: news.name } : { id: news.name, activity }
    return host.emit({ type: 'started', conversation, user, expireInMs: EXPIRE_AFTER_MS })
  }

  function refused(id: string, rejection: unknown): void {
    const found = findById(state, id)
    if (found === undefined) return
    const { code, waitMs } = readRejection(rejection)
    end(id)
    if (waitMs !== undefined) {
      state = pausedUntil(withPhase(state, id, 'wanted'), STREAM, host.now() + waitMs)
      return flush()
    }
    state = withPhase(state, id, 'refused')
    const isForbidden = code.endsWith('not-allowed')
    const reason = isForbidden ? 'the server does not let me' : 'the server refused'
    for (const conversation of state.rooms.get(found.rid)?.places.keys() ?? []) {
      const error = new TypingError(isForbidden ? 'forbidden' : 'bad-response', `unable to hear who types; ${reason}`, { conversation })
      host.emit({ type: 'snapshot', conversation, users: [] })
      host.emit({ type: 'error', error })
    }
  }

  function end(id: string): void {
    streams.get(id)?.stop()
    streams.delete(id)
  }

  function ask(id: string, rid: string): void {
    const event = `${rid}/user-activity` as const
    const stream = sdk.stream('notify-room', event, (...args: readonly unknown[]) => hear(event, args))
    streams.set(id, stream)
    stream.ready().then(
      () => {
        state = withPhase(state, id, 'ready')
      },
      (rejection: unknown) => refused(id, rejection),
    )
  }

  function flush(): void {
    const { state: next, asked } = letOut(state, host.now(), () => String((lastId += 1)))
    state = next
    for (const { id, rid } of asked) ask(id, rid)
    host.wakeAt(lettingOutAt(state, host.now()))
  }

  return {
    watch(place) {
      state = withPlace(state, place, [STREAM])
      flush()
    },
    unwatch(place) {
      const { state: next, ended } = withoutPlace(state, place)
      state = next
      for (const id of ended) end(id)
    },
    letOut: flush,
  }
}
